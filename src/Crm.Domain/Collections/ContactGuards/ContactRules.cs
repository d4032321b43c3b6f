using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.ContactGuards;

/// <summary>The campaign's contact rules in force when a command is decided: read at the edge, handed over with the command.</summary>
/// <param name="PolicyVersion">Kept in the events they decide.</param>
/// <param name="Calendar">For its holidays.</param>
/// <param name="Zone">IANA zone of the campaign: the person's, unless his phone says otherwise.</param>
/// <param name="Paused">Whether the campaign's outbound work rests.</param>
public sealed record ContactRules(ContactPolicy Policy, int PolicyVersion, BusinessCalendar Calendar, string Zone, bool Paused = false);
