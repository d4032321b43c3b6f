using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.CommissionSchemes;

namespace Crm.Domain.TelecomSales.CommissionStatements;

/// <summary>Pay every sale of the month at the tier reached with the last, and close the statement.</summary>
public sealed record SettleStatement(CommissionSettlementId SettlementId, UserId? SettledBy, BusinessMoment Now);

public static class SettleStatementHandler
{
    /// <param name="scheme">The campaign's; <c>null</c>: no sale ever earned in it.</param>
    public static Decision Handle(SettleStatement command, CommissionStatement statement, CommissionScheme? scheme)
    {
        if (statement.IsSettled) return Decision.AlreadySo;

        var of = statement.Of;
        var lines = Lines(statement, scheme).OrderBy(line => line.SaleNumber, StringComparer.Ordinal).ThenBy(line => line.SaleId.Value).ToList();
        var difference = lines.Select(line => line.Amount).Sum(of.Currency);
        var settled = new CommissionStatementSettled(
            of, command.SettlementId, statement.Count, statement.Totals.WithTruedUp(difference), command.SettledBy, command.Now);
        return lines.Count == 0
            ? Decision.Append(settled)
            : Decision.Append(
                new CommissionTruedUp(of, EntryIds.TrueUp(of.Id.Value), statement.Count, lines, difference, Rounding.Of(of.Currency), command.Now), settled);
    }

    // By the version of the rule that each sale was accrued by.
    private static IEnumerable<TrueUpLine> Lines(CommissionStatement statement, CommissionScheme? scheme)
    {
        foreach (var earned in statement.Sales.Values.Where(sale => sale.Standing is SaleStanding.Earned))
        {
            var tier = Reckoning.TierAt(scheme!.RuleAt(earned.RuleId, earned.SchemeVersion), statement.Count);
            var difference = earned.Base * tier.Rate - earned.Amount;
            if (!difference.IsZero)
                yield return new(EntryIds.TrueUp(earned.Sale.SaleId.Value), earned.Sale.SaleId, earned.Sale.Number, earned.Base, earned.Rate, tier.FromCount, tier.Rate, difference);
        }
    }
}
