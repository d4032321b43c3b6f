using System.Globalization;
using System.Text;
using Crm.Api.Audit;
using Crm.Api.Collections;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.Privacy.RetentionPolicies;
using FluentValidation;

namespace Crm.Api.Privacy;

/// <summary>What may be kept about a person and for how long: legal holds, periods, erasure.</summary>
public static class PrivacyEndpoints
{
    public static void MapPrivacy(this IEndpointRouteBuilder routes)
    {
        var room = routes.MapGroup("/api/privacy").WithTags("Privacy");

        room.MapGet("/subjects/{id:guid}", Show)
            .WithName("ShowSubject").WithSummary("Whether a person's data may be erased, when, and what stands against it").Produces<SubjectStanding>()
            .RequirePermission(Permission.PrivacyRead);
        room.MapGet("/subjects/{id:guid}/export", Export)
            .WithName("ExportSubject").WithSummary("Everything there is about one person, with who read it: ?format=json or html").Produces<SubjectFile>()
            .RecordsReadsItself(AccessKind.SubjectExport).RequirePermission(Permission.PrivacyExport);
        room.MapGet("/erasable", Erasable)
            .WithName("ListErasable").WithSummary("Persons of a kind whose data may be erased, today or by a date: ?kind=buyer&by=2027-01-31&campaign=; debtors when none is named").Produces<Page<SubjectStanding>>()
            .RequirePermission(Permission.PrivacyRead);
        room.MapPost("/subjects/{id:guid}/erase", Erase)
            .WithName("ErasePersonalData").WithSummary("Make everything personal about somebody unreadable for ever, with all his records that were merged").WithExample(new ReasonRequest("Asked for it, request 2026-118"))
            .Produces<CommandAnswer>().RequirePermission(Permission.PrivacyErase);
        room.MapPost("/subjects/{id:guid}/holds", Hold)
            .WithName("PlaceLegalHold").WithSummary("Keep everything about a person until the hold is released").WithExample(new HoldRequest("Lawsuit 11001-2026-00417"))
            .Produces<CommandAnswer>().RequirePermission(Permission.PrivacyHold);
        room.MapPost("/subjects/{id:guid}/holds/{holdId:guid}/release", Release)
            .WithName("ReleaseLegalHold").WithSummary("Nothing keeps a person's data beyond its periods any more").WithExample(new ReasonRequest("Settled"))
            .Produces<CommandAnswer>().RequirePermission(Permission.PrivacyHold);
        room.MapGet("/retention", Terms)
            .WithName("ShowRetentionPolicy").WithSummary("For how long what is kept: ?campaign=, or the installation's").Produces<RetentionAnswer>()
            .RequirePermission(Permission.PrivacyRead);
        room.MapPost("/retention", SetTerms)
            .WithName("SetRetentionPolicy").WithSummary("Set for how long what is kept, for a campaign or the installation")
            .WithExample(new RetentionRequest(RetentionTerms.Default, new(Examples.Campaign)))
            .Produces<CommandAnswer>().RequirePermission(Permission.PrivacySetRetention);
    }

    private static async Task<IResult> Show(
        Guid id, CallerScope scope, SubjectQueries subjects, SubjectRecords records, RefusalTexts texts, Problems problems, CancellationToken ct) =>
        await subjects.Find(id, texts.Of, ct) is { } found && await records.Reaches(found.Subject, scope, whole: false, ct)
            ? TypedResults.Ok(found.Standing)
            : problems.NotFound();

