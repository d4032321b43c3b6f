using Crm.Api.Campaigns;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.CommissionSchemes;
using Crm.Domain.TelecomSales.CommissionSettlements;
using Crm.Domain.TelecomSales.CommissionStatements;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections.TelecomSales.Commissions;

namespace Crm.Api.TelecomSales.Commissions;

/// <summary>Closes months: starts a settlement, and settles its statements from wherever it stands to its end.</summary>
/// <remarks>
/// That the settlement's stream exists closes the month: no entry is made in it any more, so the list of its statements is complete once the list has seen
/// the start. Each statement is settled in a unit of its own and at most once; killed anywhere, the next run goes on with those that are open.
/// </remarks>
public sealed class CommissionSettling(
    CommandRunner runner, Workplaces places, NaturalKeys keys, Aggregates aggregates, EventLog log, ViewReader views, ProjectionProgress progress, WorkLocks locks)
{
    private const int AtOnce = 32;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60), ForReaction = TimeSpan.FromSeconds(10), Between = TimeSpan.FromMilliseconds(50);

    /// <summary>Called after each wave of statements, so that a test can break it off there.</summary>
    internal Func<Task> AfterWave { get; init; } = () => Task.CompletedTask;

    /// <summary>Closes a month. What was sold up to now has been heard of before; else it is refused.</summary>
    public async Task<CommandOutcome> Start(CampaignId campaign, BusinessMonth month, CommandOrigin origin, CancellationToken ct)
    {
        var id = keys.CommissionSettlement(campaign, month);
        var unheard = await Unheard(await log.Head(ct), ct);
        return await runner.Run(origin, async (unit, _) =>
        {
            var place = await places.Of(unit, campaign);
            var settlement = await unit.Load<CommissionSettlement>(id.Value);
            var decision = settlement is null && unheard is not null
                ? Decision.Refuse(unheard)
                : StartSettlementHandler.Handle(new(id, campaign, month, place.Campaign.Currency, origin.Actor, place.Now), settlement);
            return UnitDecision.For<CommissionSettlement>(id.Value, decision);
        }, ct);
    }

    /// <summary>Settles what is open of a started settlement and completes it.</summary>
    /// <returns>How it stands now; <c>null</c> when another host is at it.</returns>
    public async Task<CommissionSettlement?> Run(CommissionSettlementId id, CommandOrigin origin, CancellationToken ct)
    {
        await using var only = await locks.Take(id.Value, ct);
        if (only is null) return null;

        var settlement = await State<CommissionSettlement>(id.Value, fresh: true, ct) ?? throw new InvalidOperationException($"There is no settlement {id}.");
        if (settlement.IsComplete) return settlement;
        if (!await progress.WaitFor<CommissionStatementList>(await log.Head(ct), Longest, ct)) throw new TimeoutException("The list of statements is behind.");

        var statements = await views.Query<Guid>(
            $"select id from {DocumentTable.Of<CommissionStatementList>()} where campaign_id = @campaign and period = @period order by id",
            new { campaign = settlement.CampaignId.ToString(), period = settlement.Period.ToString() }, ct);
        var (sales, totals) = (0, StatementTotals.Zero(settlement.Currency));
        foreach (var wave in statements.Chunk(AtOnce))
        {
            foreach (var settled in await Task.WhenAll(wave.Select(statement => Settle(statement, settlement, origin, ct))))
                (sales, totals) = (sales + settled.Count, totals + settled.Totals);
            await AfterWave();
        }

        Expect(await runner.Run(origin with { Command = "CompleteSettlement", ExpectedVersion = null, Key = null }, async (unit, _) =>
        {
            var place = await places.Of(unit, settlement.CampaignId);
            return UnitDecision.For<CommissionSettlement>(id.Value, CompleteSettlementHandler.Handle(
                new(statements.Count, sales, totals, place.Now), await unit.Require<CommissionSettlement>(id.Value)));
        }, ct));
        return await State<CommissionSettlement>(id.Value, fresh: false, ct);
    }

    private async Task<CommissionStatement> Settle(Guid statement, CommissionSettlement settlement, CommandOrigin origin, CancellationToken ct)
    {
        Expect(await runner.Run(origin with { Command = "SettleStatement", ExpectedVersion = null, Key = null }, async (unit, _) =>
        {
            var place = await places.Of(unit, settlement.CampaignId);
            return UnitDecision.For<CommissionStatement>(statement, SettleStatementHandler.Handle(
                new(settlement.Id, settlement.StartedBy, place.Now), await unit.Require<CommissionStatement>(statement),
                await unit.Load<CommissionScheme>(keys.CommissionScheme(settlement.CampaignId))));
        }, ct));
        return (await State<CommissionStatement>(statement, fresh: false, ct))!;
    }

    /// <summary>Why a month cannot be closed yet: events of sales that the ledger has not heard, or could not write down. <c>null</c>: nothing is left.</summary>
    private async Task<Refusal?> Unheard(long head, CancellationToken ct)
    {
        for (var waited = TimeSpan.Zero; ; waited += Between)
        {
            var behind = (await views.Query<long>(
                "select coalesce((select last_seq_id from mt_event_progression where name = @shard), 0)", new { shard = WhenSaleEarned.Shard }, ct)).Single() < head;
            if (!behind) break;
            if (waited >= ForReaction)
                return new("telecom-sales.commissions-behind", "The ledger has not heard of all sales yet; try again in a moment.", []);
            await Task.Delay(Between, ct);
        }

        var dead = (await views.Query<long>("select count(*) from crm_dead_letters where reaction = @shard", new { shard = WhenSaleEarned.Shard }, ct)).Single();
        return dead == 0
            ? null
            : new("telecom-sales.commissions-dead-letters", $"{dead} events of sales could not be written into the ledger; drive them again first.", [])
            {
                Figures = new Dictionary<string, object?> { ["events"] = dead },
            };
    }

    private async Task<T?> State<T>(Guid id, bool fresh, CancellationToken ct) where T : class, IAggregate<T> => (await aggregates.Load<T>(id, T.Evolve, fresh, ct)).State;

    private static void Expect(CommandOutcome outcome)
    {
        if (outcome is not CommandOutcome.Done) throw new InvalidOperationException($"A settlement's step ended as {outcome.GetType().Name}.");
    }
}
