using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.CommissionSchemes;
using Crm.Domain.TelecomSales.CommissionSettlements;
using Crm.Domain.TelecomSales.CommissionStatements;
using Crm.Domain.TelecomSales.SaleCommissions;
using Crm.EventStore.Projecting;
using Crm.Projections.TelecomSales.Commissions;
using Crm.Projections.Tests.Kit;

namespace Crm.Projections.Tests.TelecomSales;

public sealed class CommissionViewsTests
{
    private static readonly Projection[] Views = [new CommissionSchemeCard(), new CommissionStatementList(), new CommissionEntries(), new CommissionSettlementList()];

    [Fact]
    public void A_statement_shows_the_sum_of_its_entries_and_what_decisions_stand_on()
    {
        foreach (var office in CommissionOffice.Fixed(60))
        {
            var rows = Folded.Documents(new CommissionStatementList(), office.History.Events);
            var entries = Folded.Documents(new CommissionEntries(), office.History.Events).Values.ToLookup(entry => entry.StatementId);
            rows.Count.ShouldBe(office.Statements.Count());
            foreach (var statement in office.Statements)
            {
                var row = rows[statement.Of.Id.Value];
                var own = entries[statement.Of.Id].ToList();
                (row.Totals, row.Sales, row.IsSettled).ShouldBe((statement.Totals, statement.Count, statement.IsSettled));
                row.Entries.ShouldBe(own.Count);
                Sum(own).ShouldBe(row.Totals.Total);
                Sum(own.Where(entry => entry.Kind is EntryKind.Accrued)).ShouldBe(row.Totals.Accrued);
                Sum(own.Where(entry => entry.Kind is EntryKind.Reversed)).ShouldBe(row.Totals.Reversed);
                Sum(own.Where(entry => entry.Kind is EntryKind.Adjusted)).ShouldBe(row.Totals.Adjusted);
                Sum(own.Where(entry => entry.Kind is EntryKind.TruedUp)).ShouldBe(row.Totals.TruedUp);
            }
        }
    }

    [Fact]
    public void A_settlement_shows_the_sum_of_its_statements()
    {
        var settled = 0;
        foreach (var office in CommissionOffice.Fixed(60))
        {
            var statements = Folded.Documents(new CommissionStatementList(), office.History.Events).Values.ToLookup(row => row.Period);
            foreach (var settlement in Folded.Documents(new CommissionSettlementList(), office.History.Events).Values)
            {
                settlement.State.ShouldBe(SettlementState.Completed);
                settlement.Totals!.Total.ShouldBe(statements[settlement.Period].Select(row => row.Totals.Total).Sum(Currency.Cop));
                statements[settlement.Period].ShouldAllBe(row => row.IsSettled);
                settled += statements[settlement.Period].Count();
            }
        }

        settled.ShouldBeGreaterThan(30, "Otherwise the claim says little.");
    }

    [Fact]
    public void Rebuilding_gives_the_same()
    {
        foreach (var office in CommissionOffice.Fixed(10))
            foreach (var view in Views) Folded.Text(view, office.History.Events).ShouldBe(Folded.Text(view, office.History.Events), view.Name);
    }

    [Fact]
    public void Every_entry_is_found_again_under_an_id_of_its_own() => CommissionOffice.Fixed(20).ShouldAllBe(office =>
        Folded.Documents(new CommissionEntries(), office.History.Events).All(entry => entry.Key == entry.Value.EntryId));

    [Fact]
    public void A_schemes_card_keeps_every_version()
    {
        foreach (var office in CommissionOffice.Fixed(40))
        {
            var card = Folded.Documents(new CommissionSchemeCard(), office.History.Events).Values.Single();
            card.History.Select(rule => rule.SchemeVersion).ShouldBe(Enumerable.Range(1, card.Version));
            card.Rules.ShouldHaveSingleItem().SchemeVersion.ShouldBe(card.Version);
        }
    }

    /// <summary>Claims about random ledgers are worth what happens in them.</summary>
    [Fact]
    public void Random_ledgers_see_every_turn_that_a_ledger_can_take()
    {
        var seen = CommissionOffice.Fixed(150).SelectMany(office => office.History.Events).Select(recorded => recorded.Data.GetType()).ToHashSet();

        string?[] folders = [typeof(CommissionScheme).Namespace, typeof(CommissionStatement).Namespace, typeof(SaleCommission).Namespace, typeof(CommissionSettlement).Namespace];
        DomainEvents.Types().All.Select(known => known.Type).Where(type => folders.Contains(type.Namespace)).Except(seen).Select(type => type.Name).ShouldBeEmpty();
    }

    private static Money Sum(IEnumerable<CommissionEntry> entries) => entries.Select(entry => entry.Amount).Sum(Currency.Cop);
}
