using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Collections.ContactAttempts;
using Crm.Domain.Collections.ContactGuards;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;
using FluentValidation;

namespace Crm.Api.Collections;

/// <summary>Contacts: asked for, allowed by exception, logged, voided. A call that was made is always taken down; whether it was allowed is in the event.</summary>
public static class ContactEndpoints
{
    public static void MapContacts(this IEndpointRouteBuilder routes)
    {
        var debtors = routes.MapGroup("/api/collections/debtors/{id:guid}").WithTags("Collections: contacts");
        debtors.MapPost("/request-contact", Request)
            .WithName("RequestContact")
            .WithSummary("May he be contacted now? 200 with a permit, or 409 with the reason and the next allowed instant; both are recorded")
            .WithExample(new RequestContactRequest(new(Examples.Campaign), ContactChannel.Phone, Examples.Phone))
            .Produces<PermitAnswer>()
            .RequirePermission(Permission.AttemptsCreate);
        debtors.MapPost("/contact-exceptions", Except)
            .WithName("GrantContactException")
            .WithSummary("For a while hours, holidays and limits do not hold for this person")
            .WithExample(new ExceptionRequest("Asked to be called on Sunday", ContactChannel.Phone, new(2026, 11, 22, 15, 0, 0, TimeSpan.Zero), new(2026, 11, 22, 17, 0, 0, TimeSpan.Zero)))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.AttemptsPermit);

        var attempts = routes.MapGroup("/api/collections/attempts").WithTags("Collections: contacts");
        attempts.MapPost("/", Record)
            .WithName("RecordContactAttempt")
            .WithSummary("Log a contact or try with its outcome; an outcome that asks for a next contact schedules it in the same unit")
            .WithExample(new RecordAttemptRequest(new(Examples.Debtor), new(Examples.Campaign), ContactChannel.Phone, ContactDirection.Outbound, "NO_ANSWER", [new(Examples.Account)]))
            .Produces<CommandAnswer>(StatusCodes.Status201Created)
            .RequirePermission(Permission.AttemptsCreate);
        attempts.MapPost("/{id:guid}/void", Void)
            .WithName("VoidAttempt")
            .WithSummary("The attempt was logged by mistake: it counts no longer, and stays in the history")
            .WithExample(new ReasonRequest("Logged on the wrong debtor"))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.AttemptsUpdate);
    }

    internal static async Task<IResult> Request(
        Guid id, RequestContactRequest body, CommandContext context, Commands commands, CommandRunner runner, CollectionsFacts facts, CancellationToken ct)
    {
        var permit = Guid.CreateVersion7();
        DateTimeOffset? expires = null;
        var outcome = await runner.Run(context.Origin(null), async (unit, _) =>
        {
            var (debtor, person, guardId, campaign) = await Whom(unit, new(id), body.PersonId, body.CampaignId, context, facts, ct);
            var decision = RequestContactHandler.Handle(
                new(permit, body.Channel, body.PhoneId, campaign.Work, campaign.Now.At, campaign.ContactRules), await unit.Load<ContactGuard>(guardId), debtor, person);
            expires = decision.Events.OfType<ContactPermitted>().FirstOrDefault()?.ExpiresAt;
            return UnitDecision.For<ContactGuard>(guardId, decision);
        }, ct);
        return outcome is CommandOutcome.Done done && expires is { } until
            ? new PermitResult(new(permit, until, done.Position))
            : commands.Answer(outcome);
    }

    internal static Task<IResult> Except(
        Guid id, ExceptionRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct)
    {
        var exceptionId = Guid.CreateVersion7();
        return commands.Handle(context, async (unit, _) =>
        {
            var person = await facts.Debtor(unit, new(id), context, ct);
            var guardId = ContactGuard.StreamOf(person.Id);
            return UnitDecision.For<ContactGuard>(guardId, GrantContactExceptionHandler.Handle(
                new(exceptionId, body.Ground, context.Actor, body.Channel, body.From, body.Until, facts.Now), await unit.Load<ContactGuard>(guardId), person));
        }, ct);
    }

    internal static Task<IResult> Record(RecordAttemptRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct)
    {
        var id = body.AttemptId ?? new AttemptId(Guid.CreateVersion7());
        var followUp = body.FollowUp is { } next ? new NextContact(new(Guid.CreateVersion7()), next.DueAt, next.OwnerId, next.Note) : null;
        return commands.Handle(context, async (unit, _) =>
        {
            var (debtor, person, guardId, campaign) = await Whom(unit, body.DebtorId, body.PersonId, body.CampaignId, context, facts, ct);
            var command = new RecordContactAttempt(
                id, body.Accounts, body.Channel, body.Direction, body.Disposition, campaign.Work, campaign.Now, campaign.AttemptRules,
                body.PhoneId, body.EmailId, body.Notes, body.Amount, body.Date, body.DurationSeconds, body.RecordingReference, body.PermitId, followUp);
            var attempt = await unit.Load<ContactAttempt>(id.Value);
            var guard = await unit.Load<ContactGuard>(guardId);
            if (followUp is not null) await unit.Load<Domain.Collections.FollowUps.FollowUp>(followUp.FollowUpId.Value);
            return UnitDecision.For<ContactAttempt>(id.Value, RecordContactAttemptHandler.Handle(
                command, attempt, debtor, guard, await Accounts(unit, body, debtor, facts, ct), person));
        }, ct);
    }

    internal static Task<IResult> Void(Guid id, ReasonRequest body, CommandContext context, Commands commands, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var attempt = await unit.Require<ContactAttempt>(id);
            if (!context.Scope.Reaches(attempt.Work.CampaignId, attempt.Work.TeamId, attempt.Work.AgentId)) throw new StreamMissingException(id);

            await unit.Load<ContactGuard>(ContactGuard.StreamOf(attempt.PersonId));
            foreach (var account in attempt.Accounts) await unit.Load<DebtAccount>(account.Value);
            return UnitDecision.For<ContactAttempt>(id, VoidAttemptHandler.Handle(new(body.Reason, context.Actor), attempt));
        }, ct);

    /// <summary>Who is contacted about whom, with the guard of who is contacted and the campaign's rules.</summary>
    private static async Task<(Debtor Debtor, Debtor? Person, Guid GuardId, CampaignFacts Campaign)> Whom(
        CommandUnit unit, DebtorId debtorId, DebtorId? personId, CampaignId campaignId, CommandContext context, CollectionsFacts facts, CancellationToken ct)
    {
        var debtor = await facts.Debtor(unit, debtorId, context, ct);
        var person = personId is { } other && other != debtorId ? await unit.Require<Debtor>(other.Value) : null;
        if (!await facts.Places.WorksFor(context.Actor, campaignId, ct)) throw new StreamMissingException(campaignId.Value);

        return (debtor, person, ContactGuard.StreamOf(person?.Id ?? debtor.Id), await facts.Campaign(unit, campaignId, context, ct));
    }

    private static async Task<IReadOnlyList<DebtAccount>> Accounts(
        CommandUnit unit, RecordAttemptRequest body, Debtor debtor, CollectionsFacts facts, CancellationToken ct)
    {
        if (body.Accounts.Count == 0) return [.. (await facts.AccountsOf(unit, debtor.Id, ct)).Where(account => account.CampaignId == body.CampaignId)];

        var accounts = new List<DebtAccount>();
        foreach (var id in body.Accounts.Distinct())
        {
            var account = await unit.Require<DebtAccount>(id.Value);
            accounts.Add(account.CampaignId == body.CampaignId ? account : throw new StreamMissingException(id.Value));
        }

        return accounts;
    }
}

