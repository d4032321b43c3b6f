using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.PortfolioImports;

/// <summary>What became of a row, by what its account decided.</summary>
public static class RowOutcome
{
    public static readonly ImportCounts Rejected = new(1, 0, 0, 0, 1);

    /// <param name="decision">Of <see cref="PlaceAccountHandler"/>.</param>
    public static ImportCounts Of(Decision decision) =>
        decision.Refusal is not null ? Rejected
        : decision.Events.OfType<AccountPlaced>().Any() ? new(1, 1, 0, 0, 0)
        : decision.Events.Count > 0 ? new(1, 0, 1, 0, 0)
        : new(1, 0, 0, 1, 0);
}
