using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.OrderNumbers;
using Crm.Domain.TelecomSales.PortedNumbers;
using Crm.Domain.TelecomSales.Sales;
using Crm.Projections.TelecomSales;
using Crm.Projections.Tests.Kit;
using FsCheck;
using FsCheck.Fluent;

namespace Crm.Projections.Tests.TelecomSales;

/// <summary>Whatever is done with sales, in whatever order.</summary>
public sealed class SalesTrayTests
{
    [Fact]
    public void A_sale_is_in_exactly_one_tray_or_when_it_is_over_in_none() => ForEveryHistory(office =>
    {
        var trays = Folded.Documents(new SalesTray(), office.History.Events);
        foreach (var sale in office.Sales)
        {
            sale.Tray.HasValue.ShouldBe(sale.IsOpen);
            var row = trays.GetValueOrDefault(sale.Id.Value);
            row?.Tray.ShouldBe(sale.Tray!.Value);
            (row is null).ShouldBe(sale.Tray is null, $"{sale.Facts.Number} is {sale.State}");
            if (row is null) continue;
            (row.State, row.Confirmed, row.ClaimedBy, row.AgentId, row.OrderNumber).ShouldBe((sale.State, sale.Confirmed, sale.Claim?.ReviewerId, sale.Work.AgentId, sale.OrderNumber));
        }

        trays.Count.ShouldBe(office.Sales.Count(sale => sale.IsOpen), "no row of a sale that there is not");
    });

    [Fact]
    public void Every_read_model_says_the_same_of_a_sale_as_its_own_state() => ForEveryHistory(office =>
    {
        var (files, entries) = (Folded.Documents(new SaleFile(), office.History.Events), Folded.Documents(new SaleDirectory(), office.History.Events));
        foreach (var sale in office.Sales)
        {
            var (file, entry) = (files[sale.Id.Value], entries[sale.Id.Value]);
            (file.State, file.Tray, file.Details, file.Terms, file.OrderNumber, file.ActivatedOn).ShouldBe((sale.State, sale.Tray, sale.Details, sale.Terms, sale.OrderNumber, sale.ActivatedOn));
            (entry.State, entry.CustomerId, entry.AgentId, entry.FullName).ShouldBe((sale.State, sale.CustomerId, sale.Work.AgentId, sale.Details.FullName));
            file.Timeline.Count.ShouldBe(office.History.Events.Count(recorded => recorded.StreamId == sale.Id.Value), "every event is a step");
        }
    });

    [Fact]
    public void A_number_is_held_by_the_one_open_sale_that_ports_it_and_an_order_by_one_sale() => ForEveryHistory(office =>
    {
        var open = office.Sales.Where(sale => sale.PortedNumberId is not null).ToList();
        open.ShouldAllBe(sale => sale.IsOpen);
        open.Select(sale => sale.PortedNumberId).ShouldBeUnique();
        foreach (var sale in open) Held<PortedNumber>(office, sale.PortedNumberId!.Value, PortedNumber.Evolve)!.HeldBy.ShouldBe(sale.Id);
        office.Sales.Where(sale => sale.OrderNumberId is not null).Select(sale => sale.OrderNumberId).ShouldBeUnique();
        foreach (var sale in office.Sales.Where(sale => sale.OrderNumberId is not null)) Held<OrderNumber>(office, sale.OrderNumberId!.Value, OrderNumber.Evolve)!.HeldBy.ShouldBe(sale.Id);
    });

    [Fact]
    public void The_agenda_holds_what_a_sale_waits_for_and_nothing_else() => ForEveryHistory(office =>
    {
        var items = Folded.Documents(new TelecomSalesAgenda(), office.History.Events).Values.Select(item => (item.Kind, item.StreamId, item.DueAt)).Order().ToList();
        items.ShouldBe([.. office.Sales.SelectMany(sale => new[]
        {
            sale.Claim is { } claim ? (TelecomSalesAgenda.ClaimExpiry, sale.Id.Value, claim.ExpiresAt) : default,
            sale.CancelsAt is { } at ? (TelecomSalesAgenda.Untouched, sale.Id.Value, at) : default,
        }).Where(item => item != default).Order()]);
    });

    [Fact]
    public void Streams_in_any_order_give_the_same_documents() => ForEveryHistory(office =>
    {
        var apart = office.History.Events.OrderBy(recorded => recorded.StreamId).ThenBy(recorded => recorded.Version).ToList();
        foreach (var model in TelecomSalesProjections.All) Folded.Text(model, apart).ShouldBe(Folded.Text(model, office.History.Events), model.Name);
    }, tries: 10);

    /// <summary>Claims about random histories are worth what happens in them.</summary>
    [Fact]
    public void Random_histories_see_every_turn_a_sale_can_take()
    {
        var seen = SalesOffice.Fixed(200).SelectMany(office => office.History.Events).Select(recorded => recorded.Data.GetType()).ToHashSet();
        DomainEvents.Types().All.Select(known => known.Type).Where(type => type.Namespace == typeof(Sale).Namespace || type.Namespace == typeof(PortedNumber).Namespace || type.Namespace == typeof(OrderNumber).Namespace)
            .Except(seen).Select(type => type.Name).ShouldBeEmpty();
        var trays = SalesOffice.Fixed(60).SelectMany(office => office.Sales).Select(sale => sale.Tray).ToHashSet();
        Enum.GetValues<SaleTray>().Cast<SaleTray?>().Append(null).Except(trays).ShouldBeEmpty("trays that no history ends in");
    }

    private static TState? Held<TState>(SalesOffice office, Guid id, Func<TState?, object, TState?> evolve) where TState : class =>
        office.History.Events.Where(recorded => recorded.StreamId == id).Select(recorded => recorded.Data).Aggregate((TState?)null, evolve);

    private static void ForEveryHistory(Action<SalesOffice> claim, int tries = 40)
    {
        foreach (var office in SalesOffice.Fixed(tries)) claim(office);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tries).WithEndSize(150),
            Prop.ForAll(Arb.From(Gen.Choose(0, 60_000_000).ArrayOf()), script => claim(SalesOffice.Living(script))));
    }
}
