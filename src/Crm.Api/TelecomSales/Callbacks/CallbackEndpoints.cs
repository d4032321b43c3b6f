using Crm.Api.Campaigns;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.TelecomSales.Leads;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Callbacks;

namespace Crm.Api.TelecomSales.Callbacks;

/// <summary>Promised calls to prospects: scheduled, made with an outcome, moved, given to somebody else, called off.</summary>
public static class CallbackEndpoints
{
    private static readonly Guid ExampleId = new("01938f6c-7a10-7b2e-8c41-3b7a6f0e1d55"), ExampleSale = new("01938f6c-8b20-7c3f-9d52-4c8b7a1f2e66");

    public static void MapCallbacks(this IEndpointRouteBuilder routes)
    {
        var callbacks = routes.MapGroup("/api/telecom-sales/callbacks").WithTags("Telecom sales: callbacks");

        callbacks.MapPost("/", Schedule)
            .WithName("ScheduleCallback")
            .WithSummary("Promise to call a prospect; the answer warns of calls of the same person at the same minute")
            .WithExample(new ScheduleCallbackRequest(
                new(LeadExamples.Campaign), SaleKind.Portability, "Ana María Peña", "300 123 4567", new(2026, 11, 24, 15, 30, 0, TimeSpan.Zero), Note: "After pay day", CallbackId: new(ExampleId)))
            .Produces<CallbackAnswer>(StatusCodes.Status201Created)
            .RequirePermission(Permission.CallbacksCreate);
        callbacks.MapPost("/{id:guid}/call-again", CallAgain)
            .WithName("RecordCallAgain").WithSummary("He was called and asks for another call, or was not reached: both have a new instant")
            .WithExample(new CallAgainRequest(Reached: false, new(2026, 11, 25, 15, 0, 0, TimeSpan.Zero), "Voice mail"))
            .Produces<CallbackAnswer>().RequirePermission(Permission.CallbacksUpdate);
        callbacks.MapPost("/{id:guid}/win", Win)
            .WithName("WinCallback").WithSummary("The call became a sale").WithExample(new WinCallbackRequest(new(ExampleSale)))
            .Produces<CommandAnswer>().RequirePermission(Permission.CallbacksUpdate);
        callbacks.MapPost("/{id:guid}/decline", Decline)
            .WithName("DeclineCallback").WithSummary("He is not interested").WithExample(new DeclineCallbackRequest("Happy with his operator"))
            .Produces<CommandAnswer>().RequirePermission(Permission.CallbacksUpdate);
        callbacks.MapPost("/{id:guid}/move", Move)
            .WithName("MoveCallback").WithSummary("Another instant without having called, and why").WithExample(new MoveCallbackRequest(new(2026, 11, 25, 15, 0, 0, TimeSpan.Zero), "He wrote that he travels"))
            .Produces<CallbackAnswer>().RequirePermission(Permission.CallbacksUpdate);
        callbacks.MapPost("/{id:guid}/reassign", Reassign)
            .WithName("ReassignCallback").WithSummary("Somebody else is to call").WithExample(new ReassignCallbackRequest(new(new Guid("01938f6a-5b10-7d2e-9c41-2b7a6f0e1d44")), "On leave"))
            .Produces<CallbackAnswer>().RequirePermission(Permission.CallbacksAssign);
        callbacks.MapPost("/{id:guid}/cancel", Cancel)
            .WithName("CancelCallback").WithSummary("It is not needed any more").WithExample(new ReasonRequest("He bought in a shop"))
            .Produces<CommandAnswer>().RequirePermission(Permission.CallbacksDelete);
    }

    internal static Task<IResult> Schedule(
        ScheduleCallbackRequest body, CommandContext context, CommandRunner runner, Commands commands, Workplaces places, CallbackQueries queries, CancellationToken ct)
    {
        var (id, agent) = (body.CallbackId ?? new CallbackId(Guid.CreateVersion7()), body.AgentId ?? context.Actor);
        return Booked(runner, commands, queries, context, async (unit, token) =>
        {
            if (!context.Scope.Reaches(body.CampaignId, owner: agent) || !await places.WorksFor(context.Actor, body.CampaignId, token)) throw new StreamMissingException(body.CampaignId.Value);

            var place = await places.Of(unit, body.CampaignId, context, token);
            var callback = await unit.Load<Callback>(id.Value);
            if (!await places.WorksFor(agent, body.CampaignId, token)) return UnitDecision.For<Callback>(id.Value, NotOfCampaign);

            return UnitDecision.For<Callback>(id.Value, ScheduleCallbackHandler.Handle(
                new(id, body.Kind, new(body.CampaignId, await places.TeamOf(agent, body.CampaignId, token), agent), body.ProspectName, body.Phone, place.Campaign.Country, body.DueAt,
                    body.Note, context.Actor, place.Now),
                callback));
        }, agent, body.DueAt, id, ct);
    }

