using Crm.Domain.Kernel;

namespace Crm.Domain.Campaigns;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>A client's operation begins. Code, zone, currency and country are fixed for its life.</summary>
/// <param name="Zone">IANA zone in which the campaign's days begin and end.</param>
/// <param name="Language">IETF tag of the texts for its debtors: <c>es-CO</c>.</param>
public sealed record CampaignOpened(
    CampaignId CampaignId, string Code, string Name, string Country, Currency Currency, string Zone, string Language) : IEvent;

public sealed record CampaignPaused(CampaignId CampaignId, string Reason) : IEvent;
public sealed record CampaignResumed(CampaignId CampaignId) : IEvent;
public sealed record CampaignClosed(CampaignId CampaignId, string Reason) : IEvent;

public sealed record CampaignCalendarSet(CampaignId CampaignId, int Version, BusinessCalendar Calendar) : IEvent;
public sealed record ContactPolicySet(CampaignId CampaignId, int Version, ContactPolicy Policy) : IEvent;
public sealed record CollectionPolicySet(CampaignId CampaignId, int Version, CollectionPolicy Policy) : IEvent;
public sealed record DispositionCatalogueSet(CampaignId CampaignId, int Version, IReadOnlyList<Disposition> Dispositions) : IEvent;

public sealed record TeamFormed(CampaignId CampaignId, TeamId TeamId, string Name) : IEvent;
public sealed record TeamDissolved(CampaignId CampaignId, TeamId TeamId) : IEvent;

/// <summary>The campaign's midnight passed; what ages with days is recomputed as of this date.</summary>
public sealed record BusinessDayOpened(CampaignId CampaignId, DateOnly Date, string Zone) : IEvent;
