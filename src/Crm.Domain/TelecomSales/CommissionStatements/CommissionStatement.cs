using System.Collections.Immutable;
using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.CommissionStatements;

/// <summary>What an agent earns for a campaign in a month. Holds only what a decision asks about.</summary>
public sealed record CommissionStatement(Statement Of) : IAggregate<CommissionStatement>
{
    /// <summary>The sales that earned in this month.</summary>
    public ImmutableDictionary<SaleId, EarnedSale> Sales { get; init; } = ImmutableDictionary<SaleId, EarnedSale>.Empty;

    /// <summary>Of them, those that count towards the tier: all but the ones taken back within the month's statement.</summary>
    public int Count { get; init; }
    public ImmutableHashSet<Guid> Adjustments { get; init; } = [];
    public StatementTotals Totals { get; init; } = StatementTotals.Zero(Of.Currency);
    public bool IsSettled { get; init; }

    public static CommissionStatement? Evolve(CommissionStatement? statement, object @event) => @event switch
    {
        CommissionAccrued e => With(statement, e.Statement, it => it with
        {
            Sales = it.Sales.SetItem(e.Sale.SaleId, new(e.EntryId, e.Sale, e.TeamId, e.RuleId, e.SchemeVersion, e.Base, e.Rate, e.Amount, SaleStanding.Earned)),
            Count = it.Count + 1,
            Totals = it.Totals.WithAccrued(e.Amount),
        }),
        CommissionReversed e => With(statement, e.Statement, it => (it.Sales.TryGetValue(e.Sale.SaleId, out var earned)
            ? it with { Sales = it.Sales.SetItem(e.Sale.SaleId, earned with { Standing = SaleStanding.Reversed }), Count = it.Count - 1 }
            : it) with
        { Totals = it.Totals.WithReversed(e.Amount) }),
        CommissionReversedElsewhere e => statement! with
        {
            Sales = statement.Sales.SetItem(e.SaleId, statement.Sales[e.SaleId] with { Standing = SaleStanding.ReversedElsewhere }),
        },
        CommissionAdjusted e => With(statement, e.Statement, it => it with { Adjustments = it.Adjustments.Add(e.EntryId), Totals = it.Totals.WithAdjusted(e.Amount) }),
        CommissionTruedUp e => statement! with
        {
            Sales = statement.Sales.SetItems(e.Lines.Select(line => KeyValuePair.Create(
                line.SaleId, statement.Sales[line.SaleId] with { Rate = line.Rate, Amount = statement.Sales[line.SaleId].Amount + line.Amount }))),
            Totals = statement.Totals.WithTruedUp(e.Amount),
        },
        CommissionStatementSettled => statement! with { IsSettled = true },
        _ => statement,
    };

    private static CommissionStatement With(CommissionStatement? statement, Statement of, Func<CommissionStatement, CommissionStatement> change) =>
        change(statement ?? new(of));
}

/// <summary>A sale in the statement it earned in.</summary>
/// <param name="Rate">At which it was paid last.</param>
/// <param name="Amount">All that was given for it here.</param>
public sealed record EarnedSale(
    Guid EntryId, CommissionedSale Sale, TeamId? TeamId, CommissionRuleId RuleId, int SchemeVersion, Money Base, Percentage Rate, Money Amount, SaleStanding Standing);

public enum SaleStanding { Earned, Reversed, ReversedElsewhere }
