using Crm.Domain.Collections.Debtors;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.Callbacks;
using Crm.Domain.TelecomSales.Customers;
using Crm.Domain.TelecomSales.Leads;
using Crm.Domain.Tickets.Requesters;

namespace Crm.Domain.Privacy.DataSubjects;

/// <summary>A person as far as it is asked whether his data may be erased. Folded from the stream that is about him, whichever room's it is.</summary>
/// <param name="CampaignId">The campaign that registered him; <c>null</c> for a user.</param>
public sealed record DataSubject(Guid Id, SubjectKind Kind, CampaignId? CampaignId) : IAggregate<DataSubject>
{
    public bool Erased { get; init; }

    /// <summary>Whether a user has not left for good.</summary>
    public bool InService { get; init; }

    /// <summary>Whether a prospect still has to be called.</summary>
    public bool ToBeCalled { get; init; }
    public IReadOnlyList<LegalHold> Holds { get; init; } = [];

    /// <summary>He has no stream yet, for he stands in lead bases only: the first decision about him begins it.</summary>
    public LeadId? KnownByLead { get; init; }

    internal Decision Append(IEvent @event) => KnownByLead is { } lead
        ? Decision.Append(new LeadPersonRegistered(new(Id), CampaignId!.Value, lead), @event)
        : Decision.Append(@event);

    public static DataSubject? Evolve(DataSubject? subject, object @event) => @event switch
    {
        DebtorRegistered e => new(e.DebtorId.Value, SubjectKind.Debtor, e.CampaignId),
        UserInvited e => new(e.UserId.Value, SubjectKind.User, null) { InService = true },
        RequesterRegistered e => new(e.RequesterId.Value, SubjectKind.Customer, e.CampaignId),
        CustomerRegistered e => new(e.CustomerId.Value, SubjectKind.Buyer, e.CampaignId),
        LeadPersonRegistered e => new(e.CustomerId.Value, SubjectKind.Buyer, e.CampaignId),
        CallbackScheduled e => new(e.CallbackId.Value, SubjectKind.Prospect, e.Work.CampaignId) { ToBeCalled = true },
        CallbackWon or CallbackDeclined or CallbackCancelled => subject! with { ToBeCalled = false },
        PrepaidLeadAdded e => new(e.LeadId.Value, SubjectKind.Line, e.CampaignId),
        UserClosed => subject! with { InService = false },
        LegalHoldPlaced e => subject! with { Holds = [.. subject.Holds, new(e.HoldId, e.Reason)] },
        LegalHoldReleased e => subject! with { Holds = [.. subject.Holds.Where(hold => hold.Id != e.HoldId)] },
        SubjectErased => subject! with { Erased = true },
        _ => subject,
    };
}

public sealed record LegalHold(Guid Id, string Reason);
