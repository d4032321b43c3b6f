using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;
using FluentValidation;

namespace Crm.Api.Collections;

/// <summary>Whose accounts they are: one by one, or many by filter and strategy.</summary>
public static class AssignmentEndpoints
{
    public static void MapAssignments(this IEndpointRouteBuilder routes)
    {
        var accounts = routes.MapGroup("/api/collections/accounts").WithTags("Collections: accounts");

        accounts.MapPost("/{id:guid}/assign", Assign)
            .WithName("AssignAccount")
            .WithSummary("Put an account into an agent's hands")
            .WithExample(new AssignRequest(new(Examples.Agent)))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.AccountsAssign);
        accounts.MapPost("/{id:guid}/unassign", Unassign)
            .WithName("UnassignAccount")
            .WithSummary("Take an account out of its agent's hands")
            .WithExample(new ReasonRequest("On holiday"))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.AccountsAssign);
        accounts.MapPost("/assign-many", AssignMany)
            .WithName("AssignAccounts")
            .WithSummary("Share accounts out among agents; each account is answered for")
            .WithExample(new AssignManyRequest(new(Examples.Campaign), BulkStrategy.LeastLoaded, [new(Examples.Agent)], 200))
            .Produces<AssignManyAnswer>()
            .RequirePermission(Permission.AccountsAssign);
    }

    internal static async Task<IResult> Assign(
        Guid id, AssignRequest body, CommandContext context, Commands commands, CollectionsFacts facts, Problems problems, CancellationToken ct)
    {
        var (worksThere, team) = (false, (TeamId?)null);
        var result = await commands.Handle(context, async (unit, _) =>
        {
            var account = await facts.Account(unit, new(id), context);
            var campaign = await facts.Campaign(unit, account.CampaignId, context, ct);
            (worksThere, team) = (await facts.Places.WorksFor(body.AgentId, account.CampaignId, ct), await facts.Places.TeamOf(body.AgentId, account.CampaignId, ct));
            return UnitDecision.For<DebtAccount>(id, worksThere
                ? AssignAccountHandler.Handle(new(body.AgentId, team, "manual", campaign.Now), account)
                : Decision.Refuse("collections.agent-not-in-campaign", "The person does not work for the account's campaign.", "agentId"));
        }, ct);
        return result;
    }

    internal static Task<IResult> Unassign(Guid id, ReasonRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var account = await facts.Account(unit, new(id), context);
            var campaign = await facts.Campaign(unit, account.CampaignId, context, ct);
            return UnitDecision.For<DebtAccount>(id, UnassignAccountHandler.Handle(new(body.Reason, campaign.Now), account));
        }, ct);

    internal static async Task<IResult> AssignMany(
        AssignManyRequest body, CommandContext context, HttpContext http, BulkAssignment bulk, CollectionsFacts facts, Problems problems, CancellationToken ct)
    {
        if (!context.Scope.Reaches(body.CampaignId)) return problems.NotFound();

        foreach (var agent in body.Agents)
            if (!await facts.Places.WorksFor(agent, body.CampaignId, ct)) return problems.Invalid("agents", $"{agent} does not work for the campaign.");

        var answer = await bulk.Run(body, context, ct);
        if (answer.Position is { } position) http.Response.Headers["Crm-Position"] = position.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return TypedResults.Ok(answer);
    }
}

public sealed record AssignRequest(UserId AgentId);

/// <param name="Agents">Who may be given accounts; with <see cref="BulkStrategy.Manual"/> exactly one.</param>
/// <param name="Limit">Accounts at most, up to 500; call again for more.</param>
/// <param name="AccountIds">These accounts; left out: those the filter finds.</param>
/// <param name="Assigned">Whether accounts that somebody has are taken too; left out: only those without an agent.</param>
/// <param name="Capacity">Accounts an agent may have, all together.</param>
public sealed record AssignManyRequest(
    CampaignId CampaignId, BulkStrategy Strategy, IReadOnlyList<UserId> Agents, int Limit = 200, IReadOnlyList<AccountId>? AccountIds = null,
    PortfolioId? PortfolioId = null, Priority? Priority = null, bool Assigned = false, int? Capacity = null);

public enum BulkStrategy { Manual, RoundRobin, LeastLoaded, Priority }

/// <param name="Position">Where the last assignment is visible; <c>null</c>: nothing was written.</param>
public sealed record AssignManyAnswer(int Assigned, int Refused, int LeftOut, long? Position, IReadOnlyList<AssignmentOutcome> Outcomes);

/// <param name="Outcome"><c>assigned</c>, <c>already</c>, <c>no-room</c>, <c>not-found</c>, <c>contended</c>, or the code of a refusal.</param>
public sealed record AssignmentOutcome(AccountId AccountId, UserId? AgentId, string Outcome);

public sealed class AssignManyRequestValidator : AbstractValidator<AssignManyRequest>
{
    public AssignManyRequestValidator()
    {
        RuleFor(request => request.Limit).InclusiveBetween(1, 500);
        RuleFor(request => request.Agents).NotEmpty().Must(agents => agents.Count <= 500).WithMessage("At most 500 agents.")
            .Must((request, agents) => request.Strategy is not BulkStrategy.Manual || agents.Count == 1).WithMessage("By hand there is one agent.");
        RuleFor(request => request.AccountIds).Must(ids => ids is null or { Count: <= 500 }).WithMessage("At most 500 accounts.");
        RuleFor(request => request.Capacity).GreaterThan(0);
    }
}
