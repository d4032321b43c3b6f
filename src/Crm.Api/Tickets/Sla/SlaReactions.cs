using Crm.Api.Collections;
using Crm.Api.Http;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.SlaPolicies;
using Crm.EventStore.Reactions;
using Crm.EventStore.Streams;
using Crm.Projections.Tickets.Sla;

namespace Crm.Api.Tickets.Sla;

/// <summary>Something happened to a ticket that can move its clocks: its deadlines are stated anew.</summary>
public sealed class WhenTicketClockMoves(SlaUnits sla, IServiceProvider services) : Reaction(ReactionStart.FromBeginning)
{
    public override IReadOnlyCollection<Type> Handles { get; } = TicketClocks.Movers;

    public override Task React(Recorded recorded, ReactionContext context, CancellationToken ct) =>
        services.Watch(sla, new(recorded.StreamId), recorded, ct);
}

/// <summary>Another promise holds: the deadlines of the open tickets of its campaign are stated anew.</summary>
public sealed class WhenSlaPolicyTakesEffect(SlaUnits sla, ViewReader views, IServiceProvider services) : Reaction(ReactionStart.FromBeginning)
{
    private const int Page = 500, AtOnce = 16;

    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(SlaPolicyTookEffect)];

    public override async Task React(Recorded recorded, ReactionContext context, CancellationToken ct)
    {
        await TrayProgress.Wait<TicketClocks>(services, recorded.Position, ct);
        var campaign = ((SlaPolicyTookEffect)recorded.Data).CampaignId?.ToString();
        for (var after = Guid.Empty; ;)
        {
            var tickets = await views.Query<Guid>(
                $"""
                select id from {DocumentTable.Of<TicketClocks>()}
                where {(campaign is null ? "campaign_id is null" : "campaign_id = @campaign")} and open and id > @after order by id limit {Page}
                """, new { campaign, after }, ct);
            await Parallel.ForEachAsync(tickets, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (ticket, inner) =>
                await services.Watch(sla, new(ticket), recorded, inner));
            if (tickets.Count < Page) return;
            after = tickets[^1];
        }
    }
}

internal static class Watching
{
    // The runner is asked for when it is needed: the engine makes the reactions, and the runner is made of the engine.
    public static async Task Watch(this IServiceProvider services, SlaUnits sla, TicketId ticket, Recorded because, CancellationToken ct)
    {
        var origin = new CommandOrigin("WatchSla", CorrelationId: because.Metadata.CorrelationId, CausationId: because.EventId.ToString());
        var outcome = await services.GetRequiredService<CommandRunner>().Run(origin, (unit, _) => sla.Watch(unit, ticket), ct);
        if (outcome is CommandOutcome.Contended) throw new InvalidOperationException($"The ticket {ticket} is being changed by others.");
    }
}
