using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Sla;

namespace Crm.Domain.Tickets.SlaPolicies;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>What is promised was written down anew. Versions stay for ever.</summary>
/// <param name="CampaignId">Whose tickets it is for; <c>null</c>: those of queues of the whole installation.</param>
/// <param name="EffectiveFrom">UTC instant from which it holds; a higher version that holds goes before a lower one.</param>
/// <param name="By"><c>null</c>: what holds where nobody published anything.</param>
public sealed record SlaPolicyPublished(
    CampaignId? CampaignId, int Version, DateTimeOffset EffectiveFrom, SlaTerms Terms, UserId? By, BusinessMoment Moment) : IEvent;

/// <summary>The instant came from which a version holds: the deadlines of the tickets it governs are set anew.</summary>
public sealed record SlaPolicyTookEffect(CampaignId? CampaignId, int Version, BusinessMoment Moment) : IEvent;
