using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.Sales;
using Crm.EventStore.Agenda;
using Crm.Projections.TelecomSales;

namespace Crm.Api.TelecomSales;

/// <summary>What is done when a deadline of this room comes: claims run out, returned sales that nobody touched are cancelled.</summary>
public sealed class SalesDeadlines(SalesFacts facts) : IDeadlines
{
    public IReadOnlyCollection<string> Kinds { get; } = [TelecomSalesAgenda.ClaimExpiry, TelecomSalesAgenda.Untouched];

    public DeadlineCommand CommandFor(AgendaItem item) => item.Kind switch
    {
        TelecomSalesAgenda.ClaimExpiry => Of(item, "ExpireClaim", (sale, now) => ExpireClaimHandler.Handle(new(now), sale)),
        TelecomSalesAgenda.Untouched => Of(item, "CancelUntouchedSale", (sale, now) => CancelUntouchedSaleHandler.Handle(new(now), sale)),
        _ => throw new InvalidOperationException($"No command belongs to the deadline '{item.Kind}'."),
    };

    private DeadlineCommand Of(AgendaItem item, string command, Func<Sale, BusinessMoment, Decision> decide) => new(command, async (unit, _) =>
    {
        var sale = await unit.Require<Sale>(item.StreamId);
        return UnitDecision.For<Sale>(item.StreamId, decide(sale, (await facts.Place(unit, sale.Work.CampaignId)).Now));
    });
}
