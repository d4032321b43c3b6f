using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;

namespace Crm.Domain.Tickets.Requesters;

/// <summary>A customer who asks for something and is neither a user nor a debtor.</summary>
public sealed record Requester(RequesterId Id, CampaignId? CampaignId, string FullName, string? Email, string? Phone) : IAggregate<Requester>
{
    public bool Erased { get; init; }

    public static Requester? Evolve(Requester? requester, object @event) => @event switch
    {
        RequesterRegistered e => new(e.RequesterId, e.CampaignId, e.FullName, e.Email, e.Phone),
        RequesterCorrected e => requester! with { FullName = e.FullName, Email = e.Email, Phone = e.Phone },
        SubjectErased => requester! with { Erased = true, FullName = Erasure.Placeholder, Email = null, Phone = null },
        _ => requester,
    };
}