    internal static Task<IResult> CallAgain(
        Guid id, CallAgainRequest body, CommandContext context, CommandRunner runner, Commands commands, Workplaces places, CallbackQueries queries, CancellationToken ct)
    {
        var call = body.CallId ?? Guid.CreateVersion7();
        return Booked(runner, commands, queries, context, Change(id, context, places, (callback, place) =>
            CallAgainHandler.Handle(new(call, body.Reached, body.DueAt, body.Note, context.Actor, BySupervisor(context, callback), place.Now), callback)), null, body.DueAt, new(id), ct);
    }

    internal static Task<IResult> Move(
        Guid id, MoveCallbackRequest body, CommandContext context, CommandRunner runner, Commands commands, Workplaces places, CallbackQueries queries, CancellationToken ct) =>
        Booked(runner, commands, queries, context, Change(id, context, places, (callback, place) =>
            MoveCallbackHandler.Handle(new(body.DueAt, body.Reason, context.Actor, BySupervisor(context, callback), place.Now), callback)), null, body.DueAt, new(id), ct);

    internal static Task<IResult> Reassign(
        Guid id, ReassignCallbackRequest body, CommandContext context, CommandRunner runner, Commands commands, Workplaces places, CallbackQueries queries, CancellationToken ct) =>
        Booked(runner, commands, queries, context, async (unit, token) =>
        {
            var (callback, place) = await Within(unit, id, context, places, token);
            if (!await places.WorksFor(body.AgentId, callback.Work.CampaignId, token)) return UnitDecision.For<Callback>(id, NotOfCampaign);

            var work = new Work(callback.Work.CampaignId, await places.TeamOf(body.AgentId, callback.Work.CampaignId, token), body.AgentId);
            return UnitDecision.For<Callback>(id, ReassignCallbackHandler.Handle(new(work, body.Reason, context.Actor, place.Now), callback));
        }, body.AgentId, null, new(id), ct);

    internal static Task<IResult> Win(
        Guid id, WinCallbackRequest body, CommandContext context, Commands commands, Workplaces places, CancellationToken ct) =>
        commands.Handle(context, async (unit, token) =>
        {
            var (callback, place) = await Within(unit, id, context, places, token);
            // Of the sale's own stream: one that was handed in a moment ago wins its call.
            var sale = await SalesFacts.Sale(unit, body.SaleId.Value, context);
            return UnitDecision.For<Callback>(id, WinCallbackHandler.Handle(
                new(body.SaleId, sale.Work.CampaignId, body.Note, context.Actor, BySupervisor(context, callback), place.Now), callback));
        }, ct);

    internal static Task<IResult> Decline(Guid id, DeclineCallbackRequest body, CommandContext context, Commands commands, Workplaces places, CancellationToken ct) =>
        commands.Handle(context, Change(id, context, places, (callback, place) =>
            DeclineCallbackHandler.Handle(new(body.Note, context.Actor, BySupervisor(context, callback), place.Now), callback)), ct);

    internal static Task<IResult> Cancel(Guid id, ReasonRequest body, CommandContext context, Commands commands, Workplaces places, CancellationToken ct) =>
        commands.Handle(context, Change(id, context, places, (callback, place) =>
            CancelCallbackHandler.Handle(new(body.Reason, context.Actor, BySupervisor(context, callback), place.Now), callback)), ct);

    private static Decision NotOfCampaign => Decision.Refuse("telecom-sales.agent-not-in-campaign", "The person does not work for the campaign.", "agentId");

    /// <summary>Whose permission reaches the whole campaign may do what is another's: the back office and supervisors.</summary>
    private static bool BySupervisor(CommandContext context, Callback callback) => context.Scope.Reaches(callback.Work.CampaignId, callback.Work.TeamId);

    private static Func<CommandUnit, CancellationToken, Task<UnitDecision>> Change(
        Guid id, CommandContext context, Workplaces places, Func<Callback, Workplace, Decision> decide) => async (unit, token) =>
    {
        var (callback, place) = await Within(unit, id, context, places, token);
        return UnitDecision.For<Callback>(id, decide(callback, place));
    };

    private static async Task<(Callback, Workplace)> Within(CommandUnit unit, Guid id, CommandContext context, Workplaces places, CancellationToken ct)
    {
        var callback = await unit.Require<Callback>(id);
        if (!context.Scope.Reaches(callback.Work.CampaignId, callback.Work.TeamId, callback.Work.AgentId)) throw new StreamMissingException(id);
        return (callback, await places.Of(unit, callback.Work.CampaignId, context, ct));
    }

    /// <summary>Runs a command that puts a call at an instant and answers with what else the person has at that minute. Two calls at once are warned of, not refused.</summary>
    private static async Task<IResult> Booked(
        CommandRunner runner, Commands commands, CallbackQueries queries, CommandContext context, Func<CommandUnit, CancellationToken, Task<UnitDecision>> decide, UserId? agent,
        DateTimeOffset? dueAt, CallbackId callback, CancellationToken ct)
    {
        var outcome = await runner.Run(context.Origin(null), decide, ct);
        return outcome is CommandOutcome.Done done ? new CallbackResult(done, await queries.AtOnce(callback, agent, dueAt, ct)) : commands.Answer(outcome);
    }
}
