using Crm.Domain.Collections.Debtors;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Requesters;

namespace Crm.Domain.Privacy.DataSubjects;

/// <summary>A person as far as it is asked whether his data may be erased. Folded from the stream that is about him, a debtor's or a user's.</summary>
/// <param name="CampaignId">The campaign that registered him; <c>null</c> for a user.</param>
public sealed record DataSubject(Guid Id, SubjectKind Kind, CampaignId? CampaignId) : IAggregate<DataSubject>
{
    public bool Erased { get; init; }

    /// <summary>Whether a user has not left for good.</summary>
    public bool InService { get; init; }
    public IReadOnlyList<LegalHold> Holds { get; init; } = [];

    public static DataSubject? Evolve(DataSubject? subject, object @event) => @event switch
    {
        DebtorRegistered e => new(e.DebtorId.Value, SubjectKind.Debtor, e.CampaignId),
        UserInvited e => new(e.UserId.Value, SubjectKind.User, null) { InService = true },
        RequesterRegistered e => new(e.RequesterId.Value, SubjectKind.Customer, e.CampaignId),
        UserClosed => subject! with { InService = false },
        LegalHoldPlaced e => subject! with { Holds = [.. subject.Holds, new(e.HoldId, e.Reason)] },
        LegalHoldReleased e => subject! with { Holds = [.. subject.Holds.Where(hold => hold.Id != e.HoldId)] },
        SubjectErased => subject! with { Erased = true },
        _ => subject,
    };
}

public sealed record LegalHold(Guid Id, string Reason);
