using Crm.Api.Campaigns;
using Crm.Api.Collections;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.CommissionSchemes;
using Crm.Projections.TelecomSales.Commissions;
using FluentValidation;

namespace Crm.Api.TelecomSales.Commissions;

/// <summary>What sales earn: the rules, the statements of agents by month, adjustments by hand, and the closing of months.</summary>
public static class CommissionEndpoints
{
    private static readonly CommissionRuleRequest ExampleRule = new(
        "Portabilities", new(2026, 11, 1), new(OfMonthlyCharge: new Percentage(20)), [new(1, new Percentage(100)), new(31, new Percentage(110))], CommissionTrigger.Activation,
        SaleKind.Portability, ClawbackDays: 60);

    public static void MapCommissions(this IEndpointRouteBuilder routes)
    {
        var commissions = routes.MapGroup("/api/telecom-sales/commissions").WithTags("Telecom sales: commissions");

        commissions.MapGet("/schemes/{campaign:guid}", ShowScheme)
            .WithName("ShowCommissionScheme")
            .WithSummary("The rules of a campaign as they are, and every version of each")
            .Produces<SchemeCard>()
            .Reads<CommissionSchemeCard>()
            .RequirePermission(Permission.CommissionsRead);
        commissions.MapPut("/schemes/{campaign:guid}/rules/{rule:guid}", SetRule)
            .WithName("SetCommissionRule")
            .WithSummary("Add a rule, or put another in the place of one; what was accrued keeps what it was accrued by")
            .WithExample(ExampleRule)
            .Produces<CommandAnswer>().Produces<CommandAnswer>(StatusCodes.Status201Created)
            .RequirePermission(Permission.CommissionsCreate);
        commissions.MapPost("/schemes/{campaign:guid}/rules/{rule:guid}/end", EndRule)
            .WithName("EndCommissionRule")
            .WithSummary("Let a rule hold no longer than a date")
            .WithExample(new EndRuleRequest(new(2026, 11, 30), "New contract"))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.CommissionsUpdate);
        commissions.MapPost("/adjustments", Adjust)
            .WithName("AdjustCommission")
            .WithSummary("Give an agent an amount or take one, with a reason; it falls in the first month from then on that is not closed")
            .WithExample(new AdjustmentRequest(new(Examples.Campaign), new(Examples.Campaign), BusinessMonth.Of(new(2026, 11, 1)), Examples.Cop(-25_000), "Paid twice in October"))
            .Produces<CommandAnswer>().Produces<CommandAnswer>(StatusCodes.Status201Created)
            .RequirePermission(Permission.CommissionsUpdate);
        commissions.MapPost("/settlements", Settle)
            .WithName("SettleCommissions")
            .WithSummary("Close a month that is over: every sale is paid at the tier reached with the last, every statement is settled; given again it goes on or is done")
            .WithExample(new SettlementRequest(new(Examples.Campaign), BusinessMonth.Of(new(2026, 11, 1))))
            .Produces<CommandAnswer>(StatusCodes.Status202Accepted)
            .RequirePermission(Permission.CommissionsApprove);
        commissions.MapGet("/settlements", (Guid? campaign, PageRequest page, CallerScope scope, CommissionQueries queries, HttpContext http, CancellationToken ct) =>
                Listed(http, queries.Settlements(campaign, scope, page, ct)))
            .WithName("ListCommissionSettlements")
            .WithSummary("The months that were closed or are being closed, the newest first")
            .Produces<Page<SettlementRow>>()
            .Reads<CommissionSettlementList>()
            .RequirePermission(Permission.CommissionsRead);
        commissions.MapGet("/settlements/{id:guid}", async (Guid id, CallerScope scope, CommissionQueries queries, Problems problems, CancellationToken ct) =>
                await queries.Settlement(id, scope, ct) is { } found ? TypedResults.Ok(found) : problems.NotFound())
            .WithName("ShowCommissionSettlement")
            .WithSummary("A settlement with its sums, and how many of its statements are settled")
            .Produces<SettlementAnswer>()
            .Reads<CommissionSettlementList, CommissionStatementList>()
            .RequirePermission(Permission.CommissionsRead);
        commissions.MapStatements();
    }

    private static void MapStatements(this RouteGroupBuilder commissions)
    {
        commissions.MapGet("/statements", (TrayParameters asked, BusinessMonth? period, CommissionQueries queries, HttpContext http, CancellationToken ct) =>
                Listed(http, queries.Statements(asked.Request, period, ct)))
            .WithName("ListCommissionStatements")
            .WithSummary("Statements of agents with their sums, the newest month first; person=me are one's own")
            .Produces<Page<StatementRow>>()
            .Reads<CommissionStatementList>()
            .RequirePermission(Permission.CommissionsRead);
        commissions.MapGet("/statements/{id:guid}", async (Guid id, CallerScope scope, CommissionQueries queries, Problems problems, CancellationToken ct) =>
                await queries.Statement(id, scope, ct) is { } row ? TypedResults.Ok(row) : problems.NotFound())
            .WithName("ShowCommissionStatement")
            .WithSummary("What an agent earns in a month: the sums of his entries")
            .Produces<StatementRow>()
            .Reads<CommissionStatementList>()
            .RequirePermission(Permission.CommissionsRead);
        commissions.MapGet("/statements/{id:guid}/entries", async (Guid id, PageRequest page, CallerScope scope, CommissionQueries queries, Problems problems, HttpContext http, CancellationToken ct) =>
                await queries.Statement(id, scope, ct) is null ? problems.NotFound() : PageResults.Ok(http, await queries.Entries(id, page, ct)))
            .WithName("ListCommissionEntries")
            .WithSummary("The entries of a statement in the order they were made")
            .Produces<Page<CommissionEntry>>()
            .Reads<CommissionStatementList, CommissionEntries>()
            .RequirePermission(Permission.CommissionsRead);
        commissions.MapGet("/statements/{id:guid}/audit", async (Guid id, CallerScope scope, CommissionQueries queries, StatementAudit audit, Problems problems, CancellationToken ct) =>
                await queries.Statement(id, scope, ct) is not null && await audit.Of(id, ct) is { } audited ? TypedResults.Ok(audited) : problems.NotFound())
            .WithName("AuditCommissionStatement")
            .WithSummary("Reckon a statement again from its events and compare it with what is shown")
            .Produces<AuditedStatement>()
            .Reads<CommissionStatementList, CommissionEntries>()
            .RequirePermission(Permission.CommissionsRead);
    }

    private static async Task<IResult> ShowScheme(Guid campaign, CallerScope scope, NaturalKeys keys, ViewReader views, Problems problems, CancellationToken ct) =>
        scope.Reaches(new(campaign)) && await views.Find<CommissionSchemeCard, SchemeCard>(keys.CommissionScheme(new(campaign)), ct) is { } card
            ? TypedResults.Ok(card)
            : problems.NotFound();

    internal static Task<IResult> SetRule(
        Guid campaign, Guid rule, CommissionRuleRequest body, CommandContext context, Commands commands, Workplaces places, NaturalKeys keys, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var place = await Within(unit, new(campaign), context, places, ct);
            var stream = keys.CommissionScheme(new(campaign));
            return UnitDecision.For<CommissionScheme>(stream, SetCommissionRuleHandler.Handle(
                new(new(campaign), place.Campaign.Currency, new(rule), body.Rule, context.Actor, place.Now), await unit.Load<CommissionScheme>(stream)));
        }, ct);

    internal static Task<IResult> EndRule(
        Guid campaign, Guid rule, EndRuleRequest body, CommandContext context, Commands commands, Workplaces places, NaturalKeys keys, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var place = await Within(unit, new(campaign), context, places, ct);
            var stream = keys.CommissionScheme(new(campaign));
            return UnitDecision.For<CommissionScheme>(stream, EndCommissionRuleHandler.Handle(
                new(new(rule), body.LastDay, body.Reason, context.Actor, place.Now), await unit.Require<CommissionScheme>(stream)));
        }, ct);

    internal static Task<IResult> Adjust(AdjustmentRequest body, CommandContext context, Commands commands, Workplaces places, CommissionLedger ledger, CancellationToken ct)
    {
        var entry = body.EntryId ?? Guid.CreateVersion7();
        return commands.Handle(context, async (unit, _) =>
        {
            var place = await Within(unit, body.CampaignId, context, places, ct);
            return await ledger.Adjust(unit, place, body.AgentId, entry, body.Period, body.Amount, body.Reason, context.Actor);
        }, ct);
    }

    internal static async Task<IResult> Settle(
        SettlementRequest body, CommandContext context, Commands commands, CommissionSettling settling, SettlementWorker worker, Problems problems, CancellationToken ct)
    {
        if (!context.Scope.Reaches(body.CampaignId)) return problems.NotFound();

        var outcome = await settling.Start(body.CampaignId, body.Period, context.Origin(null), ct);
        if (outcome is not CommandOutcome.Done done) return commands.Answer(outcome);

        worker.Wake(new(done.Id));
        return TypedResults.Accepted($"/api/telecom-sales/commissions/settlements/{done.Id}", new CommandAnswer(done.Id, done.Version, done.Position));
    }

    private static async Task<Workplace> Within(CommandUnit unit, CampaignId campaign, CommandContext context, Workplaces places, CancellationToken ct) =>
        context.Scope.Reaches(campaign) ? await places.Of(unit, campaign, context, ct) : throw new StreamMissingException(campaign.Value);

    private static async Task<IResult> Listed<T>(HttpContext http, Task<Page<T>> page) => PageResults.Ok(http, await page);
}

