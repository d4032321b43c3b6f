using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Leads;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>A prepaid line that may become postpaid. Its id is derived from base and phone.</summary>
/// <param name="Phone">E.164. It is all there is of it, and the lead itself is the person it is about.</param>
public sealed record PrepaidLeadAdded(
    LeadId LeadId, LeadBaseId LeadBaseId, CampaignId CampaignId, ImportId ImportId, [property: Personal("LeadId")] string Phone, BusinessMoment Moment) : IEvent;

/// <summary>A customer of the operator who may take a dearer plan. Its id is derived from base and registration number.</summary>
/// <param name="PersonId">Of the document: the same person in every base and sale.</param>
/// <param name="RegistrationNumber">The operator's, as the file has it.</param>
/// <param name="Mobile">E.164, as the other phones.</param>
public sealed record UpgradeLeadAdded(
    LeadId LeadId, LeadBaseId LeadBaseId, CampaignId CampaignId, ImportId ImportId, CustomerId PersonId, [property: Personal("PersonId")] string RegistrationNumber,
    [property: Personal("PersonId")] string FullName, string DocumentType, [property: Personal("PersonId")] string DocumentNumber, [property: Personal("PersonId")] string? Address,
    [property: Personal("PersonId")] string? Neighborhood, [property: Personal("PersonId")] string? Mobile, [property: Personal("PersonId")] string? Phone1,
    [property: Personal("PersonId")] string? Phone2, [property: Personal("PersonId")] string? Phone3, LeadOffer Offer, BusinessMoment Moment) : IEvent;

/// <summary>A newer file says something else of the customer; the event holds all of it, not the difference.</summary>
public sealed record UpgradeLeadChanged(
    LeadId LeadId, LeadBaseId LeadBaseId, CampaignId CampaignId, ImportId ImportId, CustomerId PersonId, [property: Personal("PersonId")] string RegistrationNumber,
    [property: Personal("PersonId")] string FullName, string DocumentType, [property: Personal("PersonId")] string DocumentNumber, [property: Personal("PersonId")] string? Address,
    [property: Personal("PersonId")] string? Neighborhood, [property: Personal("PersonId")] string? Mobile, [property: Personal("PersonId")] string? Phone1,
    [property: Personal("PersonId")] string? Phone2, [property: Personal("PersonId")] string? Phone3, LeadOffer Offer, BusinessMoment Moment) : IEvent;

/// <summary>A newer file that is the whole base does not name the lead any more.</summary>
public sealed record LeadWithdrawn(LeadId LeadId, LeadBaseId LeadBaseId, CampaignId CampaignId, ImportId ImportId, BusinessMoment Moment) : IEvent;

/// <summary>A newer file names a lead again that was withdrawn.</summary>
public sealed record LeadRestored(LeadId LeadId, LeadBaseId LeadBaseId, CampaignId CampaignId, ImportId ImportId, BusinessMoment Moment) : IEvent;

/// <summary>What the operator says of a customer and his service, as far as it names nobody.</summary>
/// <param name="BaseCode">The operator's id of the base the row is of.</param>
/// <param name="Stratum">Of the dwelling, as utilities are billed in Colombia: 0 to 6.</param>
/// <param name="AverageBill">What the customer was billed a month on average.</param>
public sealed record LeadOffer(
    string BaseCode, string? CampaignLabel, string? CampaignGroup, string? Strategy, string? Product, string? PortsAvailable, Money? AverageBill, string? Tenure, int? Stratum,
    string? Department, string? City);
