using System.Globalization;
using Crm.Api.Http;
using Crm.Api.Queries;
using Crm.Domain.Identity.Agents;
using Crm.Domain.Kernel;
using Crm.Projections.Identity;
using FluentValidation;

using SortKey = Crm.Api.Queries.SortKey;

namespace Crm.Api.Identity.Agents;

/// <summary>Who is there and takes work, and everybody's working day. An agent is named by his user's id.</summary>
public static class AgentEndpoints
{
    public static void MapAgents(this IEndpointRouteBuilder routes)
    {
        var agents = routes.MapGroup("/api/identity/agents").WithTags("Identity: agents");

        agents.MapGet("/", async (string? state, Guid? campaign, CallerScope scope, PageRequest page, ViewReader views, HttpContext http, Problems problems, CancellationToken ct) =>
            {
                if (!EnumText.TryRead(state, out AgentState? asked)) return problems.Invalid("state", EnumText.Names<AgentState>());

                var query = new ListQuery(DocumentTable.Of<AgentBoard>()).Within(scope, owner: "user_id")
                    .WhereAsked("state = {0}", Stored.Name(asked)).WhereAsked("campaign_id = {0}", campaign?.ToString());
                var rows = await query.Read<AgentOnBoard>(views, page, [SortKey.Text("campaign_id"), SortKey.Text("state"), SortKey.Id], total: false, ct);
                return PageResults.Ok(http, new Page<AgentAnswer>([.. rows.Items.Select(AgentAnswer.Of)], rows.Next));
            })
            .WithName("ListAgents")
            .WithSummary("Agents and whether they take work at this moment")
            .Produces<Page<AgentAnswer>>()
            .Reads<AgentBoard>()
            .RequirePermission(Permission.AgentsRead);

        agents.MapPost("/{id:guid}/clock-in", (Guid id, ClockInRequest request, CommandContext context, Commands commands, AgentUnits units, CancellationToken ct) =>
                commands.Handle(context, units.ClockIn(new(id), request.CampaignId is { } campaign ? new CampaignId(campaign) : null, new(context.Scope)), ct))
            .Command("ClockIn", "Begin the working day; once a date", new ClockInRequest(Guid.Empty));
        agents.MapPost("/{id:guid}/clock-out", (Guid id, CommandContext context, Commands commands, AgentUnits units, CancellationToken ct) =>
                commands.Handle(context, units.Of(new(id), new(context.Scope), (agent, now) => ClockOutHandler.Handle(new(now), agent)), ct))
            .Command("ClockOut", "End the working day, its pause too");
        agents.MapPost("/{id:guid}/pause", (Guid id, PauseRequest request, CommandContext context, Commands commands, AgentUnits units, CancellationToken ct) =>
                commands.Handle(context, units.Of(new(id), new(context.Scope), (agent, now) => StartPauseHandler.Handle(new(request.Type, request.Reason, now), agent)), ct))
            .Command("StartPause", "Begin a pause; an open one ends", new PauseRequest(PauseType.Lunch));
        agents.MapPost("/{id:guid}/pause/end", (Guid id, CommandContext context, Commands commands, AgentUnits units, CancellationToken ct) =>
                commands.Handle(context, units.Of(new(id), new(context.Scope), (agent, now) => EndPauseHandler.Handle(new(now), agent)), ct))
            .Command("EndPause", "End the pause");
        agents.MapPost("/{id:guid}/state", (Guid id, AgentStateRequest request, CommandContext context, Commands commands, AgentUnits units, CancellationToken ct) =>
                commands.Handle(context, units.Of(new(id), new(context.Scope), (agent, now) => Decide(request, agent, now)), ct))
            .Command("SetAgentState", "Say whether one takes work: available, busy, break with a reason, offline", new AgentStateRequest(AgentState.Break, "Feedback with my supervisor"));

        routes.MapGet("/api/identity/work-days", async (
                DateOnly? from, DateOnly? until, Guid? user, CallerScope scope, PageRequest page, ViewReader views, HttpContext http, CancellationToken ct) =>
            {
                var query = new ListQuery(DocumentTable.Of<WorkDays>()).Within(scope, owner: "user_id").WhereAsked("user_id = {0}", user?.ToString())
                    .WhereAsked("work_date >= {0}", from?.ToString("O", CultureInfo.InvariantCulture)).WhereAsked("work_date <= {0}", until?.ToString("O", CultureInfo.InvariantCulture));
                return PageResults.Ok(http, await query.Read<WorkDayRow>(views, page, [SortKey.Text("work_date"), new("id", "text")], total: false, ct));
            })
            .WithTags("Identity: agents")
            .WithName("ListWorkDays")
            .WithSummary("Working days with pauses and staffed time")
            .Produces<Page<WorkDayRow>>()
            .Reads<WorkDays>()
            .RequirePermission(Permission.AgentsRead);
    }

    private static RouteHandlerBuilder Command(this RouteHandlerBuilder endpoint, string name, string summary, object? example = null)
    {
        endpoint.WithName(name).WithSummary(summary).Produces<CommandAnswer>().RequirePermission(Permission.AgentsUpdate);
        return example is null ? endpoint : endpoint.WithExample(example);
    }

    private static Decision Decide(AgentStateRequest request, Agent agent, BusinessMoment now) => request.State switch
    {
        AgentState.Available => BecomeAvailableHandler.Handle(new(now), agent),
        AgentState.Busy => BecomeBusyHandler.Handle(new(Automatic: false, now), agent),
        AgentState.Break => TakeBreakHandler.Handle(new(request.Reason!.Trim(), now), agent),
        _ => GoOfflineHandler.Handle(new(now), agent),
    };
}

/// <param name="CampaignId">For which he works today; who works for one only may leave it out.</param>
public sealed record ClockInRequest(Guid? CampaignId);

public sealed record PauseRequest(PauseType Type, string? Reason = null);

public sealed class PauseRequestValidator : AbstractValidator<PauseRequest>
{
    public PauseRequestValidator() => RuleFor(request => request.Reason).MaximumLength(200);
}

/// <param name="Reason">For a break.</param>
public sealed record AgentStateRequest(AgentState State, string? Reason = null);

public sealed class AgentStateRequestValidator : AbstractValidator<AgentStateRequest>
{
    public AgentStateRequestValidator()
    {
        RuleFor(request => request.Reason).MaximumLength(200);
        RuleFor(request => request.Reason).NotEmpty().When(request => request.State is AgentState.Break);
    }
}

/// <param name="BusyByHimself">He said so, as apart from having all the work he can take.</param>
/// <param name="TakesWork">Whether work may be given to him.</param>
public sealed record AgentAnswer(
    Guid UserId, Guid CampaignId, Guid? TeamId, AgentState State, bool BusyByHimself, bool BusyAutomatically, string? BreakReason, DateTimeOffset Since, bool Working,
    PauseType? Pause, bool TakesWork)
{
    internal static AgentAnswer Of(AgentOnBoard row) => new(
        row.UserId.Value, row.CampaignId.Value, row.TeamId?.Value, row.State, row.Agent.BusyByHimself, row.Agent.BusyAutomatically, row.Agent.BreakReason, row.Since, row.Working,
        row.Agent.Day?.Pause?.Type, row.TakesWork);
}
