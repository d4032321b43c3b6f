using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Collections.Debtors;
using FluentValidation;

namespace Crm.Api.Collections;

/// <summary>What a debtor allows and forbids, that he died, and who else belongs to his debt.</summary>
public static class DebtorRightsEndpoints
{
    public static void MapDebtorRights(this IEndpointRouteBuilder routes)
    {
        var debtors = routes.MapGroup("/api/collections/debtors/{id:guid}").WithTags("Collections: debtors");

        debtors.MapPost("/consents", (Guid id, GiveConsent body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
                DebtorEndpoints.Change(id, context, commands, facts, debtor => GiveConsentHandler.Handle(body, debtor), ct))
            .Command("GiveConsent", "Record a consent for a purpose and a channel", new GiveConsent("collection", "2026-01", ContactChannel.WhatsApp));
        debtors.MapPost("/consents/revoke", (Guid id, RevokeConsent body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
                DebtorEndpoints.Change(id, context, commands, facts, debtor => RevokeConsentHandler.Handle(body, debtor), ct))
            .Command("RevokeConsent", "He takes a consent back", new RevokeConsent("collection", ContactChannel.WhatsApp));
        debtors.MapPost("/do-not-contact", (Guid id, ReasonRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
                DebtorEndpoints.Change(id, context, commands, facts, debtor => RequestDoNotContactHandler.Handle(new(body.Reason), debtor), ct))
            .Command("RequestDoNotContact", "He does not want to be contacted; open follow-ups are called off", new ReasonRequest("Asked for it in writing"));
        debtors.MapPost("/do-not-contact/lift", (Guid id, ReasonRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
                DebtorEndpoints.Change(id, context, commands, facts, debtor => LiftDoNotContactHandler.Handle(new(body.Reason), debtor), ct))
            .Command("LiftDoNotContact", "He may be contacted again", new ReasonRequest("Asked to be called"), Permission.AttemptsPermit);
        debtors.MapPost("/deceased", (Guid id, DeceasedRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
                DebtorEndpoints.Change(id, context, commands, facts, debtor => ReportDeceasedHandler.Handle(new(body.Source), debtor), ct))
            .Command("ReportDeceased", "Somebody reports that he died; open follow-ups are called off", new DeceasedRequest("relative"));
        debtors.MapPost("/deceased/withdraw", (Guid id, ReasonRequest body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
                DebtorEndpoints.Change(id, context, commands, facts, debtor => WithdrawDeathReportHandler.Handle(new(body.Reason), debtor), ct))
            .Command("WithdrawDeathReport", "The report was wrong", new ReasonRequest("A namesake"), Permission.AttemptsPermit);
        debtors.MapPost("/links", Link)
            .Command("LinkPerson", "Another person belongs to the debt", new LinkPerson(new(Examples.Debtor), LinkedRole.Guarantor));
        debtors.MapPost("/links/remove", (Guid id, UnlinkPerson body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
                DebtorEndpoints.Change(id, context, commands, facts, debtor => UnlinkPersonHandler.Handle(body, debtor), ct))
            .Command("UnlinkPerson", "The other person no longer belongs to the debt", new UnlinkPerson(new(Examples.Debtor), LinkedRole.Guarantor));
    }

    internal static Task<IResult> Link(Guid id, LinkPerson body, CommandContext context, Commands commands, CollectionsFacts facts, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var debtor = await facts.Debtor(unit, new(id), context, ct);
            await unit.Require<Debtor>(body.PersonId.Value);
            return UnitDecision.For<Debtor>(id, LinkPersonHandler.Handle(body, debtor));
        }, ct);
}

/// <param name="Source">Who says so: <c>relative</c>, <c>registry</c>.</param>
public sealed record DeceasedRequest(string Source);

public sealed class DeceasedRequestValidator : AbstractValidator<DeceasedRequest>
{
    public DeceasedRequestValidator() => RuleFor(request => request.Source).NotEmpty().MaximumLength(100);
}

public sealed class GiveConsentValidator : AbstractValidator<GiveConsent>
{
    public GiveConsentValidator()
    {
        RuleFor(request => request.Purpose).NotEmpty().MaximumLength(60);
        RuleFor(request => request.TextVersion).NotEmpty().MaximumLength(60);
    }
}

public sealed class RevokeConsentValidator : AbstractValidator<RevokeConsent>
{
    public RevokeConsentValidator() => RuleFor(request => request.Purpose).NotEmpty().MaximumLength(60);
}
