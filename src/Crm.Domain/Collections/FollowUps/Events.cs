using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.FollowUps;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>A next contact is promised for an instant.</summary>
/// <param name="Due">When, with the campaign's wall clock.</param>
/// <param name="MissedAfter">UTC instant at which the due day ends in the campaign's zone.</param>
public sealed record FollowUpScheduled(
    FollowUpId FollowUpId, DebtorId DebtorId, AccountId? AccountId, AttemptId? AttemptId, UserId OwnerId, Work Work, BusinessMoment Due, DateTimeOffset MissedAfter,
    [property: Personal("DebtorId")] string? Note) : IEvent;
public sealed record FollowUpCompleted(FollowUpId FollowUpId, DebtorId DebtorId, UserId CompletedBy, AttemptId? AttemptId) : IEvent;
public sealed record FollowUpMissed(FollowUpId FollowUpId, DebtorId DebtorId, UserId OwnerId, CampaignId CampaignId) : IEvent;
public sealed record FollowUpMoved(FollowUpId FollowUpId, DebtorId DebtorId, BusinessMoment OldDue, BusinessMoment NewDue, DateTimeOffset MissedAfter, string Reason) : IEvent;
public sealed record FollowUpCancelled(FollowUpId FollowUpId, DebtorId DebtorId, UserId CancelledBy, string Reason) : IEvent;
