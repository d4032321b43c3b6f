using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Kernel;
using FluentValidation;

namespace Crm.Api.Collections;

/// <summary>Settlements in installments: drawn up, signed, decided where they are below the floor, called off.</summary>
public static class AgreementEndpoints
{
    public static void MapAgreements(this IEndpointRouteBuilder routes)
    {
        var agreements = routes.MapGroup("/api/collections/agreements").WithTags("Collections: agreements");

        agreements.MapPost("/plan", Plan)
            .WithName("PlanInstallments")
            .WithSummary("Draw up installments for an amount; nothing is written")
            .WithExample(new PlanRequest(new(Examples.Account), Examples.Cop(733_000), 3, new(2026, 12, 1)))
            .Produces<PlanAnswer>()
            .RequirePermission(Permission.AgreementsCreate);
        agreements.MapPost("/", Sign)
            .WithName("SignAgreement")
            .WithSummary("Agree with a debtor on installments; below the campaign's floor it waits for a supervisor")
            .WithExample(new SignAgreementRequest(new(Examples.Account), Examples.Cop(733_000),
            [
                new(new(2026, 12, 1), Examples.Cop(244_000)), new(new(2027, 1, 1), Examples.Cop(244_000)), new(new(2027, 2, 1), Examples.Cop(245_000)),
            ]))
            .Produces<CommandAnswer>(StatusCodes.Status201Created)
            .RequirePermission(Permission.AgreementsCreate);
        agreements.MapPost("/{id:guid}/approve", Approve)
            .WithName("ApproveAgreement")
            .WithSummary("Allow terms below the floor; that signs the agreement")
            .WithExample(new ApproveAgreementRequest("Sole income is a pension"))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.AgreementsApprove);
        agreements.MapPost("/{id:guid}/reject", Reject)
            .WithName("RejectAgreement")
            .WithSummary("Do not allow terms below the floor")
            .WithExample(new ReasonRequest("The debtor can pay more"))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.AgreementsApprove);
        agreements.MapPost("/{id:guid}/cancel", Cancel)
            .WithName("CancelAgreement")
            .WithSummary("Call an agreement off; a supervisor does")
            .WithExample(new ReasonRequest("The debtor goes to court"))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.AgreementsUpdate);
    }

    internal static async Task<IResult> Plan(PlanRequest body, CallerScope scope, AccountReader accounts, Problems problems, CancellationToken ct)
    {
        if (await accounts.Load(body.AccountId, scope, ct) is not { } account) return problems.NotFound();
        if (body.Agreed.Currency != account.Currency) return problems.Invalid("agreed", $"The account is kept in {account.Currency}.");

        var terms = (await accounts.Campaign(account.CampaignId, ct)).CollectionPolicy.Value.Agreements;
        if (body.Count > terms.MaxInstallments) return problems.Invalid("count", $"At most {terms.MaxInstallments}.");

        var dates = body.EveryDays is { } days ? InstallmentPlan.EveryDays(body.FirstDueOn, days, body.Count) : InstallmentPlan.Monthly(body.FirstDueOn, body.Count);
        var floor = SettlementQuote.For(account.Balance.Total(), terms).FloorOf(body.Count);
        return TypedResults.Ok(new PlanAnswer(
            InstallmentPlan.Split(body.Agreed, dates, body.Step), account.Balance.Total(), floor, account.Balance.Total() - body.Agreed, NeedsApproval: body.Agreed < floor));
    }

    internal static Task<IResult> Sign(SignAgreementRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct)
    {
        var id = new AgreementId(Guid.CreateVersion7());
        return commands.Handle(context, async (unit, _) =>
        {
            var account = await facts.Account(unit, body.AccountId, context);
            var campaign = await facts.Campaign(unit, account.CampaignId, context, ct);
            var installments = body.Installments.Select((installment, index) => new Installment(index + 1, installment.Amount, installment.DueOn)).ToList();
            var command = new SignAgreement(
                id, body.Agreed, installments, body.AttemptId, campaign.Work, campaign.BySupervisor, campaign.Now, campaign.Rules);
            return UnitDecision.For<PaymentAgreement>(
                id.Value, SignAgreementHandler.Handle(command, await unit.Load<PaymentAgreement>(id.Value), account));
        }, ct);
    }

    internal static Task<IResult> Approve(
        Guid id, ApproveAgreementRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var (agreement, account, campaign) = await Loaded(unit, id, context, facts, ct);
            return UnitDecision.For<PaymentAgreement>(
                id, ApproveAgreementHandler.Handle(new(context.Actor, body.Note, campaign.Now, campaign.Rules), agreement, account));
        }, ct);

    internal static Task<IResult> Reject(Guid id, ReasonRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var (agreement, _, _) = await Loaded(unit, id, context, facts, ct);
            return UnitDecision.For<PaymentAgreement>(id, RejectAgreementHandler.Handle(new(context.Actor, body.Reason), agreement));
        }, ct);

    internal static Task<IResult> Cancel(Guid id, ReasonRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var (agreement, account, campaign) = await Loaded(unit, id, context, facts, ct);
            return UnitDecision.For<PaymentAgreement>(
                id, CancelAgreementHandler.Handle(new(context.Actor, campaign.BySupervisor, body.Reason, campaign.Now), agreement, account));
        }, ct);

    private static async Task<(PaymentAgreement, DebtAccount, CampaignFacts)> Loaded(CommandUnit unit, Guid id, CommandContext context, CollectionsFacts facts, CancellationToken ct)
    {
        var agreement = await unit.Require<PaymentAgreement>(id);
        var account = await facts.Account(unit, agreement.Parties.AccountId, context);
        return (agreement, account, await facts.Campaign(unit, account.CampaignId, context, ct));
    }
}

