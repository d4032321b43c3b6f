using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Collections.Payments;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using FluentValidation;

namespace Crm.Api.Collections;

/// <summary>Money received: registered by whoever hears of it, moved only when it is confirmed, taken back by a reversal.</summary>
public static class PaymentEndpoints
{
    public static void MapPayments(this IEndpointRouteBuilder routes)
    {
        var payments = routes.MapGroup("/api/collections/payments").WithTags("Collections: payments");

        payments.MapPost("/", Register)
            .WithName("RegisterPayment")
            .WithSummary("Say that money came for an account; the same provider and reference is the same payment for ever")
            .WithExample(new RegisterPaymentRequest(new(Examples.Account), "PSE", "9087431", Examples.Cop(250_000), new(2026, 11, 20)))
            .Produces<CommandAnswer>(StatusCodes.Status201Created)
            .RequirePermission(Permission.PaymentsCreate);
        payments.MapPost("/{id:guid}/confirm", Confirm)
            .WithName("ConfirmPayment")
            .WithSummary("The money is there: account, promise and agreement move with it in one unit")
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.PaymentsApprove);
        payments.MapPost("/{id:guid}/reject", Reject)
            .WithName("RejectPayment")
            .WithSummary("The money did not come; nothing moves")
            .WithExample(new ReasonRequest("The bank knows no such transfer"))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.PaymentsApprove);
        payments.MapPost("/{id:guid}/reverse", Reverse)
            .WithName("ReversePayment")
            .WithSummary("Take a confirmed payment back; everything it moved is restored")
            .WithExample(new ReasonRequest("Charge-back by the bank"))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.PaymentsReverse);
    }

    internal static Task<IResult> Register(
        RegisterPaymentRequest body, CommandContext context, Commands commands, CollectionsFacts facts, NaturalKeys keys, CancellationToken ct)
    {
        var id = keys.Payment(body.Provider, body.Reference);
        return commands.Handle(context, async (unit, _) =>
        {
            var account = await facts.Account(unit, body.AccountId, context);
            var campaign = await facts.Campaign(unit, account.CampaignId, context, ct);
            var command = new RegisterPayment(
                id, body.Provider.Trim(), body.Reference.Trim(), body.Amount, body.ValueDate, PaymentSource.Agent, context.Actor, campaign.Now);
            return UnitDecision.For<Payment>(id.Value, RegisterPaymentHandler.Handle(command, await unit.Load<Payment>(id.Value), account));
        }, ct);
    }

    internal static Task<IResult> Confirm(Guid id, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var (payment, account) = await Loaded(unit, id, context, facts);
            var campaign = await facts.Campaign(unit, account.CampaignId, context, ct);
            return UnitDecision.For<Payment>(id, await PaymentUnits.Confirm(unit, payment, account, new(context.Actor, campaign.Now, campaign.Rules)));
        }, ct);

    internal static Task<IResult> Reject(Guid id, ReasonRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var (payment, _) = await Loaded(unit, id, context, facts);
            return UnitDecision.For<Payment>(id, RejectPaymentHandler.Handle(new(context.Actor, body.Reason), payment));
        }, ct);

    internal static Task<IResult> Reverse(Guid id, ReasonRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var (payment, account) = await Loaded(unit, id, context, facts);
            var campaign = await facts.Campaign(unit, account.CampaignId, context, ct);
            return UnitDecision.For<Payment>(id, await PaymentUnits.Reverse(unit, payment, account, new(context.Actor, body.Reason, campaign.Now)));
        }, ct);

    private static async Task<(Payment, DebtAccount)> Loaded(CommandUnit unit, Guid id, CommandContext context, CollectionsFacts facts)
    {
        var payment = await unit.Require<Payment>(id);
        return (payment, await facts.Account(unit, payment.AccountId, context));
    }
}

/// <summary>The units that a payment moves: itself, its account, and what binds or bound that.</summary>
public static class PaymentUnits
{
    /// <summary>Confirms with the promises and the agreement that a payment of its value date touches.</summary>
    public static async Task<Decision> Confirm(CommandUnit unit, Payment payment, DebtAccount account, ConfirmPayment command) => ConfirmPaymentHandler.Handle(
        command, payment, account, await Promises(unit, account.PromisesTouchedBy(payment.ValueDate)), await Agreement(unit, account.AgreementTouchedBy(payment.ValueDate)));

    /// <summary>Reverses with what the confirmation counted towards.</summary>
    public static async Task<Decision> Reverse(CommandUnit unit, Payment payment, DebtAccount account, ReversePayment command) => ReversePaymentHandler.Handle(
        command, payment, account, await Promises(unit, payment.Moved?.CountedTowards ?? []), await Agreement(unit, payment.Moved?.AgreementId));

    private static async Task<IReadOnlyList<PromiseToPay>> Promises(CommandUnit unit, IEnumerable<PromiseId> ids)
    {
        var promises = new List<PromiseToPay>();
        foreach (var id in ids) promises.Add(await unit.Require<PromiseToPay>(id.Value));
        return promises;
    }

    private static async Task<PaymentAgreement?> Agreement(CommandUnit unit, AgreementId? id) =>
        id is { } known ? await unit.Require<PaymentAgreement>(known.Value) : null;
}

/// <param name="Provider">Bank, gateway or cash desk: <c>PSE</c>.</param>
/// <param name="Reference">The provider's number of the payment.</param>
/// <param name="ValueDate">Business date on which it was paid, not in the future.</param>
public sealed record RegisterPaymentRequest(AccountId AccountId, string Provider, string Reference, Money Amount, DateOnly ValueDate);

public sealed class RegisterPaymentRequestValidator : AbstractValidator<RegisterPaymentRequest>
{
    public RegisterPaymentRequestValidator()
    {
        RuleFor(request => request.Provider).NotEmpty().MaximumLength(60);
        RuleFor(request => request.Reference).NotEmpty().MaximumLength(120)
            .Must(reference => reference.Any(char.IsLetterOrDigit)).WithMessage("A reference has letters or digits.");
        RuleFor(request => request.Amount).IsAmount();
    }
}
