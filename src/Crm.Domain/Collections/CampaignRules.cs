using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections;

/// <summary>The campaign's terms in force when a command is decided: read at the edge, handed over with the command.</summary>
/// <param name="Policy">Terms for promises, agreements and payments.</param>
/// <param name="PolicyVersion">Their version, kept in the events they decide.</param>
/// <param name="Calendar">Working days, for grace counted in them.</param>
public sealed record CampaignRules(CollectionPolicy Policy, int PolicyVersion, BusinessCalendar Calendar);