/// <param name="Agreed">What settles the debt: the sum of the installments, exactly.</param>
public sealed record SignAgreementRequest(
    AccountId AccountId, Money Agreed, IReadOnlyList<InstallmentRequest> Installments, AttemptId? AttemptId = null);

public sealed record InstallmentRequest(DateOnly DueOn, Money Amount);

public sealed record ApproveAgreementRequest(string? Note = null);

/// <param name="EveryDays">Days between due dates; left out: monthly.</param>
/// <param name="Step">Amounts are multiples of it; the last one takes the rest.</param>
public sealed record PlanRequest(AccountId AccountId, Money Agreed, int Count, DateOnly FirstDueOn, int? EveryDays = null, decimal? Step = null);

/// <param name="Floor">The least amount that settles the debt in so many installments without a supervisor.</param>
public sealed record PlanAnswer(IReadOnlyList<Installment> Installments, Money Debt, Money Floor, Money Discount, bool NeedsApproval);

public sealed class SignAgreementRequestValidator : AbstractValidator<SignAgreementRequest>
{
    public SignAgreementRequestValidator()
    {
        RuleFor(request => request.Agreed).IsAmount();
        RuleFor(request => request.Installments).NotEmpty().Must(installments => installments.Count <= 500).WithMessage("At most 500 installments are read.");
        RuleForEach(request => request.Installments).ChildRules(installment => installment.RuleFor(one => one.Amount).IsAmount());
    }
}

public sealed class ApproveAgreementRequestValidator : AbstractValidator<ApproveAgreementRequest>
{
    public ApproveAgreementRequestValidator() => RuleFor(request => request.Note).IsNote();
}

public sealed class PlanRequestValidator : AbstractValidator<PlanRequest>
{
    public PlanRequestValidator()
    {
        RuleFor(request => request.Agreed).IsAmount();
        RuleFor(request => request.Count).InclusiveBetween(1, 500);
        RuleFor(request => request.EveryDays).InclusiveBetween(1, 366);
        RuleFor(request => request.Step).GreaterThan(0);
        RuleFor(request => request.FirstDueOn).Must(date => date.Year < 9000).WithMessage("The first due date is too far away.");
    }
}
