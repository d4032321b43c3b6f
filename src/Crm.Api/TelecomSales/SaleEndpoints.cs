using Crm.Api.Audit;
using Crm.Api.Collections;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.TelecomSales.Leads;
using Crm.Api.TelecomSales.Queries;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Customers;
using Crm.Domain.TelecomSales.Plans;
using Crm.Domain.TelecomSales.PortedNumbers;
using Crm.Domain.TelecomSales.Sales;
using Crm.Projections.TelecomSales;
using FluentValidation;

namespace Crm.Api.TelecomSales;

/// <summary>Sales as agents hand them in, correct and give up; the list and the page of one.</summary>
public static class SaleEndpoints
{
    private static readonly SaleForm Form = new(
        "CC", "1020304050", "María Ríos", "3001234567", new(2015, 3, 2), "DATABASE", "3009876543", "04512", SalesExamples.Soon, SalesExamples.Window);

    public static void MapSales(this IEndpointRouteBuilder routes)
    {
        var sales = routes.MapGroup("/api/telecom-sales/sales").WithTags("Telecom sales: sales");

        sales.MapPost("/", Submit)
            .WithName("SubmitSale").WithSummary("Hand in a sale for review; which fields it takes is its kind's definition")
            .WithExample(new SubmitSaleRequest(new(Examples.Campaign), new(SalesExamples.Plan), SaleKind.Portability, Form))
            .Produces<CommandAnswer>(StatusCodes.Status201Created).RequirePermission(Permission.SalesCreate);
        sales.MapPost("/{id:guid}/resubmit", Resubmit)
            .WithName("ResubmitSale").WithSummary("Correct a returned sale and hand it in again; the whole form is stated, the difference is kept")
            .WithExample(new ResubmitSaleRequest(Form, new(SalesExamples.Plan), "The PIN was an old one"))
            .Produces<CommandAnswer>().RequirePermission(Permission.SalesUpdate);
        sales.MapPost("/{id:guid}/withdraw", Withdraw)
            .Step("WithdrawSale", "Give up a returned sale", new SaleCommentRequest("He wants it no more"), Permission.SalesUpdate);
        sales.MapPost("/{id:guid}/notes", Note)
            .Step("NoteSale", "Write down what whoever opens the sale next has to know", new NoteSaleRequest("Call after six"), Permission.SalesUpdate);
        sales.MapPost("/{id:guid}/reassign", Reassign)
            .Step("ReassignSale", "Put the sale into another agent's hands", new ReassignSaleRequest(new(Examples.Agent)), Permission.SalesAssign);
        sales.MapPost("/{id:guid}/cancel", Cancel)
            .Step("CancelSale", "End an open sale", new CancelSaleRequest(CancelReason.CustomerRequest), Permission.SalesCancel);
        sales.MapGet("/{id:guid}", Show)
            .WithName("ShowSale").WithSummary("A sale with its form, where it stands and every step it took")
            .Produces<SaleView>().Reads<SaleFile>().RecordsReads(AccessKind.SaleFile).RequirePermission(Permission.SalesRead);
        sales.MapGet("/", List)
            .WithName("ListSales").WithSummary("Sales, newest first; by state, kind, agent, plan, period and text (name, document, phone, number, order)")
            .Produces<Page<SaleLine>>().Reads<SaleDirectory>().RecordsReads(AccessKind.SaleSearch).RequirePermission(Permission.SalesRead);
    }

    internal static Task<IResult> Submit(SubmitSaleRequest body, CommandContext context, Commands commands, SalesFacts facts, LeadQueries leads, CancellationToken ct)
    {
        var id = body.SaleId ?? new SaleId(Guid.CreateVersion7());
        string? number = null;
        return commands.Handle(context, async (unit, _) =>
        {
            // Who may hand in sales of his own hands them in for campaigns he works for.
            if (!context.Scope.Reaches(body.CampaignId, owner: context.Actor) || !(context.Scope.Reaches(body.CampaignId) || await facts.Places.WorksFor(context.Actor, body.CampaignId, ct)))
                throw new StreamMissingException(body.CampaignId.Value);

            var place = await facts.Place(unit, body.CampaignId, context, ct);
            var sale = await unit.Load<Sale>(id.Value);
            if (place.Ground(body.Kind) is not { } ground) return UnitDecision.For<Sale>(id.Value, NotSold(body.Kind));

            var plan = await unit.Require<Plan>(body.PlanId.Value);
            if (plan.CampaignId != body.CampaignId) throw new StreamMissingException(body.PlanId.Value);

            var keyed = await Keys(unit, body.Form, ground, facts);
            var found = await Match(body.CampaignId, body.Form, body.RegistrationNumber, ground, leads, ct);
            Decision Decide(string named) => SubmitSaleHandler.Handle(
                new(id, named, new(body.CampaignId, place.Workplace.TeamId, context.Actor), body.Form, keyed.CustomerId, keyed.PortedNumberId, found, body.CallbackId, ground),
                sale, plan, keyed.Ported, keyed.Customer);

            // A number is drawn for what will be written only, and once however often it is tried.
            if (number is null && Decide("") is { Appends: true }) number = await facts.NextNumber(body.Kind, place.Now.Date, ct);
            return UnitDecision.For<Sale>(id.Value, Decide(number ?? ""));
        }, ct);
    }

