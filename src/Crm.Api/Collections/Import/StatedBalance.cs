using Crm.Api.Files;
using Crm.Domain.Campaigns;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;

namespace Crm.Api.Collections.Import;

/// <summary>What a row says of the debt: its components, what was paid of them, and the total if it has one.</summary>
/// <remarks>
/// DEUDA_TOTAL = principal + interest + technology + insurance + other charges − paid. Some creditors give components that
/// are net of what was paid; then the total is their plain sum. Anything else is a mistake in the file.
/// </remarks>
internal readonly record struct StatedBalance(Balance Components, decimal Paid, decimal? Total)
{
    /// <summary>Creditors round their components one by one, to pesos or to cents: as much as this may be between them and the total.</summary>
    private decimal Rounding => Components.Currency == Currency.Cop || Components.Currency == Currency.Clp ? 3m : 0.03m;

    public (Balance? Balance, (string, Bilingual)? Problem) Resolve(IReadOnlyList<BalanceComponent> allocationOrder)
    {
        var sum = Components.Total().Amount;
        if (Total is { } total && Paid > 0 && Math.Abs(total - sum) <= Rounding && Math.Abs(total - (sum - Paid)) > Rounding) return (Rounded(Components, total), null);
        if (Paid > sum) return (null, PortfolioProblem.OverPaid(Paid, sum));

        var (allocated, _) = Components.Allocate(new Money(Paid, Components.Currency), allocationOrder);
        var net = Components - allocated;
        if (Total is not { } stated) return (net, null);
        return Math.Abs(stated - (sum - Paid)) <= Rounding ? (Rounded(net, stated), null) : (null, PortfolioProblem.TotalMismatch(sum - Paid));
    }

    /// <summary>The total is the creditor's word: what rounding left between it and the components goes to the largest one.</summary>
    private static Balance Rounded(Balance net, decimal total)
    {
        var difference = total - net.Total().Amount;
        if (difference == 0) return net;
        var largest = Enum.GetValues<BalanceComponent>().MaxBy(component => net[component]);
        return net.With(largest, Math.Max(net[largest] + difference, 0));
    }
}
