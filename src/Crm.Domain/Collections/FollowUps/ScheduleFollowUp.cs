using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.FollowUps;

/// <summary>Promise a next contact, apart from an attempt.</summary>
/// <param name="FollowUpId">Made by the caller; hearing the command again with it schedules no second one.</param>
/// <param name="Now">The instant with the campaign's wall clock; the follow-up is due at that clock too.</param>
public sealed record ScheduleFollowUp(
    FollowUpId FollowUpId, AccountId? AccountId, UserId OwnerId, Work Work, DateTimeOffset DueAt, string? Note, BusinessMoment Now);

public static class ScheduleFollowUpHandler
{
    /// <param name="followUp">The stream of the new id: <c>null</c> unless the command was heard before.</param>
    public static Decision Handle(ScheduleFollowUp command, FollowUp? followUp, Debtor debtor)
    {
        if (followUp is not null) return Decision.AlreadySo;
        if ((debtor.RefusalWhenMoved() ?? FollowUpChecks.Refuse(command.DueAt, command.Now.At, command.Note)) is { } refusal) return Decision.Refuse(refusal);

        return Decision.Append(Scheduled(
            command.FollowUpId, debtor.Id, command.AccountId, null, command.OwnerId, command.Work, command.DueAt, command.Now.Zone, command.Note));
    }

    internal static FollowUpScheduled Scheduled(
        FollowUpId id, DebtorId debtor, AccountId? account, AttemptId? attempt, UserId owner, Work work, DateTimeOffset dueAt, string zone, string? note)
    {
        var due = BusinessMoment.Of(dueAt, zone);
        return new(id, debtor, account, attempt, owner, work, due, WallClock.EndOf(due.Date, zone), string.IsNullOrWhiteSpace(note) ? null : note.Trim());
    }
}
