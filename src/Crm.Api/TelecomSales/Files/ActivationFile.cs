using Crm.Api.Files;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Imports;
using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.OrderNumbers;
using Crm.Domain.TelecomSales.Sales;
using Crm.EventStore;
using Crm.EventStore.Append;
using Crm.EventStore.Streams;

namespace Crm.Api.TelecomSales.Files;

/// <summary>The columns of the operator's file of services that run.</summary>
public static class ActivationField
{
    public static readonly ImportField Order = new("orderNumber", "NUMERO_ORDEN", FieldKind.Text, required: true);
    public static readonly ImportField On = new("activatedOn", "FECHA_ACTIVACION", FieldKind.Date, required: true);

    public static readonly ImportTemplate Template = new([Order, On]);
}

/// <summary>A row of the operator's file.</summary>
/// <param name="NumberId">Of the order number's reservation; <c>null</c>: it is none.</param>
internal sealed record ActivationRow(int Line, int LastLine, Guid? NumberId, Guid Fingerprint, string Number, DateOnly? On, List<RowProblem> Problems) : IImportRow
{
    public Guid? Key => NumberId;
    public bool IsGood => On is not null && NumberId is not null;
    public Guid? Subject => null;
}

/// <summary>A row of the operator's file: the sale with that order is activated, or is so already.</summary>
internal sealed class ActivationTask(EventLog log, Campaign campaign, string @operator, NaturalKeys keys, RefusalTexts texts, ColumnMapping mapping) : IImportTask<ActivationRow>
{
    private const int MostNumber = 100;

    private static readonly string Stream = SnakeCase.Of(nameof(Sale));

    public ActivationRow Resolve(TabularRow cells)
    {
        var reading = new RowReading(cells, mapping);
        string? number = null;
        if (reading.Required(ActivationField.Order, MostNumber) is not null)
        {
            var typed = OrderNumber.Normalize(CellReading.Code(reading.Cell(ActivationField.Order), MostNumber).Text);
            if (typed.IsValid) number = typed.Value;
            else reading.Report(ActivationField.Order, reading.Cell(ActivationField.Order), Malformed, rejects: true);
        }

        var cell = reading.Cell(ActivationField.On);
        var (on, problem) = CellReading.IsBlank(cell) ? (null, Problem.Missing) : CellReading.Date(cell);
        if (problem is { } wrong) reading.Report(ActivationField.On, cell, wrong, rejects: true);
        return new(
            cells.Line, cells.LastLine, number is null ? null : keys.OrderNumber(@operator, number), RowReading.FingerprintOf(cells), number ?? "", reading.Rejected ? null : on, reading.Problems);
    }

    public async Task<IRowDecisions<ActivationRow>> Load(IReadOnlyList<ActivationRow> rows, CancellationToken ct)
    {
        var orders = new Dictionary<Guid, OrderNumber?>();
        foreach (var recorded in await log.ReadStreams([.. rows.Select(row => row.Key!.Value)], ct))
            orders[recorded.StreamId] = OrderNumber.Evolve(orders.GetValueOrDefault(recorded.StreamId), recorded.Data);
        var sales = new Dictionary<Guid, (Sale? State, long Version)>();
        foreach (var recorded in await log.ReadStreams([.. orders.Values.Select(order => order?.HeldBy).OfType<SaleId>().Select(id => id.Value).Distinct()], ct))
            sales[recorded.StreamId] = (Sale.Evolve(sales.GetValueOrDefault(recorded.StreamId).State, recorded.Data), recorded.Version);
        return new Decisions(campaign, orders, sales);
    }

    public RowProblem Repeated(ActivationRow row, EarlierRow earlier) => OfOrder(row, earlier.IsSame ? Problem.Repeated(earlier.Line) : SalesFileProblem.SameOrder(earlier.Line));

    public RowProblem Refused(ActivationRow row, Refusal refusal)
    {
        var problem = OfOrder(row, Problem.Refused(refusal, texts.Spanish(refusal)));
        return refusal.Fields.Contains(ActivationField.On.Name) ? problem with { Column = ActivationField.On.Header, Field = ActivationField.On, Value = $"{row.On:yyyy-MM-dd}" } : problem;
    }

    private static RowProblem OfOrder(ActivationRow row, (string Code, Bilingual Reason) problem) =>
        new(row.Line, ActivationField.Order.Header, ActivationField.Order, row.Number, problem.Code, Rejects: true, problem.Reason);

    private static (string Code, Bilingual Reason) Malformed { get; } = ("import.order-malformed",
        new("An order number has 3 to 50 letters and digits.", "Un número de orden tiene de 3 a 50 letras y dígitos."));

    private sealed class Decisions(Campaign campaign, Dictionary<Guid, OrderNumber?> orders, Dictionary<Guid, (Sale? State, long Version)> sales) : IRowDecisions<ActivationRow>
    {
        public DecidedRow<ActivationRow> Decide(ActivationRow row, BusinessMoment now)
        {
            if (orders.GetValueOrDefault(row.Key!.Value)?.HeldBy is not { } id || sales.GetValueOrDefault(id.Value) is not ({ } sale, var version) || sale.Work.CampaignId != campaign.Id)
                return Rejected(row, Refusal.Of("telecom-sales.order-unknown", $"No sale of the campaign has the order {row.Number}.", ["orderNumber"], ("number", row.Number)));
            if (sale.OrderNumber != row.Number)
            {
                return Rejected(row, Refusal.Of("telecom-sales.order-replaced", $"The sale {sale.Facts.Number} was keyed anew; its order is {sale.OrderNumber} now.",
                    ["orderNumber"], ("number", sale.Facts.Number), ("order", sale.OrderNumber)));
            }

            // Told again, also when the operator has taken it back since.
            if (sale.ActivatedOn == row.On) return new(row, [], new(1, 0, 0, 1, 0), null);

            var decision = ActivateSaleHandler.Handle(new(row.On!.Value, null, now), sale);
            if (decision.Refusal is { } refusal) return Rejected(row, refusal);

            sales[id.Value] = (decision.Events.Aggregate((Sale?)sale, Sale.Evolve), version + decision.Events.Count);
            return new(
                row,
                [new StreamAppend(id.Value, Stream, version, decision.Events), .. decision.Others.Select(other => new StreamAppend(other.StreamId, SnakeCase.Of(other.StreamType.Name), null, other.Events))],
                new(1, 0, 1, 0, 0), null);
        }

        private static DecidedRow<ActivationRow> Rejected(ActivationRow row, Refusal refusal) => new(row, [], ImportTally.OfRejected(1), refusal);
    }
}