    internal static Task<IResult> Resubmit(Guid id, ResubmitSaleRequest body, CommandContext context, Commands commands, SalesFacts facts, LeadQueries leads, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var sale = await SalesFacts.Sale(unit, id, context);
            var place = await facts.Place(unit, sale.Work.CampaignId, context, ct);
            if (place.Ground(sale.Facts.Kind) is not { } ground) return UnitDecision.For<Sale>(id, NotSold(sale.Facts.Kind));

            var plan = await unit.Require<Plan>((body.PlanId ?? sale.Plan.PlanId).Value);
            if (plan.CampaignId != sale.Work.CampaignId) throw new StreamMissingException(plan.Id.Value);

            var keyed = await Keys(unit, body.Form, ground, facts);
            var found = sale.Base.InBase ? sale.Base : await Match(sale.Work.CampaignId, body.Form, body.RegistrationNumber, ground, leads, ct);
            return UnitDecision.For<Sale>(id, ResubmitSaleHandler.Handle(
                new(body.Form, keyed.CustomerId, keyed.PortedNumberId, found, body.Comment, context.Actor, ground), sale, plan, keyed.Ported, keyed.Customer));
        }, ct);

    internal static Task<IResult> Withdraw(Guid id, SaleCommentRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (sale, place) => WithdrawSaleHandler.Handle(new(context.Actor, body.Comment, place.Now), sale), ct);

    internal static Task<IResult> Cancel(Guid id, CancelSaleRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (sale, place) => CancelSaleHandler.Handle(new(context.Actor, body.Reason, body.Comment, place.Now), sale), ct);

    internal static Task<IResult> Note(Guid id, NoteSaleRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct)
    {
        var note = body.NoteId ?? Guid.CreateVersion7();
        return Change(id, context, commands, facts, (sale, place) => NoteSaleHandler.Handle(new(note, body.Note, context.Actor, place.Now), sale), ct);
    }

    internal static Task<IResult> Reassign(Guid id, ReassignSaleRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var sale = await SalesFacts.Sale(unit, id, context);
            var (campaign, agent) = (sale.Work.CampaignId, body.AgentId);
            var place = await facts.Place(unit, campaign, context, ct);
            return UnitDecision.For<Sale>(id, await facts.Places.WorksFor(agent, campaign, ct)
                ? ReassignSaleHandler.Handle(new(agent, await facts.Places.TeamOf(agent, campaign, ct), context.Actor, place.Now), sale)
                : Decision.Refuse("telecom-sales.agent-not-in-campaign", "The person does not work for the sale's campaign.", "agentId"));
        }, ct);

    internal static async Task<IResult> Show(
        Guid id, CommandContext context, SaleQueries queries, StreamVersions versions, HttpContext http, Problems problems, CancellationToken ct)
    {
        if (await queries.Show(id, context.Scope, context.ScopeOf(Permission.CustomersSeePersonalData), ct) is not { } sale) return problems.NotFound();

        await versions.Tag(http, id, ct);
        return TypedResults.Ok(sale);
    }

    internal static async Task<IResult> List(
        [AsParameters] SaleFilter filter, bool? total, PageRequest page, CommandContext context, SaleQueries queries, HttpContext http, CancellationToken ct) =>
        PageResults.Ok(http, await queries.List(filter, context.Scope, context.ScopeOf(Permission.CustomersSeePersonalData), page, total is true, ct));

    /// <summary>A step of a sale within the caller's reach.</summary>
    internal static Task<IResult> Change(
        Guid id, CommandContext context, Commands commands, SalesFacts facts, Func<Sale, SalesPlace, Decision> decide, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var sale = await SalesFacts.Sale(unit, id, context);
            return UnitDecision.For<Sale>(id, decide(sale, await facts.Place(unit, sale.Work.CampaignId, context, ct)));
        }, ct);

    /// <summary>What the endpoint of a step declares.</summary>
    internal static RouteHandlerBuilder Step(this RouteHandlerBuilder endpoint, string name, string summary, object? example, string permission)
    {
        endpoint.WithName(name).WithSummary(summary).Produces<CommandAnswer>().RequirePermission(permission);
        return example is null ? endpoint : endpoint.WithExample(example);
    }

    private static async Task<(CustomerId CustomerId, Customer? Customer, Guid? PortedNumberId, PortedNumber? Ported)> Keys(
        CommandUnit unit, SaleForm form, SaleGround ground, SalesFacts facts)
    {
        var (type, document) = form.Document(ground.Country);
        var id = facts.Keys.Customer(ground.Country, type, document);
        var customer = await unit.Load<Customer>(id.Value);
        // Who was erased and buys again is somebody new: nothing of before can be read, and nothing is joined to it.
        for (var time = 2; customer is { Erased: true }; time++)
        {
            id = facts.Keys.CustomerAgain(ground.Country, type, document, time);
            customer = await unit.Load<Customer>(id.Value);
        }

        Guid? number = form.PortedNumber(ground.Country) is { } ported ? facts.Keys.PortedNumber(ported) : null;
        return (id, customer, number, number is { } known ? await unit.Load<PortedNumber>(known) : null);
    }

    private static Task<BaseMatch> Match(CampaignId campaign, SaleForm form, string? registration, SaleGround ground, LeadQueries leads, CancellationToken ct)
    {
        var (type, document) = form.Document(ground.Country);
        var phone = PhoneNumber.Parse(ground.Country, form.LegalizationPhone);
        return leads.Match(new(campaign, ground.Definition.Kind, ground.Country, phone.Number ?? form.LegalizationPhone, type, document, registration), ct);
    }

    private static Decision NotSold(SaleKind kind) => Decision.Refuse("telecom-sales.kind-not-sold", $"The campaign does not sell {kind}.", "kind");
}

