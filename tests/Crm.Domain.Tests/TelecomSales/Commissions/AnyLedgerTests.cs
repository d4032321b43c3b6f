using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.CommissionStatements;
using FsCheck;
using FsCheck.Fluent;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.TelecomSales.Commissions;

/// <summary>Laws of every ledger: activations, charge-backs, cancellations, adjustments and settlements in any order the business allows.</summary>
public sealed class AnyLedgerTests
{
    [Fact]
    public void A_statement_is_the_sum_of_its_entries_to_the_cent() => ForEveryLedger(world =>
    {
        foreach (var statement in world.Statements)
        {
            statement.Totals.Total.ShouldBe(world.EventsOf(statement).SelectMany(AmountsOf).Sum(Currency.Cop));
            statement.Totals.Total.IsExact.ShouldBeTrue("No amount has a fraction of a cent.");
        }
    });

    [Fact]
    public void Nothing_is_written_behind_a_settlement_and_it_names_the_sums() => ForEveryLedger(world =>
    {
        foreach (var statement in world.Statements)
        {
            var events = world.EventsOf(statement).ToList();
            var settled = events.OfType<CommissionStatementSettled>().ToList();
            settled.Count.ShouldBeLessThanOrEqualTo(1);
            if (settled.Count == 0) continue;
            events[^1].ShouldBe(settled[0]);
            settled[0].Totals.ShouldBe(statement.Totals);
        }
    });

    [Fact]
    public void A_sale_that_was_lost_comes_to_nothing_over_all_statements_and_one_that_was_kept_to_its_base_by_the_last_rate() => ForEveryLedger(world =>
    {
        world.SettleAll();
        var statements = world.Statements.ToList();
        statements.ShouldAllBe(statement => statement.IsSettled);

        var bySale = statements.SelectMany(world.EventsOf).SelectMany(AmountsBySale).ToLookup(pair => pair.Sale, pair => pair.Amount);
        foreach (var sold in world.Sales)
        {
            var earned = statements.Single(statement => statement.Sales.ContainsKey(sold.Id)).Sales[sold.Id];
            bySale[sold.Id].Sum(Currency.Cop).ShouldBe(sold.Keeps ? earned.Base * earned.Rate : Cop(0));
        }

        // And every statement has one rate per rule for what was earned and stayed in it.
        foreach (var statement in statements)
        {
            var rates = statement.Sales.Values.Where(sale => sale.Standing is SaleStanding.Earned).GroupBy(sale => sale.RuleId).Select(rule => rule.Select(sale => sale.Rate).Distinct().Count());
            rates.ShouldAllBe(count => count == 1);
        }
    });

    [Fact]
    public void What_a_month_pays_does_not_ask_in_which_order_it_was_sold() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(Arb.From(Gen.Choose(0, 100_000).ArrayOf(12)), sizes =>
        {
            var forth = Settled(sizes);
            Settled(Enumerable.Reverse(sizes)).ShouldBe(forth);
            Settled(sizes.Order()).ShouldBe(forth);
        }));

    /// <summary>Claims about random ledgers are worth what happens in them.</summary>
    [Fact]
    public void Random_ledgers_see_every_turn_that_a_ledger_can_take()
    {
        var worlds = Enumerable.Range(1, 120).Select(seed => Lived(Numbers(seed).Take(90).ToArray())).ToList();
        var seen = worlds.SelectMany(world => world.Statements.SelectMany(world.EventsOf)).ToList();

        seen.Select(@event => @event.GetType().Name).Distinct().Order(StringComparer.Ordinal).ShouldBe(
        [
            nameof(CommissionAccrued), nameof(CommissionAdjusted), nameof(CommissionReversed), nameof(CommissionReversedElsewhere), nameof(CommissionStatementSettled),
            nameof(CommissionTruedUp),
        ]);
        seen.OfType<CommissionReversed>().Count(reversed => reversed.AccruedIn < reversed.Statement.Period).ShouldBeGreaterThan(20, "across months");
        seen.OfType<CommissionAccrued>().Count(accrued => BusinessMonth.Of(accrued.EarnedOn) < accrued.Statement.Period).ShouldBeGreaterThan(20, "late ones");
        worlds.SelectMany(world => world.Sales).Count(sold => sold is { Lost: not null, Keeps: true }).ShouldBeGreaterThan(20, "charged back too late");
    }

    private static Money Settled(IEnumerable<int> sizes)
    {
        var world = new LedgerWorld();
        foreach (var size in sizes) world.Sell(Agent, size, new(2026, 6, 1));
        world.SettleAll();
        return world.Statements.Single().Totals.Total;
    }

    private static IEnumerable<Money> AmountsOf(IEvent @event) => @event is CommissionAdjusted adjusted ? [adjusted.Amount] : AmountsBySale(@event).Select(pair => pair.Amount);

    private static IEnumerable<(SaleId Sale, Money Amount)> AmountsBySale(IEvent @event) => @event switch
    {
        CommissionAccrued e => [(e.Sale.SaleId, e.Amount)],
        CommissionReversed e => [(e.Sale.SaleId, e.Amount)],
        CommissionTruedUp e => e.Lines.Select(line => (line.SaleId, line.Amount)),
        _ => [],
    };

    private static void ForEveryLedger(Action<LedgerWorld> claim)
    {
        for (var seed = 1; seed <= 40; seed++) claim(Lived(Numbers(seed).Take(40 + seed).ToArray()));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(40).WithEndSize(80), Prop.ForAll(Arb.From(Gen.Choose(0, 60_000_000).ArrayOf()), script => claim(Lived(script))));
    }

    private static LedgerWorld Lived(int[] script) => LedgerWorld.Living(script);

    // A linear congruential generator (Lehmer, 48271): the same on every machine.
    private static IEnumerable<int> Numbers(long seed)
    {
        for (var state = seed * 7_919; ; state = state * 48_271 % int.MaxValue) yield return (int)(state % 60_000_000);
    }
}
