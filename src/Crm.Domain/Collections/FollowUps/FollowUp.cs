using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.FollowUps;

/// <summary>A next contact that somebody promised to make.</summary>
/// <param name="MissedAfter">UTC instant at which the due day ends.</param>
public sealed record FollowUp(FollowUpId Id, DebtorId DebtorId, UserId OwnerId, Work Work, BusinessMoment Due, DateTimeOffset MissedAfter) : IAggregate<FollowUp>
{
    public FollowUpStatus Status { get; init; } = FollowUpStatus.Open;

    /// <summary>Whether it still has to be done; a missed one has, too.</summary>
    public bool IsPending => Status is FollowUpStatus.Open or FollowUpStatus.Missed;

    internal Refusal? RefuseUnless(UserId by, bool bySupervisor) => by == OwnerId || bySupervisor
        ? null
        : Refusals.Of("collections.follow-up-of-another", "Only its owner or a supervisor may do this.", [], ("ownerId", OwnerId));

    internal Refusal? RefuseWhenOver() => IsPending
        ? null
        : Refusals.Of("collections.follow-up-over", $"The follow-up is {(Status is FollowUpStatus.Cancelled ? "cancelled" : "done")}.", [], ("status", Status));

    public static FollowUp? Evolve(FollowUp? followUp, object @event) => @event switch
    {
        FollowUpScheduled e => new(e.FollowUpId, e.DebtorId, e.OwnerId, e.Work, e.Due, e.MissedAfter),
        FollowUpCompleted => followUp! with { Status = FollowUpStatus.Completed },
        FollowUpMissed => followUp! with { Status = FollowUpStatus.Missed },
        FollowUpMoved e => followUp! with { Status = FollowUpStatus.Open, Due = e.NewDue, MissedAfter = e.MissedAfter },
        FollowUpCancelled => followUp! with { Status = FollowUpStatus.Cancelled },
        _ => followUp,
    };
}

public enum FollowUpStatus { Open, Completed, Missed, Cancelled }
