using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Requesters;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>A customer who is no user and no debtor asked for something for the first time. The id is derived from campaign and e-mail or phone.</summary>
/// <param name="CampaignId">The campaign he is a customer of; <c>null</c>: of the installation.</param>
/// <param name="Phone">E.164.</param>
public sealed record RequesterRegistered(
    RequesterId RequesterId, CampaignId? CampaignId, [property: Personal("RequesterId")] string FullName, [property: Personal("RequesterId")] string? Email,
    [property: Personal("RequesterId")] string? Phone) : IEvent;

public sealed record RequesterCorrected(
    RequesterId RequesterId, [property: Personal("RequesterId")] string FullName, [property: Personal("RequesterId")] string? Email,
    [property: Personal("RequesterId")] string? Phone, UserId? By) : IEvent;
