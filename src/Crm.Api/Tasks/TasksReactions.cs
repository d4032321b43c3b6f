using Crm.Api.Campaigns;
using Crm.Api.Collections;
using Crm.Api.Http;
using Crm.Api.Queries;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.Domain.Tasks.Reactions;
using Crm.Domain.Tasks.TodoTasks;
using Crm.Domain.TelecomSales.Callbacks;
using Crm.Domain.Tickets.SlaWatches;
using Crm.Domain.Tickets.Tickets;
using Crm.EventStore.Reactions;
using Crm.EventStore.Streams;
using Crm.Projections.Tasks;

namespace Crm.Api.Tasks;

/// <summary>A promise was not kept, a promised call is due, a ticket is late: somebody has something to do, once for each time; when it is settled otherwise, that is called off.</summary>
/// <remarks>
/// One reaction for all, so that they come in the order they happened. From now on only: nobody wants a thousand tasks for what happened before there were tasks.
/// </remarks>
public sealed class WhenWorkComesOrGoes(ViewReader views, EventLog log, IServiceProvider services) : Reaction(ReactionStart.FromNow)
{
    private static readonly Type[] Comes = [typeof(PromiseBroken), typeof(PromisePartlyKept), typeof(CallbackDue), typeof(SlaBreached)];

    private static readonly Type[] Goes =
    [
        typeof(PromiseFoundKept), typeof(PromiseCuredLate), typeof(CallbackWon), typeof(CallbackDeclined), typeof(CallbackDeferred), typeof(CallbackUnreached), typeof(CallbackMoved),
        typeof(CallbackCancelled), typeof(TicketResolved), typeof(TicketClosed),
    ];

    public override IReadOnlyCollection<Type> Handles { get; } = [.. Comes, .. Goes];

    public override Task React(Recorded recorded, ReactionContext context, CancellationToken ct) =>
        Comes.Contains(recorded.Data.GetType()) ? WriteDown(recorded, ct) : CallOff(recorded, ct);

    private async Task WriteDown(Recorded recorded, CancellationToken ct)
    {
        var (id, places) = (new TodoTaskId(DerivedId.Of("task", recorded.EventId)), services.GetRequiredService<Workplaces>());
        var outcome = await services.GetRequiredService<CommandRunner>().Run(Origin("CreateTask", recorded), async (unit, _) =>
        {
            var (calendar, now) = await Place(unit, recorded.Data, places);
            var command = TaskCauses.Of(recorded.Data, id, recorded.EventId, calendar, now)!;
            return UnitDecision.For<TodoTask>(id.Value, CreateTaskHandler.Handle(command, await unit.Load<TodoTask>(id.Value)));
        }, ct);
        if (outcome is not CommandOutcome.Done) throw new InvalidOperationException($"The task for the event {recorded.EventId} could not be written down: {outcome.GetType().Name}.");
    }

    // What belongs to no campaign is at the wall clock its event names.
    private static async Task<(BusinessCalendar Calendar, BusinessMoment Now)> Place(CommandUnit unit, object @event, Workplaces places)
    {
        if (TaskCauses.CampaignOf(@event) is not { } campaign) return (BusinessCalendar.MondayToFriday, BusinessMoment.Of(places.Now, TaskCauses.ZoneOf(@event)!));

        var place = await places.Of(unit, campaign);
        return (place.Campaign.Calendar.Value, place.Now);
    }

    private async Task CallOff(Recorded recorded, CancellationToken ct)
    {
        // What this reaction wrote down before stands behind the event it reacts to now, and before the head.
        await TrayProgress.Wait<TasksTray>(services, await log.Head(ct), ct);
        var reason = TaskCauses.OverBecauseOf(recorded.Data)!;
        foreach (var id in await views.Query<Guid>(
            $"select id from {DocumentTable.Of<TasksTray>()} where about_id = @about and open and data ->> 'trigger' <> 'person' order by id", new { about = recorded.StreamId.ToString() }, ct))
        {
            var outcome = await services.GetRequiredService<CommandRunner>().Run(Origin("CancelTask", recorded), async (unit, _) =>
            {
                var task = await unit.Require<TodoTask>(id);
                var actor = new TaskActor(null, BySupervisor: true, services.GetRequiredService<Workplaces>().Now);
                return UnitDecision.For<TodoTask>(id, task.IsOpen ? CancelTaskHandler.Handle(new(reason, actor), task) : Decision.AlreadySo);
            }, ct);
            if (outcome is CommandOutcome.Contended) throw new InvalidOperationException($"The task {id} is being changed by others.");
        }
    }

    private static CommandOrigin Origin(string command, Recorded recorded) => new(command, CorrelationId: recorded.Metadata.CorrelationId, CausationId: recorded.EventId.ToString());
}
