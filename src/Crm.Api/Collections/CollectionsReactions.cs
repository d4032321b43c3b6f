using Crm.Api.Http;
using Crm.Api.Queries;
using Crm.Domain.Campaigns;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Collections.FollowUps;
using Crm.Domain.Collections.Reactions;
using Crm.Domain.Kernel;
using Crm.EventStore.Projecting;
using Crm.EventStore.Reactions;
using Crm.EventStore.Streams;
using Crm.Projections.Collections;

namespace Crm.Api.Collections;

/// <summary>A business day opened: the accounts whose priority changes with it are aged.</summary>
public sealed class WhenBusinessDayOpened(DayOpening days, IServiceProvider services) : Reaction(ReactionStart.FromBeginning)
{
    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(BusinessDayOpened)];

    public override async Task React(Recorded recorded, ReactionContext context, CancellationToken ct)
    {
        await TrayProgress.Wait<AccountsTray>(services, recorded.Position, ct);
        await days.Open((BusinessDayOpened)recorded.Data, recorded.EventId.ToString(), ct);
    }
}

/// <summary>A debtor died or asked not to be contacted: his open follow-ups are called off.</summary>
public sealed class WhenContactEnded(ViewReader views, IServiceProvider services) : Reaction(ReactionStart.FromBeginning)
{
    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(DebtorReportedDeceased), typeof(DoNotContactRequested)];

    public override async Task React(Recorded recorded, ReactionContext context, CancellationToken ct)
    {
        await TrayProgress.Wait<FollowUpsTray>(services, recorded.Position, ct);
        UserId? by = recorded.Metadata.ActorId is { } actor ? new(actor) : null;
        var runner = services.GetRequiredService<CommandRunner>();
        foreach (var id in await views.Query<Guid>(
            $"select id from {DocumentTable.Of<FollowUpsTray>()} where debtor_id = @debtor and pending order by id", new { debtor = recorded.StreamId.ToString() }, ct))
        {
            var origin = new CommandOrigin("CancelFollowUp", CorrelationId: recorded.Metadata.CorrelationId, CausationId: recorded.EventId.ToString());
            var outcome = await runner.Run(origin, async (unit, _) =>
                UnitDecision.For<FollowUp>(id, WhenContactEnds.Handle(recorded.Data, await unit.Require<FollowUp>(id), by)), ct);
            if (outcome is CommandOutcome.Contended) throw new InvalidOperationException($"The follow-up {id} is being changed by others.");
        }
    }
}

/// <summary>What a reaction reads from a tray has to be as far as the event it reacts to.</summary>
internal static class TrayProgress
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    // Asked for when it is needed: the engine makes the reactions, and the progress is the engine's.
    public static async Task Wait<TProjection>(IServiceProvider services, long position, CancellationToken ct) where TProjection : Projection
    {
        if (!await services.GetRequiredService<ProjectionProgress>().WaitFor<TProjection>(position, Longest, ct))
            throw new TimeoutException($"{typeof(TProjection).Name} has not seen position {position} yet.");
    }
}