/// <summary>A rule; what is left out is of any kind, plan or segment, until it is ended, with the plan's days of clawback.</summary>
public sealed record CommissionRuleRequest(
    string Name, DateOnly ValidFrom, CommissionBase Base, IReadOnlyList<CommissionTier> Tiers, CommissionTrigger AccruesOn, SaleKind? Kind = null, PlanId? PlanId = null,
    string? Segment = null, DateOnly? ValidTo = null, int? ClawbackDays = null)
{
    internal CommissionRule Rule => new(Name, Kind, PlanId, Segment, ValidFrom, ValidTo, Base, Tiers, ClawbackDays, AccruesOn);
}

public sealed class CommissionRuleRequestValidator : AbstractValidator<CommissionRuleRequest>
{
    public CommissionRuleRequestValidator()
    {
        RuleFor(request => request.Name).NotEmpty().MaximumLength(100);
        RuleFor(request => request.Segment).MaximumLength(60);
        RuleFor(request => request.Base).NotNull();
        RuleFor(request => request.Tiers).NotEmpty();
    }
}

/// <param name="LastDay">The last date on which a sale earns by it.</param>
public sealed record EndRuleRequest(DateOnly LastDay, string Reason);

/// <param name="Period">The month it is about.</param>
/// <param name="Amount">More or less than nothing.</param>
/// <param name="EntryId">Made by the caller, so that hearing the command twice adjusts once.</param>
public sealed record AdjustmentRequest(CampaignId CampaignId, UserId AgentId, BusinessMonth Period, Money Amount, string Reason, Guid? EntryId = null);

public sealed record SettlementRequest(CampaignId CampaignId, BusinessMonth Period);

public sealed class EndRuleRequestValidator : AbstractValidator<EndRuleRequest>
{
    public EndRuleRequestValidator() => RuleFor(request => request.Reason).NotEmpty().MaximumLength(500);
}

public sealed class AdjustmentRequestValidator : AbstractValidator<AdjustmentRequest>
{
    public AdjustmentRequestValidator()
    {
        RuleFor(request => request.Reason).NotEmpty().MaximumLength(500);
        RuleFor(request => request.Amount.Currency).NotNull();
        RuleFor(request => request.Period).Must(Months.IsOfNow).WithMessage(Months.Expected);
    }
}

public sealed class SettlementRequestValidator : AbstractValidator<SettlementRequest>
{
    public SettlementRequestValidator() => RuleFor(request => request.Period).Must(Months.IsOfNow).WithMessage(Months.Expected);
}

internal static class Months
{
    public const string Expected = "A month such as 2026-11.";

    // A month that is left out reads as the first there ever was.
    public static bool IsOfNow(BusinessMonth month) => month.First.Year is >= 2000 and < 2200;
}
