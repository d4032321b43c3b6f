using Crm.Domain.Campaigns;
using Crm.Domain.Collections.ContactGuards;

namespace Crm.Domain.Collections.ContactAttempts;

/// <summary>The campaign's rules in force when an attempt is logged: read at the edge, handed over with the command.</summary>
/// <param name="CatalogueVersion">Kept in the event, as are the outcome's flags.</param>
public sealed record AttemptRules(ContactRules Contact, int CatalogueVersion, IReadOnlyList<Disposition> Dispositions);
