using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.LeadImports;

namespace Crm.Domain.TelecomSales.LeadBases;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>A base of people to sell to may be loaded. Its id is derived from campaign, kind and name.</summary>
/// <param name="Country">ISO 3166-1 alpha-2: of phones and documents that do not say theirs.</param>
public sealed record LeadBaseOpened(LeadBaseId LeadBaseId, CampaignId CampaignId, LeadKind Kind, string Country, string Name, UserId? By, BusinessMoment Moment) : IEvent;

/// <summary>A file is being loaded; no other is until it is at its end.</summary>
public sealed record LeadBaseLoadBegun(LeadBaseId LeadBaseId, CampaignId CampaignId, ImportId ImportId, BusinessMoment Moment) : IEvent;

/// <param name="FileKey">What tells the file from others: its content with how it is read.</param>
/// <param name="Complete">Whether the file was the whole base.</param>
/// <param name="Withdrawn">Leads that the file does not name any more.</param>
public sealed record LeadBaseLoaded(
    LeadBaseId LeadBaseId, CampaignId CampaignId, ImportId ImportId, string FileKey, bool Complete, LeadCounts Counts, int Withdrawn, BusinessMoment Moment) : IEvent;

/// <summary>The file could not be read to its end. What was done stays.</summary>
public sealed record LeadBaseLoadFailed(LeadBaseId LeadBaseId, CampaignId CampaignId, ImportId ImportId, BusinessMoment Moment) : IEvent;

/// <summary>Nothing is loaded into it any more, and nobody is found in it.</summary>
public sealed record LeadBaseClosed(LeadBaseId LeadBaseId, CampaignId CampaignId, string Reason, UserId? By, BusinessMoment Moment) : IEvent;

public sealed record LeadBaseReopened(LeadBaseId LeadBaseId, CampaignId CampaignId, string Reason, UserId? By, BusinessMoment Moment) : IEvent;