/// <param name="SaleId">Made by the caller, so that hearing the command twice hands in one sale; left out, it is made here.</param>
/// <param name="CallbackId">The scheduled call that was won with this sale.</param>
/// <param name="RegistrationNumber">Of the customer in the upgrade base, where the agent came from there.</param>
public sealed record SubmitSaleRequest(CampaignId CampaignId, PlanId PlanId, SaleKind Kind, SaleForm Form, SaleId? SaleId = null, CallbackId? CallbackId = null,
    string? RegistrationNumber = null);

/// <param name="PlanId">Another plan of the same kind; left out, the plan stays.</param>
public sealed record ResubmitSaleRequest(SaleForm Form, PlanId? PlanId = null, string? Comment = null, string? RegistrationNumber = null);

public sealed record SaleCommentRequest(string? Comment = null);

/// <param name="NoteId">Made by the caller, so that hearing the command twice notes once.</param>
public sealed record NoteSaleRequest(string Note, Guid? NoteId = null);

public sealed record ReassignSaleRequest(UserId AgentId);

public sealed record CancelSaleRequest(CancelReason Reason, string? Comment = null);

public sealed class SubmitSaleRequestValidator : AbstractValidator<SubmitSaleRequest>
{
    public SubmitSaleRequestValidator()
    {
        RuleFor(request => request.Kind).IsInEnum();
        RuleFor(request => request.Form).NotNull().SetValidator(new SaleFormValidator());
    }
}

public sealed class ResubmitSaleRequestValidator : AbstractValidator<ResubmitSaleRequest>
{
    public ResubmitSaleRequestValidator() => RuleFor(request => request.Form).NotNull().SetValidator(new SaleFormValidator());
}

/// <summary>What has to be there at all; what it has to be is the sale's to say.</summary>
public sealed class SaleFormValidator : AbstractValidator<SaleForm>
{
    public SaleFormValidator()
    {
        RuleFor(form => form.DocumentType).NotEmpty().MaximumLength(20);
        RuleFor(form => form.DocumentNumber).NotEmpty().MaximumLength(40);
        RuleFor(form => form.FullName).NotEmpty().MaximumLength(SaleForm.MaxName);
        RuleFor(form => form.LegalizationPhone).NotEmpty().MaximumLength(40);
        RuleFor(form => form.NumberToPort).MaximumLength(40);
        RuleFor(form => form.PortingPin).MaximumLength(20);
        RuleFor(form => form.LeadSource).MaximumLength(30);
    }
}

public sealed class NoteSaleRequestValidator : AbstractValidator<NoteSaleRequest>
{
    public NoteSaleRequestValidator() => RuleFor(request => request.Note).NotEmpty().MaximumLength(SaleForm.MaxNote);
}
