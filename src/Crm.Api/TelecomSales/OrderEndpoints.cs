using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.OrderNumbers;
using Crm.Domain.TelecomSales.Sales;
using FluentValidation;
using static Crm.Api.TelecomSales.SaleEndpoints;

namespace Crm.Api.TelecomSales;

/// <summary>An approved sale at the operator's: keyed, delivered, activated, refused, charged back.</summary>
public static class OrderEndpoints
{
    public static void MapOrders(this IEndpointRouteBuilder routes)
    {
        var sales = routes.MapGroup("/api/telecom-sales/sales").WithTags("Telecom sales: orders");

        sales.MapPost("/{id:guid}/key-order", Key)
            .Step("KeyOrder", "The order stands in the operator's system; its number is one sale's, over all kinds", new OrderNumberRequest("TMC-20261121-778"), Permission.SalesKeyOrder);
        sales.MapPost("/{id:guid}/rekey-order", Rekey)
            .Step("RekeyOrder", "What the operator did not take is mended and keyed anew", new RekeyOrderRequest("TMC-20261121-902", "With the new PIN"), Permission.SalesKeyOrder);
        sales.MapPost("/{id:guid}/correct-order-number", CorrectNumber)
            .Step("CorrectOrderNumber", "The order number was mistyped; the wrong one is free again", new OrderNumberRequest("TMC-20261121-787"), Permission.SalesKeyOrder);
        sales.MapPost("/{id:guid}/deliver", Deliver)
            .Step("DeliverOrder", "What was ordered is with the customer", new DateRequest(SalesExamples.Soon), Permission.SalesTrack);
        sales.MapPost("/{id:guid}/delivery-failed", DeliveryFailed)
            .Step("ReportDeliveryFailed", "It could not be brought to the customer", new DeliveryFailedRequest(DeliveryFailure.CustomerAbsent), Permission.SalesTrack);
        sales.MapPost("/{id:guid}/retry-delivery", Retry)
            .Step("RetryDelivery", "It is brought again", new DateRequest(SalesExamples.Soon), Permission.SalesTrack);
        sales.MapPost("/{id:guid}/operator-rejection", OperatorRejects)
            .Step("RejectByOperator", "The operator does not take the order", new OperatorRejectionRequest(OperatorRejection.WrongPin), Permission.SalesTrack);
        sales.MapPost("/{id:guid}/activate", Activate)
            .Step("ActivateSale", "The service runs", new DateRequest(SalesExamples.Soon), Permission.SalesActivate);
        sales.MapPost("/{id:guid}/charge-back", ChargeBack)
            .Step("ChargeBackSale", "The operator takes an activated sale back, within the plan's clawback days",
                new ChargeBackRequest(ChargebackReason.EarlyTermination, SalesExamples.Window), Permission.SalesChargeBack);
    }

    internal static Task<IResult> Key(Guid id, OrderNumberRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        WithOrder(id, body.Number, context, commands, facts, (sale, order, number, now) => KeyOrderHandler.Handle(new(body.Number, number, context.Actor, now), sale, order), ct);

    internal static Task<IResult> Rekey(Guid id, RekeyOrderRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        WithOrder(id, body.Number, context, commands, facts, (sale, order, number, now) =>
            RekeyOrderHandler.Handle(new(body.Number, number, body.Comment, context.Actor, now), sale, order), ct);

    internal static Task<IResult> CorrectNumber(Guid id, OrderNumberRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        WithOrder(id, body.Number, context, commands, facts, (sale, order, number, now) =>
            CorrectOrderNumberHandler.Handle(new(body.Number, number, context.Actor, now), sale, order), ct);

    internal static Task<IResult> Deliver(Guid id, DateRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (sale, place) => DeliverOrderHandler.Handle(new(body.On ?? place.Now.Date, context.Actor, place.Now), sale), ct);

    internal static Task<IResult> DeliveryFailed(Guid id, DeliveryFailedRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (sale, place) => ReportDeliveryFailedHandler.Handle(new(body.Reason, body.Comment, context.Actor, place.Now), sale), ct);

    internal static Task<IResult> Retry(Guid id, DateRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (sale, place) => RetryDeliveryHandler.Handle(new(body.On, context.Actor, place.Now), sale), ct);

    internal static Task<IResult> OperatorRejects(Guid id, OperatorRejectionRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (sale, place) => RejectByOperatorHandler.Handle(new(body.Reason, body.Comment, context.Actor, place.Now), sale), ct);

    internal static Task<IResult> Activate(Guid id, DateRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (sale, place) => ActivateSaleHandler.Handle(new(body.On ?? place.Now.Date, context.Actor, place.Now), sale), ct);

    internal static Task<IResult> ChargeBack(Guid id, ChargeBackRequest body, CommandContext context, Commands commands, SalesFacts facts, CancellationToken ct) =>
        Change(id, context, commands, facts, (sale, place) =>
            ChargeBackSaleHandler.Handle(new(body.On ?? place.Now.Date, body.Reason, body.Comment, context.Actor, place.Now), sale), ct);

    internal static Task<IResult> WithOrder(
        Guid id, string text, CommandContext context, Commands commands, SalesFacts facts, Func<Sale, OrderNumber?, Guid, BusinessMoment, Decision> decide, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var sale = await SalesFacts.Sale(unit, id, context);
            var place = await facts.Place(unit, sale.Work.CampaignId, context, ct);
            // What is no order number is refused by the decision; it has a key of its own until then.
            var number = facts.Keys.OrderNumber(place.Terms.Policy.Operator, OrderNumber.Normalize(text).Value ?? text);
            return UnitDecision.For<Sale>(id, decide(sale, await unit.Load<OrderNumber>(number), number, place.Now));
        }, ct);
}

/// <param name="Number">The operator's reference.</param>
public sealed record OrderNumberRequest(string Number);

public sealed record RekeyOrderRequest(string Number, string? Comment = null);

/// <param name="On">At the campaign's wall clock; left out: today.</param>
public sealed record DateRequest(DateOnly? On = null);

public sealed record DeliveryFailedRequest(DeliveryFailure Reason, string? Comment = null);

public sealed record OperatorRejectionRequest(OperatorRejection Reason, string? Comment = null);

/// <param name="On">The date the operator names; left out: today.</param>
public sealed record ChargeBackRequest(ChargebackReason Reason, DateOnly? On = null, string? Comment = null);

public sealed class OrderNumberRequestValidator : AbstractValidator<OrderNumberRequest>
{
    public OrderNumberRequestValidator() => RuleFor(request => request.Number).NotEmpty().MaximumLength(100);
}

public sealed class RekeyOrderRequestValidator : AbstractValidator<RekeyOrderRequest>
{
    public RekeyOrderRequestValidator() => RuleFor(request => request.Number).NotEmpty().MaximumLength(100);
}
