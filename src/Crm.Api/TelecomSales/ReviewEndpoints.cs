using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.TelecomSales.Queries;
using Crm.Domain.TelecomSales.Sales;
using FluentValidation;
using static Crm.Api.TelecomSales.SaleEndpoints;

namespace Crm.Api.TelecomSales;

/// <summary>The back office looks at what was sold: claims, decides, escalates, and calls the customer.</summary>
public static class ReviewEndpoints
{
    public static void MapReviews(this IEndpointRouteBuilder routes)
    {
        var sales = routes.MapGroup("/api/telecom-sales/sales").WithTags("Telecom sales: review");

        sales.MapPost("/claim-next", ClaimNext)
            .WithName("ClaimNextSale").WithSummary("Take the sale that has waited longest and that nobody has; 204 when there is none")
            .WithExample(new ClaimNextRequest(null, null))
            .Produces<CommandAnswer>().Produces(StatusCodes.Status204NoContent).RequirePermission(Permission.SalesReview);
        sales.MapPost("/{id:guid}/claim", Claim)
            .Step("ClaimSale", "Take a sale to review it; one reviewer at a time", null, Permission.SalesReview);
        sales.MapPost("/{id:guid}/release", Release)
            .Step("ReleaseSale", "Give a claimed sale back; a supervisor may do it for its reviewer", null, Permission.SalesReview);
        sales.MapPost("/{id:guid}/approve", Approve)
            .Step("ApproveSale", "The sale is good; needs the reviewer's claim", new SaleCommentRequest(), Permission.SalesReview);
        sales.MapPost("/{id:guid}/return", Return)
            .Step("ReturnSale", "Back to the agent with what to correct; needs the reviewer's claim",
                new ReturnSaleRequest([ReturnReason.DataWrong], [SaleField.PortingPin], "The PIN has expired"), Permission.SalesReview);
        sales.MapPost("/{id:guid}/reject", Reject)
            .Step("RejectSale", "It will not become a sale; in review it needs the reviewer's claim", new RejectSaleRequest(RejectReason.NoConsent), Permission.SalesReview);
        sales.MapPost("/{id:guid}/escalate", Escalate)
            .Step("EscalateSale", "It cannot go on until somebody solves something", new EscalateSaleRequest(EscalationReason.System, "The operator's portal is down"), Permission.SalesEscalate);
        sales.MapPost("/{id:guid}/solve", Solve)
            .Step("SolveEscalation", "An escalated sale goes on where it was", new SaleCommentRequest("The portal works"), Permission.SalesEscalate);
        sales.MapPost("/{id:guid}/close-unsolved", CloseUnsolved)
            .Step("CloseEscalationUnsolved", "Nobody could solve it: the sale is rejected", new SaleCommentRequest("The customer left"), Permission.SalesEscalate);
        sales.MapPost("/{id:guid}/confirm", Confirm)
            .Step("ConfirmSale", "In the verification call the customer said yes", new SaleCommentRequest(), Permission.SalesVerify);
        sales.MapPost("/{id:guid}/decline", Decline)
            .Step("DeclineSale", "In the verification call the customer said no: the sale is cancelled", new SaleCommentRequest("Too dear"), Permission.SalesVerify);
    }

    internal static Task<IResult> Claim(Guid id, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (sale, place) => ClaimSaleHandler.Handle(new(context.Actor, place.Terms.Policy.ClaimMinutes, place.Now), sale), ct);

    internal static Task<IResult> Release(Guid id, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (sale, place) => ReleaseSaleHandler.Handle(new(context.Actor, place.BySupervisor, place.Now), sale), ct);

    internal static Task<IResult> Approve(Guid id, SaleCommentRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (sale, place) => ApproveSaleHandler.Handle(new(context.Actor, body.Comment, place.Now), sale), ct);

    internal static Task<IResult> Return(Guid id, ReturnSaleRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (sale, place) => ReturnSaleHandler.Handle(
            new(context.Actor, body.Reasons, body.Fields ?? [], body.Comment, place.Terms.Policy.UntouchedDays, place.Now), sale), ct);

    internal static Task<IResult> Reject(Guid id, RejectSaleRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (sale, place) => RejectSaleHandler.Handle(new(context.Actor, body.Reason, body.Comment, place.Now), sale), ct);

    internal static Task<IResult> Escalate(Guid id, EscalateSaleRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (sale, place) => EscalateSaleHandler.Handle(new(context.Actor, place.BySupervisor, body.Reason, body.Comment, place.Now), sale), ct);

    internal static Task<IResult> Solve(Guid id, SaleCommentRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (sale, place) => SolveEscalationHandler.Handle(new(context.Actor, body.Comment, place.Now), sale), ct);

    internal static Task<IResult> CloseUnsolved(Guid id, SaleCommentRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (sale, place) => CloseEscalationUnsolvedHandler.Handle(new(context.Actor, body.Comment, place.Now), sale), ct);

    internal static Task<IResult> Confirm(Guid id, SaleCommentRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (sale, place) => ConfirmSaleHandler.Handle(new(context.Actor, body.Comment, place.Now), sale), ct);

    internal static Task<IResult> Decline(Guid id, SaleCommentRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (sale, place) => DeclineSaleHandler.Handle(new(context.Actor, body.Comment, place.Now), sale), ct);

    // The tray says who may be next, the sale itself decides: of two who ask at once, one gets it and the other the next.
    internal static async Task<IResult> ClaimNext(
        ClaimNextRequest body, CommandContext context, CommandRunner runner, Commands commands, SalesFacts facts, SalesTrays trays, CancellationToken ct)
    {
        Guid? after = null;
        for (long since = 0; ;)
        {
            var next = await trays.Unclaimed(body.Campaign, body.Kind, context.Scope, since, after, ct);
            foreach (var candidate in next)
            {
                var outcome = await runner.Run(context.Origin(null), async (unit, _) =>
                {
                    var sale = await SalesFacts.Sale(unit, candidate.Id, context);
                    var place = await facts.Place(unit, sale.Work.CampaignId, context, ct);
                    return UnitDecision.For<Sale>(candidate.Id, ClaimSaleHandler.Handle(new(context.Actor, place.Terms.Policy.ClaimMinutes, place.Now), sale));
                }, ct);
                // One that another request of the same reviewer took meanwhile is his already, and not the next.
                if (outcome is not (CommandOutcome.Refused or CommandOutcome.Contended or CommandOutcome.NotFound or CommandOutcome.Done { Appended: false })) return commands.Answer(outcome);
                (since, after) = (candidate.Since, candidate.Id);
            }

            if (next.Count == 0) return TypedResults.NoContent();
        }
    }
}

/// <param name="Campaign">Only of this campaign.</param>
/// <param name="Kind">Only of this kind.</param>
public sealed record ClaimNextRequest(Guid? Campaign = null, Domain.TelecomSales.SaleKind? Kind = null);

/// <param name="Fields">The fields to correct.</param>
public sealed record ReturnSaleRequest(IReadOnlyList<ReturnReason> Reasons, IReadOnlyList<SaleField>? Fields = null, string? Comment = null);

public sealed record RejectSaleRequest(RejectReason Reason, string? Comment = null);

public sealed record EscalateSaleRequest(EscalationReason Reason, string? Comment = null);

public sealed class ReturnSaleRequestValidator : AbstractValidator<ReturnSaleRequest>
{
    public ReturnSaleRequestValidator() => RuleFor(request => request.Reasons).NotEmpty();
}
