using System.Diagnostics;
using System.Globalization;
using Crm.Api.Campaigns;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Queries;
using Crm.Api.TelecomSales.Commissions;
using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.CommissionSchemes;
using Crm.Domain.TelecomSales.CommissionStatements;
using Crm.Domain.TelecomSales.SaleCommissions;
using Crm.Domain.TelecomSales.Sales;
using Crm.EventStore;
using Crm.EventStore.Append;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections;
using Crm.Projections.TelecomSales.Commissions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using EventLog = Crm.EventStore.Streams.EventLog;

namespace Crm.Benchmarks.Commissions;

/// <summary>Closes months of any size on the real path and on a durable database, with the read models kept beside it, and checks the sums.</summary>
internal static class CommissionBench
{
    private const string Zone = "America/Bogota";
    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    public static async Task<int> Run(IReadOnlyList<int> sizes, int agents, TextWriter output, CancellationToken ct)
    {
        await using var database = await BenchDatabase.Start(ct);
        await using var services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning))
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton(new NaturalKeys(Secret))
            .AddSingleton(TimeProvider.System)
            .AddSingleton<BusinessClock>()
            .AddSingleton<WorkLocks>()
            .AddSingleton<CommandRunner>()
            .AddSingleton<Workplaces>()
            .AddSingleton<ViewReader>()
            .AddCrmEventStore(new(database.ConnectionString, DomainEvents.Types(), CrmHost.StoredJson, Secret))
            .AddCrmProjections(ReadModels.All)
            .AddCommissions()
            .BuildServiceProvider();
        var hosted = services.GetServices<IHostedService>().ToList();
        try
        {
            foreach (var service in hosted) await service.StartAsync(ct);
            var even = true;
            foreach (var sales in sizes) even &= await Measure(services, sales, agents, output, ct);
            return even ? 0 : 1;
        }
        finally
        {
            foreach (var service in hosted) await service.StopAsync(CancellationToken.None);
        }
    }

    private static async Task<bool> Measure(ServiceProvider services, int sales, int agents, TextWriter output, CancellationToken ct)
    {
        var (runner, keys, log, progress) = (
            services.GetRequiredService<CommandRunner>(), services.GetRequiredService<NaturalKeys>(), services.GetRequiredService<EventLog>(),
            services.GetRequiredService<ProjectionProgress>());
        var campaign = new CampaignId(Guid.CreateVersion7());
        await runner.Run<Campaign>(campaign.Value, new("Bench"), state => OpenCampaignHandler.Handle(new(campaign, $"BENCH-{sales}", "Bench", "CO", Currency.Cop, Zone, "es-CO"), state), ct);
        var month = new Month(campaign, keys, Zone, TimeProvider.System.GetUtcNow());
        await runner.Run<CommissionScheme>(keys.CommissionScheme(campaign), new("Bench"), scheme => SetCommissionRuleHandler.Handle(month.Rule, scheme), ct);

        var watch = Stopwatch.StartNew();
        foreach (var statements in Enumerable.Range(0, agents).Chunk(8))
            foreach (var outcome in await log.AppendMany([.. statements.Select(agent => month.Statement(sales / agents + (agent < sales % agents ? 1 : 0)))], ct))
                if (outcome is not AppendOutcome.Appended) throw new InvalidOperationException($"The sales could not be laid down: {outcome}.");
        var laidDown = watch.Elapsed;
        await progress.CaughtUpTo(await log.Head(ct), ct);
        output.WriteLine(Text($"{sales,9:N0} sales of {agents} agents laid down in {laidDown.TotalSeconds:N1} s, in the read models after {watch.Elapsed.TotalSeconds:N1} s"));

        var settling = services.GetRequiredService<CommissionSettling>();
        watch.Restart();
        if (await settling.Start(campaign, month.Of, new("Bench"), ct) is not CommandOutcome.Done started) throw new InvalidOperationException("The settlement did not start.");
        var settled = await settling.Run(new CommissionSettlementId(started.Id), new("Bench"), ct);
        var took = watch.Elapsed;
        await progress.CaughtUpTo(await log.Head(ct), ct);
        output.WriteLine(Text($"          settled in {took.TotalSeconds:N2} s: {sales / took.TotalSeconds:N0} sales/s; in the read models after {watch.Elapsed.TotalSeconds:N2} s; complete: {settled is { IsComplete: true }}"));

        var (events, amounts, entries) = (0L, 0m, 0m);
        await foreach (var page in log.ReadAll(0, ["commission_accrued", "commission_reversed", "commission_adjusted", "commission_trued_up"], 5_000, ct))
        {
            foreach (var recorded in page.Where(recorded => month.Owns(recorded.Data)))
            {
                events++;
                amounts += Month.AmountOf(recorded.Data);
            }
        }

        var views = services.GetRequiredService<ViewReader>();
        entries = (await views.Query<decimal>(
            $"select coalesce(sum(amount), 0) from {DocumentTable.Of<CommissionEntries>()} where data ->> 'campaignId' = @campaign", new { campaign = campaign.ToString() }, ct)).Single();
        var shown = (await views.Find<CommissionSettlementList, SettlementRow>(started.Id, ct))!;
        var even = shown.Totals!.Total.Amount == amounts && entries == amounts;
        output.WriteLine(Text($"          total {shown.Totals.Total}, of it trued up {shown.Totals.TruedUp}; {events:N0} events come to {amounts:N2}, the entries to {entries:N2}: {(even ? "equal to the cent" : "NOT equal")}"));
        return even;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Last month of a campaign: every agent sells through two tiers and loses every fiftieth sale.</summary>
    private sealed class Month(CampaignId campaign, NaturalKeys keys, string zone, DateTimeOffset now)
    {
        private readonly CommissionScheme _scheme = SetCommissionRuleHandler.Handle(RuleOf(campaign, now, zone), null).Events.Aggregate((CommissionScheme?)null, CommissionScheme.Evolve)!;
        private readonly PlanId _plan = new(Guid.CreateVersion7());
        private readonly BusinessMoment _now = BusinessMoment.Of(now, zone);
        private int _numbers;

        public BusinessMonth Of { get; } = BusinessMonth.Of(BusinessMoment.Of(now, zone).Date.AddMonths(-1));

        public SetCommissionRule Rule => RuleOf(campaign, now, zone);

        public bool Owns(object @event) => @event switch
        {
            CommissionAccrued e => e.Statement.CampaignId == campaign,
            CommissionReversed e => e.Statement.CampaignId == campaign,
            CommissionAdjusted e => e.Statement.CampaignId == campaign,
            CommissionTruedUp e => e.Statement.CampaignId == campaign,
            _ => false,
        };

        public static decimal AmountOf(object @event) => @event switch
        {
            CommissionAccrued e => e.Amount.Amount,
            CommissionReversed e => e.Amount.Amount,
            CommissionAdjusted e => e.Amount.Amount,
            CommissionTruedUp e => e.Lines.Sum(line => line.Amount.Amount),
            _ => 0,
        };

        /// <summary>An agent's statement with so many sales, as the domain decides them one after the other.</summary>
        public AppendUnit Statement(int sales)
        {
            var agent = new UserId(Guid.CreateVersion7());
            var of = new Statement(keys.CommissionStatement(campaign, agent, Of), campaign, agent, Of, zone, Currency.Cop);
            var (statement, events, own) = ((CommissionStatement?)null, new List<object>(), new List<StreamAppend>());
            for (var index = 0; index < sales; index++)
            {
                var sale = new SaleId(Guid.CreateVersion7());
                var facts = new SaleFacts($"POR-{_numbers++:0000000}", SaleKind.Portability, new(campaign, null, agent), _plan, "POR-50", null, InBase: false);
                var plan = new PlanSnapshot(_plan, "POR-50", SaleKind.Portability, 1, new("Plan", [], new Money(30_000 + index % 997 * 13.37m, Currency.Cop), new(19), Money.Zero(Currency.Cop), 60, null));
                var accrued = AccrueCommissionHandler.Handle(new(sale, facts, plan, CommissionTrigger.Activation, Of.First.AddDays(index % 28), of, _now), null, statement, _scheme);
                var (history, commission) = (new List<object>(), (SaleCommission?)null);
                Take(accrued);
                if (index % 50 == 49) Take(ReverseCommissionHandler.Handle(new(sale, campaign, CommissionLoss.ChargedBack, Of.Last, Of.First, of, _now), commission, statement, statement));
                own.Add(new(keys.SaleCommission(sale), "sale_commission", 0, history));

                void Take(Decision decision)
                {
                    foreach (var @event in decision.Events) commission = SaleCommission.Evolve(commission, @event);
                    history.AddRange(decision.Events);
                    foreach (var @event in decision.Others.SelectMany(other => other.Events))
                    {
                        statement = CommissionStatement.Evolve(statement, @event);
                        events.Add(@event);
                    }
                }
            }

            return new(EventMetadata.None, [new(of.Id.Value, "commission_statement", 0, events), .. own]);
        }

        private static SetCommissionRule RuleOf(CampaignId campaign, DateTimeOffset now, string zone) => new(
            campaign, Currency.Cop, new(campaign.Value),
            new("Portabilities", SaleKind.Portability, null, null, new(2020, 1, 1), null, new(null, new(20)), [new(1, new(100)), new(31, new(107.5m)), new(301, new(112.5m))], 60, CommissionTrigger.Activation),
            null, BusinessMoment.Of(now, zone));
    }
}
