using Crm.Api.Collections.Queries;
using Crm.Api.Http;
using Crm.Api.Queries;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;
using Crm.Projections.Collections;

namespace Crm.Api.Collections;

/// <summary>Shares accounts out: reads who waits and who has how many, lets the strategy decide, and gives one command per account.</summary>
public sealed class BulkAssignment(ViewReader views, CommandRunner runner, CollectionsFacts facts)
{
    // Few at a time: the appends of one wave share a commit, and other callers are not crowded out.
    private const int AtOnce = 16;

    public async Task<AssignManyAnswer> Run(AssignManyRequest request, CommandContext context, CancellationToken ct)
    {
        var waiting = await Waiting(request, ct);
        var shares = Share(request, waiting, await Loads(request, ct));
        var outcomes = new Dictionary<AccountId, AssignmentOutcome>(waiting.Count);
        long? position = null;
        foreach (var wave in shares.Chunk(AtOnce))
        {
            foreach (var (outcome, at) in await Task.WhenAll(wave.Select(share => Assign(share, request, context, ct))))
            {
                outcomes[outcome.AccountId] = outcome;
                if (at is not null && !(at <= position)) position = at;
            }
        }

        var answered = waiting.Select(account => outcomes.GetValueOrDefault(account.AccountId) ?? new AssignmentOutcome(account.AccountId, null, "no-room")).ToList();
        var unknown = (request.AccountIds ?? []).Except(waiting.Select(account => account.AccountId)).Select(id => new AssignmentOutcome(id, null, "not-found"));
        answered.AddRange(unknown);
        return new(
            answered.Count(outcome => outcome.Outcome == "assigned"),
            answered.Count(outcome => outcome.Outcome is not ("assigned" or "already" or "no-room")),
            answered.Count(outcome => outcome.Outcome is "no-room" or "already"), position, answered);
    }

    private async Task<IReadOnlyList<WaitingAccount>> Waiting(AssignManyRequest request, CancellationToken ct)
    {
        var query = new ListQuery(DocumentTable.Of<AccountsTray>())
            .Where("campaign_id = {0}", request.CampaignId.ToString()).Where("live")
            .WhereAsked("portfolio_id = {0}", request.PortfolioId?.ToString())
            .WhereAsked("priority = {0}", Stored.Name(request.Priority));
        if (!request.Assigned) query.Where("owner_id is null");
        if (request.AccountIds is { } ids) query.Where("id = any({0})", [ids.Select(id => id.Value).ToArray()]);
        var rows = await query.Read<TrayAccount>(views, new(request.Limit, null), AccountTray.Sort, total: false, ct);
        return [.. rows.Items.Select(row => new WaitingAccount(row.AccountId, row.Priority, row.Balance, []))];
    }

    private async Task<IReadOnlyList<AgentLoad>> Loads(AssignManyRequest request, CancellationToken ct)
    {
        var known = (await views.Query<(string Owner, long Accounts, DateTime? Last)>(
            $"""
            select owner_id, count(*), max((data ->> 'assignedAt')::timestamptz)
            from {DocumentTable.Of<AccountsTray>()} where owner_id = any(@agents) and live group by owner_id
            """, new { agents = request.Agents.Select(agent => agent.ToString()).ToArray() }, ct)).ToDictionary(row => row.Owner, StringComparer.Ordinal);

        var loads = new List<AgentLoad>();
        foreach (var agent in request.Agents.Distinct())
        {
            var load = known.GetValueOrDefault(agent.ToString());
            loads.Add(new(agent, await facts.Places.TeamOf(agent, request.CampaignId, ct), (int)load.Accounts, request.Capacity, [],
                load.Last is { } last ? new DateTimeOffset(DateTime.SpecifyKind(last, DateTimeKind.Utc)) : null));
        }

        return loads;
    }

    private static IReadOnlyList<Assignment> Share(AssignManyRequest request, IReadOnlyList<WaitingAccount> waiting, IReadOnlyList<AgentLoad> loads) => request.Strategy switch
    {
        BulkStrategy.RoundRobin => AssignmentStrategy.InTurn(waiting, loads, loads.Where(load => load.LastAssignedAt is not null).MaxBy(load => load.LastAssignedAt)?.AgentId),
        BulkStrategy.Priority => AssignmentStrategy.ByPriorityAndSkill(waiting, loads),
        _ => AssignmentStrategy.ToLeastLoaded(waiting, loads),
    };

    private async Task<(AssignmentOutcome Outcome, long? Position)> Assign(Assignment share, AssignManyRequest request, CommandContext context, CancellationToken ct)
    {
        var strategy = request.Strategy switch
        {
            BulkStrategy.RoundRobin => AssignmentStrategy.RoundRobin,
            BulkStrategy.LeastLoaded => AssignmentStrategy.LeastLoaded,
            BulkStrategy.Priority => AssignmentStrategy.ByPriority,
            _ => "bulk",
        };
        // One key stands for the whole request; each account's command is idempotent by itself.
        var outcome = await runner.Run(context.Origin(null) with { Key = null }, async (unit, _) =>
        {
            var account = await facts.Account(unit, share.AccountId, context);
            var campaign = await facts.Campaign(unit, account.CampaignId, context, ct);
            return UnitDecision.For<DebtAccount>(account.Id.Value, AssignAccountHandler.Handle(new(share.AgentId, share.TeamId, strategy, campaign.Now), account));
        }, ct);
        return outcome switch
        {
            CommandOutcome.Done { Appended: true } done => (new(share.AccountId, share.AgentId, "assigned"), done.Position),
            CommandOutcome.Done => (new(share.AccountId, share.AgentId, "already"), null),
            CommandOutcome.Refused refused => (new(share.AccountId, share.AgentId, refused.Refusal.Code), null),
            CommandOutcome.NotFound => (new(share.AccountId, share.AgentId, "not-found"), null),
            _ => (new(share.AccountId, share.AgentId, "contended"), null),
        };
    }
}
