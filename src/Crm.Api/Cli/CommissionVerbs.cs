using System.CommandLine;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.TelecomSales.Commissions;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.CommissionSettlements;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections.TelecomSales.Commissions;

namespace Crm.Api.Cli;

/// <summary><c>commissions</c>: what sales earn. Closing a month needs a host that serves: it keeps the ledger.</summary>
internal static class CommissionVerbs
{
    private const int MostShown = 10_000;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    private static readonly Option<string> Campaign = new("--campaign") { Description = "Code of the campaign", Required = true };
    private static readonly Option<string> Period = new("--period") { Description = "The month: 2026-11", Required = true };
    private static readonly Argument<Guid> Statement = new("statement") { Description = "Id of the statement, as 'commissions statements' shows it" };

    public static Command Make() => new Command("commissions", "What sales earn: statements, and the closing of months").With(
        new Command("statements", "The statements of a month with their sums").With(Campaign, Period).Does(Statements),
        new Command("statement", "A statement with its entries").With(Statement).Does(Show),
        new Command("settle", "Close a month that is over; given again it goes on, or says that it is done").With(Campaign, Period).Does(Settle),
        new Command("verify", "Reckon every statement of a month again from its events and compare").With(Campaign, Period).Does(Verify));

    private static async Task<int> Statements(VerbContext verb, CancellationToken ct)
    {
        await verb.Get<ProjectionEngine>().Prepare(ct);
        var rows = await Rows(verb, ct);
        var names = await verb.Get<UserReader>().Names([.. rows.Select(row => row.AgentId.Value).Distinct()], ct);
        verb.Output.Table(
            rows, ("statement", row => row.StatementId), ("agent", row => names.GetValueOrDefault(row.AgentId.Value, "")), ("agent id", row => row.AgentId), ("sales", row => row.Sales), ("accrued", row => row.Totals.Accrued),
            ("reversed", row => row.Totals.Reversed), ("adjusted", row => row.Totals.Adjusted), ("trued up", row => row.Totals.TruedUp), ("total", row => row.Totals.Total),
            ("settled", row => row.IsSettled));
        return ExitCodes.Success;
    }

    private static async Task<int> Show(VerbContext verb, CancellationToken ct)
    {
        await verb.Get<ProjectionEngine>().Prepare(ct);
        var (queries, id, entries) = (verb.Get<CommissionQueries>(), verb.Required(Statement), new List<CommissionEntry>());
        if (await queries.Statement(id, Everything, ct) is not { } row) throw new UsageException($"There is no statement {id}.");
        for (string? cursor = null; ;)
        {
            var page = await queries.Entries(id, new(PageRequest.MaxLimit, cursor), ct);
            entries.AddRange(page.Items);
            if ((cursor = page.Next) is null) break;
        }

        if (verb.Output.IsJson)
        {
            verb.Output.Result(new { statement = row, entries });
            return ExitCodes.Success;
        }

        verb.Output.Table(
            entries, ("on", entry => entry.On.ToString("O", null)), ("entry", entry => entry.Kind), ("sale", entry => entry.SaleNumber), ("base", entry => entry.Base),
            ("rate", entry => entry.Rate), ("amount", entry => entry.Amount), ("about", entry => entry.About), ("why", entry => entry.Reason ?? entry.Cause?.ToString()));
        verb.Output.Result(row, $"{row.Period}, {row.Sales} sales, {entries.Count} entries: {row.Totals.Total}{(row.IsSettled ? ", settled" : "")}");
        return ExitCodes.Success;
    }

    private static async Task<int> Settle(VerbContext verb, CancellationToken ct)
    {
        await verb.Get<ProjectionEngine>().Prepare(ct);
        var (settling, campaign, origin) = (verb.Get<CommissionSettling>(), CampaignOf(verb), new CommandOrigin("SettleCommissions", CausationId: "command line"));
        switch (await settling.Start(campaign, Month(verb), origin, ct))
        {
            case CommandOutcome.Done: break;
            case CommandOutcome.Refused refused: return Commanding.Refused(verb, refused.Refusal);
            case CommandOutcome.NotFound: throw new UsageException($"There is no campaign '{verb.Value(Campaign)}'.");
            case var other:
                verb.Output.Error($"The settlement could not be started: {other.GetType().Name}.");
                return ExitCodes.Failure;
        }

        var id = verb.Get<NaturalKeys>().CommissionSettlement(campaign, Month(verb));
        var settled = await settling.Run(id, origin, ct);
        while (settled is not { IsComplete: true })
        {
            // A host that serves is at it.
            await Task.Delay(Between, ct);
            settled = (await verb.Get<Aggregates>().Load<CommissionSettlement>(id.Value, CommissionSettlement.Evolve, fresh: true, ct)).State;
        }

        var rows = await Rows(verb, ct);
        verb.Output.Result(
            new { settlementId = id, period = settled.Period, statements = rows.Count, sales = rows.Sum(row => row.Sales), total = rows.Select(row => row.Totals.Total).Sum(settled.Currency) },
            $"{settled.Period} is settled: {rows.Count} statements, {rows.Sum(row => row.Sales)} sales, {rows.Select(row => row.Totals.Total).Sum(settled.Currency)}");
        return ExitCodes.Success;
    }

    private static async Task<int> Verify(VerbContext verb, CancellationToken ct)
    {
        await verb.Get<ProjectionEngine>().Prepare(ct);
        var audited = new List<AuditedStatement>();
        foreach (var row in await Rows(verb, ct)) if (await verb.Get<StatementAudit>().Of(row.StatementId.Value, ct) is { } audit) audited.Add(audit);

        verb.Output.Table(
            audited, ("statement", audit => audit.StatementId), ("events", audit => audit.Events), ("reckoned", audit => audit.Reckoned), ("shown", audit => audit.Shown),
            ("holds", audit => audit.Holds), ("differences", audit => string.Join("; ", audit.Differences)));
        return audited.All(audit => audit.Holds) ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static async Task<IReadOnlyList<StatementRow>> Rows(VerbContext verb, CancellationToken ct)
    {
        var views = verb.Get<ViewReader>();
        return [.. (await views.Query<string>(
            $"select data::text from {DocumentTable.Of<CommissionStatementList>()} where campaign_id = @campaign and period = @period order by total desc, id limit {MostShown}",
            new { campaign = CampaignOf(verb).ToString(), period = Month(verb).ToString() }, ct)).Select(views.Read<StatementRow>)];
    }

    private static CampaignId CampaignOf(VerbContext verb) => verb.Get<NaturalKeys>().Campaign(verb.Value(Campaign)!);

    private static BusinessMonth Month(VerbContext verb) =>
        BusinessMonth.TryParse(verb.Value(Period), out var month) ? month : throw new UsageException($"--period is a month like 2026-11, not '{verb.Value(Period)}'.");

    private static CallerScope Everything { get; } = CallerScope.Nothing(new(Guid.Empty)) with { All = true };
}