    private static async Task<IResult> Export(
        Guid id, string? format, CommandContext context, SubjectFiles files, SubjectRecords records, AccessLog reads, RefusalTexts texts, Problems problems, CancellationToken ct)
    {
        if (format is not (null or "json" or "html")) return problems.Invalid("format", "json or html.");
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        if (await files.Find(id, language, texts.Of, ct) is not { } found || !await records.Reaches(found.Subject, context.Scope, whole: true, ct)) return problems.NotFound();

        var read = await reads.Record(context, AccessKind.SubjectExport, id.ToString(), new { format }, ct);
        await reads.End(read, found.File.Events.Count, ct);
        return format is "html"
            ? TypedResults.File(Encoding.UTF8.GetBytes(SubjectPage.Of(found.File, language)), "text/html; charset=utf-8", $"subject-{id}.html")
            : TypedResults.Ok(found.File);
    }

    private static async Task<IResult> Erasable(
        DateOnly? by, Guid? campaign, Choice<SubjectKind>? kind, CallerScope scope, PageRequest page, SubjectQueries subjects, RefusalTexts texts, HttpContext http, CancellationToken ct)
    {
        CampaignId? its = campaign is { } id ? new CampaignId(id) : null;
        return PageResults.Ok(http, kind?.Value is null or SubjectKind.Debtor
            ? await subjects.Erasable(by, its, scope, page, texts.Of, ct)
            : await subjects.ErasableOf(kind.Value.Value, by, its, scope, page, texts.Of, ct));
    }

    private static async Task<IResult> Erase(
        Guid id, ReasonRequest body, CommandContext context, Commands commands, PrivacyUnits units, Erasures erasures, CancellationToken ct)
    {
        var answer = await commands.Handle(context, units.Erase(id, body.Reason, context.Actor, context.Scope), ct);
        // At once; the reaction does it again, and does it alone if this host dies here.
        if (answer is CommandResult)
            foreach (var record in await units.Together(id, CancellationToken.None)) await erasures.DestroyKey(record, CancellationToken.None);
        return answer;
    }

    private static Task<IResult> Hold(Guid id, HoldRequest body, CommandContext context, Commands commands, PrivacyUnits units, CancellationToken ct) =>
        commands.Handle(context, units.Hold(id, body.HoldId ?? Guid.CreateVersion7(), body.Reason, context.Actor, context.Scope), ct);

    private static Task<IResult> Release(Guid id, Guid holdId, ReasonRequest body, CommandContext context, Commands commands, PrivacyUnits units, CancellationToken ct) =>
        commands.Handle(context, units.Release(id, holdId, body.Reason, context.Actor, context.Scope), ct);

    private static async Task<IResult> Terms(Guid? campaign, CallerScope scope, SubjectRecords records, Problems problems, CancellationToken ct)
    {
        CampaignId? of = campaign is { } id ? new CampaignId(id) : null;
        return of is { } its && !scope.Reaches(its) ? problems.NotFound() : TypedResults.Ok(new RetentionAnswer(of, await records.Terms(of, ct)));
    }

    private static async Task<IResult> SetTerms(RetentionRequest body, CommandContext context, Commands commands, PrivacyUnits units, Problems problems, CancellationToken ct) =>
        (body.CampaignId is { } its ? context.Scope.Reaches(its) : context.Scope.All)
            ? await commands.Handle(context, units.SetRetention(body.CampaignId, body.Terms, context.Actor), ct)
            : problems.NotFound();
}

/// <param name="HoldId">Made by the caller, so that hearing the command twice places one hold.</param>
public sealed record HoldRequest(string Reason, Guid? HoldId = null);

public sealed class HoldRequestValidator : AbstractValidator<HoldRequest>
{
    public HoldRequestValidator() => RuleFor(request => request.Reason).IsReason();
}

/// <param name="CampaignId"><c>null</c>: the installation's, for campaigns without terms of their own and for users.</param>
public sealed record RetentionRequest(RetentionTerms Terms, CampaignId? CampaignId = null);

public sealed class RetentionRequestValidator : AbstractValidator<RetentionRequest>
{
    public RetentionRequestValidator() => RuleFor(request => request.Terms).NotNull();
}

/// <param name="Terms">Years by kind of record.</param>
public sealed record RetentionAnswer(CampaignId? CampaignId, RetentionTerms Terms);
