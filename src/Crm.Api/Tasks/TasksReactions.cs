using Crm.Api.Collections;
using Crm.Api.Campaigns;
using Crm.Api.Http;
using Crm.Api.Queries;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.Domain.Tasks.Reactions;
using Crm.Domain.Tasks.TodoTasks;
using Crm.Domain.TelecomSales.Callbacks;
using Crm.EventStore.Reactions;
using Crm.EventStore.Streams;
using Crm.Projections.Tasks;

namespace Crm.Api.Tasks;

/// <summary>A promise was not kept, a promised call is due: somebody has something to do, once for each time.</summary>
/// <remarks>From now on only: nobody wants a thousand tasks for what happened before there were tasks.</remarks>
public sealed class WhenSomethingIsToDo(IServiceProvider services) : Reaction(ReactionStart.FromNow)
{
    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(PromiseBroken), typeof(PromisePartlyKept), typeof(CallbackDue)];

    public override async Task React(Recorded recorded, ReactionContext context, CancellationToken ct)
    {
        var campaignId = TaskCauses.CampaignOf(recorded.Data);
        var (id, places) = (new TodoTaskId(DerivedId.Of("task", recorded.EventId)), services.GetRequiredService<Workplaces>());
        var origin = new CommandOrigin("CreateTask", CorrelationId: recorded.Metadata.CorrelationId, CausationId: recorded.EventId.ToString());
        var outcome = await services.GetRequiredService<CommandRunner>().Run(origin, async (unit, _) =>
        {
            var place = await places.Of(unit, campaignId);
            var command = TaskCauses.Of(recorded.Data, id, recorded.EventId, place.Campaign.Calendar.Value, place.Now)!;
            return UnitDecision.For<TodoTask>(id.Value, CreateTaskHandler.Handle(command, await unit.Load<TodoTask>(id.Value)));
        }, ct);
        if (outcome is not CommandOutcome.Done) throw new InvalidOperationException($"The task for the event {recorded.EventId} could not be written down: {outcome.GetType().Name}.");
    }
}

/// <summary>The promise was kept after all, the call was made: what it gave somebody to do is called off.</summary>
public sealed class WhenNothingIsToDoAnyMore(ViewReader views, IServiceProvider services) : Reaction(ReactionStart.FromNow)
{
    public override IReadOnlyCollection<Type> Handles { get; } = 
    [
        typeof(PromiseFoundKept), typeof(PromiseCuredLate), typeof(CallbackWon), typeof(CallbackDeclined), typeof(CallbackDeferred), typeof(CallbackUnreached), typeof(CallbackMoved),
        typeof(CallbackCancelled),
    ];

    // A task that is written down a moment later than this looks, by the other reaction, stays: its person calls it off.
    public override async Task React(Recorded recorded, ReactionContext context, CancellationToken ct)
    {
        await TrayProgress.Wait<TasksTray>(services, recorded.Position, ct);
        var (reason, runner) = (TaskCauses.OverBecauseOf(recorded.Data)!, services.GetRequiredService<CommandRunner>());
        foreach (var id in await views.Query<Guid>(
            $"select id from {DocumentTable.Of<TasksTray>()} where about_id = @about and open and data ->> 'trigger' <> 'person' order by id", new { about = recorded.StreamId.ToString() }, ct))
        {
            var origin = new CommandOrigin("CancelTask", CorrelationId: recorded.Metadata.CorrelationId, CausationId: recorded.EventId.ToString());
            var outcome = await runner.Run(origin, async (unit, _) =>
            {
                var task = await unit.Require<TodoTask>(id);
                var actor = new TaskActor(null, BySupervisor: true, services.GetRequiredService<Workplaces>().Now);
                return UnitDecision.For<TodoTask>(id, task.IsOpen ? CancelTaskHandler.Handle(new(reason, actor), task) : Decision.AlreadySo);
            }, ct);
            if (outcome is CommandOutcome.Contended) throw new InvalidOperationException($"The task {id} is being changed by others.");
        }
    }
}