/// <param name="PersonId">Who is to be contacted where it is not the debtor himself: a linked person.</param>
public sealed record RequestContactRequest(CampaignId CampaignId, ContactChannel Channel, Guid? PhoneId = null, DebtorId? PersonId = null);

/// <param name="Ground">Why: the debtor asked for it.</param>
/// <param name="Until">The first instant at which it holds no longer.</param>
public sealed record ExceptionRequest(string Ground, ContactChannel? Channel, DateTimeOffset From, DateTimeOffset Until);

/// <param name="PermitId">Hand it over with the attempt.</param>
public sealed record PermitAnswer(Guid PermitId, DateTimeOffset ExpiresAt, long Position);

/// <param name="Disposition">Code of the outcome in the campaign's catalogue.</param>
/// <param name="Accounts">The accounts it was about; empty: all of the debtor's in the campaign.</param>
/// <param name="AttemptId">Made by the caller, so that hearing the command twice logs one attempt; left out, it is made here.</param>
public sealed record RecordAttemptRequest(
    DebtorId DebtorId, CampaignId CampaignId, ContactChannel Channel, ContactDirection Direction, string Disposition, IReadOnlyList<AccountId> Accounts,
    AttemptId? AttemptId = null, DebtorId? PersonId = null, Guid? PhoneId = null, Guid? EmailId = null, string? Notes = null, Money? Amount = null, DateOnly? Date = null,
    int? DurationSeconds = null, string? RecordingReference = null, Guid? PermitId = null, NextContactRequest? FollowUp = null);

/// <param name="OwnerId">Who is to make it; left out: who logs the attempt.</param>
public sealed record NextContactRequest(DateTimeOffset DueAt, UserId? OwnerId = null, string? Note = null);

/// <summary>200 with the permit and the position it was recorded at.</summary>
internal sealed class PermitResult(PermitAnswer answer) : IResult, IStatusCodeHttpResult, IValueHttpResult<PermitAnswer>
{
    public int? StatusCode => StatusCodes.Status200OK;
    public PermitAnswer Value => answer;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers["Crm-Position"] = answer.Position.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return TypedResults.Ok(answer).ExecuteAsync(httpContext);
    }
}

public sealed class ExceptionRequestValidator : AbstractValidator<ExceptionRequest>
{
    public ExceptionRequestValidator() => RuleFor(request => request.Ground).IsReason();
}

public sealed class RecordAttemptRequestValidator : AbstractValidator<RecordAttemptRequest>
{
    public RecordAttemptRequestValidator()
    {
        RuleFor(request => request.Disposition).NotEmpty().MaximumLength(40);
        RuleFor(request => request.Accounts).Must(accounts => accounts.Count <= 50).WithMessage("At most 50 accounts.");
        RuleFor(request => request.Notes).IsNote();
        RuleFor(request => request.DurationSeconds).InclusiveBetween(0, 86_400);
        RuleFor(request => request.RecordingReference).MaximumLength(500);
        RuleFor(request => request.FollowUp!.Note).IsNote().When(request => request.FollowUp is not null);
    }
}
