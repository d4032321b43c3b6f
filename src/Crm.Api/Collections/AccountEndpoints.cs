using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Campaigns;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Collections.Portfolios;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using FluentValidation;

namespace Crm.Api.Collections;

/// <summary>Debt accounts: placed by hand, charged, adjusted, stopped, sent to lawyers, closed. Files come through the import.</summary>
public static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        var accounts = routes.MapGroup("/api/collections/accounts").WithTags("Collections: accounts");

        accounts.MapPost("/", Place)
            .WithName("PlaceAccount")
            .WithSummary("Place an account by hand, or refresh the one with that creditor and reference")
            .WithExample(new PlaceAccountRequest(
                new(Examples.Portfolio), new(Examples.Debtor), "LN-204981", new(Currency.Cop, 850_000, 120_000, 46_000, 0, 30_000, 0), new(2026, 11, 20), new(2026, 6, 1), 45))
            .Produces<CommandAnswer>(StatusCodes.Status201Created)
            .RequirePermission(Permission.AccountsCreate);
        accounts.MapGet("/{id:guid}/settlement-quote", Quote)
            .WithName("QuoteSettlement")
            .WithSummary("The least amounts that settle the debt without a supervisor")
            .Produces<SettlementQuote>()
            .RequirePermission(Permission.AccountsRead);
        accounts.MapPost("/{id:guid}/charges", Charge)
            .WithName("ChargeBalance")
            .WithSummary("Add a fee or interest to what is owed")
            .WithExample(new ChargeRequest(BalanceComponent.Fees, Examples.Cop(12_000), "Notice by registered mail"))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.AccountsUpdate);
        accounts.MapPost("/{id:guid}/adjust", (Guid id, AdjustRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
                Change(id, context, commands, facts, (account, now) => AdjustBalanceHandler.Handle(new(body.NewBalance, body.Reason, now), account), ct))
            .Supervised("AdjustBalance", "Correct what is owed, by component",
                new AdjustRequest(new(Currency.Cop, 850_000, 0, 0, 0, 0, 0), "Interest was charged twice"))
            .RequireIfMatch();
        accounts.MapPost("/{id:guid}/pause", (Guid id, PauseRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
                Change(id, context, commands, facts, (account, now) => PauseDaysPastDueHandler.Handle(new(body.Reason, body.Note, now), account), ct))
            .WithName("PauseDaysPastDue").WithSummary("Days past due stand still: dispute or hardship")
            .WithExample(new PauseRequest(PauseReason.Dispute, "Says he paid the originator")).Produces<CommandAnswer>().RequirePermission(Permission.AccountsUpdate);
        accounts.MapPost("/{id:guid}/resume", (Guid id, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
                Change(id, context, commands, facts, (account, now) => ResumeDaysPastDueHandler.Handle(new(now), account), ct))
            .WithName("ResumeDaysPastDue").WithSummary("Days past due run again").Produces<CommandAnswer>().RequirePermission(Permission.AccountsUpdate);
        accounts.MapPost("/{id:guid}/send-to-legal", (Guid id, ReasonRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
                Change(id, context, commands, facts, (account, now) => SendToLegalHandler.Handle(new(body.Reason, now), account), ct))
            .Supervised("SendToLegal", "Lawyers take the account over", new ReasonRequest("No agreement in a year"));
        accounts.MapPost("/{id:guid}/return-from-legal", (Guid id, ReasonRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
                Change(id, context, commands, facts, (account, now) => ReturnFromLegalHandler.Handle(new(body.Reason, now), account), ct))
            .Supervised("ReturnFromLegal", "The lawyers give the account back", new ReasonRequest("Settled before the court"));
        accounts.MapPost("/{id:guid}/write-off", (Guid id, ReasonRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
                Close(id, context, commands, facts, (account, promise, agreement, now) =>
                    WriteOffAccountHandler.Handle(new(body.Reason, context.Actor, now), account, promise, agreement), ct))
            .Supervised("WriteOffAccount", "Give up what is still owed", new ReasonRequest("Insolvent"));
        accounts.MapPost("/{id:guid}/withdraw", (Guid id, ReasonRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
                Close(id, context, commands, facts, (account, promise, agreement, now) =>
                    WithdrawAccountHandler.Handle(new(body.Reason, context.Actor, now), account, promise, agreement), ct))
            .Supervised("WithdrawAccount", "The creditor takes the account back", new ReasonRequest("Asked for by the creditor"));
    }

    // What closes or corrects an account is a supervisor's: he holds the deletion of accounts in his campaign.
    private static RouteHandlerBuilder Supervised(this RouteHandlerBuilder endpoint, string name, string summary, object example) => endpoint
        .WithName(name).WithSummary(summary).WithExample(example).Produces<CommandAnswer>().RequirePermission(Permission.AccountsDelete);

    internal static Task<IResult> Place(
        PlaceAccountRequest body, CommandContext context, Commands commands, CollectionsFacts facts, NaturalKeys keys, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var portfolio = await unit.Require<Portfolio>(body.PortfolioId.Value);
            if (!context.Scope.Reaches(portfolio.CampaignId)) throw new StreamMissingException(body.PortfolioId.Value);

            await unit.Require<Debtor>(body.DebtorId.Value);
            var campaign = await facts.Campaign(unit, portfolio.CampaignId, context, ct);
            var id = keys.Account(portfolio.Creditor, body.Reference);
            var command = new PlaceAccount(
                id, body.DebtorId, portfolio.Id, portfolio.CampaignId, campaign.Campaign.Zone, portfolio.Creditor, body.Reference.Trim(), body.Balance,
                body.CutOffDate, body.CessionDate, body.OriginatorDaysPastDue, campaign.Now);
            return UnitDecision.For<DebtAccount>(id.Value, PlaceAccountHandler.Handle(command, await unit.Load<DebtAccount>(id.Value)));
        }, ct);

    internal static async Task<IResult> Quote(Guid id, CallerScope scope, AccountReader accounts, Problems problems, CancellationToken ct) =>
        await accounts.Load(new(id), scope, ct) is { } account
            ? TypedResults.Ok(SettlementQuote.For(account.Balance.Total(), (await accounts.Campaign(account.CampaignId, ct)).CollectionPolicy.Value.Agreements))
            : problems.NotFound();

    internal static Task<IResult> Charge(Guid id, ChargeRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct)
    {
        var chargeId = body.ChargeId ?? Guid.CreateVersion7();
        return Change(id, context, commands, facts, (account, now) =>
            ChargeBalanceHandler.Handle(new(chargeId, body.Component, body.Amount, body.Reason, now), account), ct);
    }

    internal static Task<IResult> Change(
        Guid id, CommandContext context, Commands commands, CollectionsFacts facts, Func<DebtAccount, BusinessMoment, Decision> decide, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var account = await facts.Account(unit, new(id), context);
            return UnitDecision.For<DebtAccount>(id, decide(account, (await facts.Campaign(unit, account.CampaignId, context, ct)).Now));
        }, ct);

    internal static Task<IResult> Close(
        Guid id, CommandContext context, Commands commands, CollectionsFacts facts,
        Func<DebtAccount, PromiseToPay?, PaymentAgreement?, BusinessMoment, Decision> decide, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var account = await facts.Account(unit, new(id), context);
            var campaign = await facts.Campaign(unit, account.CampaignId, context, ct);
            var promise = account.OpenPromise is { } open ? await unit.Require<PromiseToPay>(open.Value) : null;
            var agreement = account.Agreement is { } bound ? await unit.Require<PaymentAgreement>(bound.Id.Value) : null;
            return UnitDecision.For<DebtAccount>(id, decide(account, promise, agreement, campaign.Now));
        }, ct);
}

/// <param name="Reference">The creditor's number of the obligation.</param>
/// <param name="Balance">What is owed by component as of the cut-off date.</param>
/// <param name="CessionDate">From when days past due run on beside the originator's; left out: they do not run.</param>
public sealed record PlaceAccountRequest(
    PortfolioId PortfolioId, DebtorId DebtorId, string Reference, Balance Balance, DateOnly CutOffDate, DateOnly? CessionDate = null, int OriginatorDaysPastDue = 0);

/// <param name="ChargeId">Made by the caller, so that hearing the command twice charges once.</param>
public sealed record ChargeRequest(BalanceComponent Component, Money Amount, string Reason, Guid? ChargeId = null);

public sealed record AdjustRequest(Balance NewBalance, string Reason);

public sealed record PauseRequest(PauseReason Reason, string Note);

public sealed class PlaceAccountRequestValidator : AbstractValidator<PlaceAccountRequest>
{
    public PlaceAccountRequestValidator()
    {
        RuleFor(request => request.Reference).NotEmpty().MaximumLength(120)
            .Must(reference => reference.Any(char.IsLetterOrDigit)).WithMessage("A reference has letters or digits.");
        RuleFor(request => request.OriginatorDaysPastDue).InclusiveBetween(0, 36_500);
    }
}

public sealed class ChargeRequestValidator : AbstractValidator<ChargeRequest>
{
    public ChargeRequestValidator()
    {
        RuleFor(request => request.Amount).IsAmount();
        RuleFor(request => request.Reason).IsReason();
    }
}

public sealed class AdjustRequestValidator : AbstractValidator<AdjustRequest>
{
    public AdjustRequestValidator() => RuleFor(request => request.Reason).IsReason();
}

public sealed class PauseRequestValidator : AbstractValidator<PauseRequest>
{
    public PauseRequestValidator() => RuleFor(request => request.Note).NotEmpty().MaximumLength(1000);
}
