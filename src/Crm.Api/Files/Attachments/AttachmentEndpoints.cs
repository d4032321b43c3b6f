using Crm.Api.Audit;
using Crm.Api.Queries;
using Crm.Api.Files.Content;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Files.Attachments;
using Crm.EventStore.Serialization.Personal;
using Crm.Projections.Files;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Files.Attachments;

/// <summary>Files attached to what people work on: send, list, remove, and a link to the content.</summary>
public static class AttachmentEndpoints
{
    public static void MapAttachments(this IEndpointRouteBuilder routes)
    {
        var files = routes.MapGroup("/api/files").WithTags("Files");
        var most = routes.ServiceProvider.GetRequiredService<FilesOptions>().MaxBytes;

        files.MapPost("/attachments", Attach)
            .WithName("AttachFile")
            .WithSummary("Attach a file, as the body or as a form's file: ?ownerKind=ticket&ownerId=&name=; an id of yours attaches once")
            .AcceptsFile()
            .Produces<AttachedAnswer>(StatusCodes.Status201Created).Produces<AttachedAnswer>()
            // Room for the form around the file; the file itself is counted exactly.
            .WithMetadata(new RequestSizeLimitAttribute(most + (64 << 10)))
            .DisableAntiforgery()
            .RequirePermission(Permission.FilesCreate);
        files.MapGet("/attachments", List)
            .WithName("ListAttachments")
            .WithSummary("What is attached to something, oldest first: ?ownerKind=debtor&ownerId=")
            .Produces<Page<AttachmentView>>()
            .Reads<AttachmentFile>().RecordsReads(AccessKind.Attachment).RequirePermission(Permission.FilesRead);
        files.MapGet("/attachments/{id:guid}", Show)
            .WithName("GetAttachment").WithSummary("What is known of an attachment").Produces<AttachmentView>()
            .Reads<AttachmentFile>().RecordsReads(AccessKind.Attachment).RequirePermission(Permission.FilesRead);
        files.MapPost("/attachments/{id:guid}/links", Link)
            .WithName("MakeAttachmentLink").WithSummary("A link to the content, for a few minutes").Produces<AttachmentLink>()
            .Reads<AttachmentFile>().RequirePermission(Permission.FilesRead);
        files.MapPost("/attachments/{id:guid}/remove", Remove)
            .WithName("RemoveAttachment").WithSummary("It does not belong here; its content goes when nothing else refers to it")
            .WithExample(new RemoveAttachmentRequest("Another person's document")).Produces<CommandAnswer>()
            .RequirePermission(Permission.FilesDelete);
        files.MapGet("/content/{token}", AttachmentDownload.Send)
            .WithName("DownloadAttachment").WithSummary("The content behind a link, whole or a range of it")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream").RecordsReadsItself(AccessKind.Attachment)
            .AllowAnonymous();
    }

    private static async Task<IResult> Attach(
        OwnerParameters asked, string? name, Guid? id, HttpContext http, CommandContext context, AttachmentOwners owners, Uploads uploads, Commands commands, Problems problems,
        CancellationToken ct)
    {
        var (facts, refused) = await About(asked.Owner, context, owners, problems, ct);
        if (facts is not { } about) return refused!;

        return await SentFile.Of(http.Request, ct) is { } sent
            ? await Take(id ?? Guid.CreateVersion7(), asked.Owner, about, name ?? sent.Name, sent.Content, http, context, uploads, commands, problems, ct)
            : problems.Invalid("file", "The form has no file.");
    }

    /// <summary>Attaches a file that a page's form brought; answers as a command does.</summary>
    internal static async Task<IResult> AttachForm(
        Guid id, AttachmentOwner owner, IFormFile? file, HttpContext http, CommandContext context, AttachmentOwners owners, Uploads uploads, Commands commands, Problems problems,
        CancellationToken ct)
    {
        if (file is null) return problems.Invalid("file", "The form has no file.");
        var (facts, refused) = await About(owner, context, owners, problems, ct);
        if (facts is not { } about) return refused!;

        await using var content = file.OpenReadStream();
        return await Take(id, owner, about, file.FileName, content, http, context, uploads, commands, problems, ct) switch
        {
            IValueHttpResult { Value: AttachedAnswer answer } => TypedResults.Ok(new CommandAnswer(answer.Id, answer.Version, answer.Position)),
            var other => other,
        };
    }

    // Whether the caller reaches what it is to be attached to is asked before a byte of the file is read.
    private static async Task<(OwnerFacts? Facts, IResult? Refused)> About(AttachmentOwner owner, CommandContext context, AttachmentOwners owners, Problems problems, CancellationToken ct) =>
        await owners.Find(owner, context, ct) switch
        {
            null => (null, problems.NotFound()),
            { Closed: { } closed } => (null, problems.Refused(closed)),
            var about => (about, null),
        };

    private static async Task<IResult> Take(
        Guid id, AttachmentOwner owner, OwnerFacts about, string? fileName, Stream content, HttpContext http, CommandContext context, Uploads uploads, Commands commands, Problems problems,
        CancellationToken ct)
    {
        try
        {
            var taken = await uploads.Take(new(id), owner, about, fileName, content, context.Origin(null), ct);
            if (taken is null) return problems.Of(StatusCodes.Status413PayloadTooLarge, "payload-too-large");

            return taken.Outcome is CommandOutcome.Done done
                ? TypedResults.Json(
                    new AttachedAnswer(done.Id, done.Version, done.Position, taken.File.Name, taken.File.MediaType, taken.File.Bytes, taken.File.Sha256),
                    statusCode: done.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK)
                : commands.Answer(taken.Outcome);
        }
        catch (FileRefusedException refused)
        {
            return problems.Refused(refused.Refusal);
        }
        catch (SubjectForgottenException)
        {
            return problems.Refused(new("files.subject-erased", "The person it is about was erased; nothing is kept about him.", []));
        }
        catch (ScanFailedException failed)
        {
            http.RequestServices.GetRequiredService<ILogger<Uploads>>().LogError(failed, "A file could not be scanned and was not taken");
            return problems.Of(StatusCodes.Status503ServiceUnavailable, "scan-unavailable", TimeSpan.FromSeconds(30));
        }
    }

    private static async Task<IResult> List(
        OwnerParameters asked, PageRequest page, CommandContext context, AttachmentOwners owners, AttachmentReader reader, HttpContext http, Problems problems, CancellationToken ct) =>
        await owners.Find(asked.Owner, context, ct) is null ? problems.NotFound() : PageResults.Ok(http, await reader.Of(asked.Owner, page, ct));

    private static async Task<IResult> Show(Guid id, CommandContext context, AttachmentOwners owners, AttachmentReader reader, Problems problems, CancellationToken ct) =>
        await Within(id, context, owners, reader, ct) is { } file ? TypedResults.Ok(AttachmentView.Of(file)) : problems.NotFound();

    internal static async Task<IResult> Link(
        Guid id, CommandContext context, AttachmentOwners owners, AttachmentReader reader, AttachmentLinks links, HttpContext http, Problems problems, CancellationToken ct)
    {
        if (await Within(id, context, owners, reader, ct) is not { } file) return problems.NotFound();
        if (AttachmentDownload.RefuseToServe(file) is { } refusal) return problems.Refused(refusal);

        var (token, expiresAt) = links.Make(file.AttachmentId, context.Actor);
        return TypedResults.Ok(new AttachmentLink($"{http.Request.PathBase}/api/files/content/{token}", expiresAt, file.FileName, file.MediaType, file.Bytes));
    }

    private static async Task<IResult> Remove(
        Guid id, RemoveAttachmentRequest body, CommandContext context, AttachmentOwners owners, Commands commands, CancellationToken ct) =>
        await commands.Handle(context, async (unit, _) =>
        {
            var attachment = await unit.Require<Attachment>(id);
            if (await owners.Find(attachment.Owner, context, ct) is null) throw new StreamMissingException(id);
            return UnitDecision.For<Attachment>(id, RemoveAttachmentHandler.Handle(new(body.Reason, context.Actor), attachment));
        }, ct);

    /// <summary>An attachment to something the caller reaches; what was removed is not there.</summary>
    private static async Task<AttachmentRecord?> Within(Guid id, CommandContext context, AttachmentOwners owners, AttachmentReader reader, CancellationToken ct) =>
        await reader.Find(id, ct) is { Shown: true } file && await owners.Find(new(file.OwnerKind, file.OwnerId), context, ct) is not null ? file : null;
}

/// <param name="FileName">As it is kept: made harmless, with the ending of what it is.</param>
/// <param name="MediaType">What the content is by itself.</param>
public sealed record AttachedAnswer(Guid Id, long Version, long Position, string FileName, string MediaType, long Bytes, string Sha256);

/// <param name="Url">Opens this one content until <paramref name="ExpiresAt"/>, without a token.</param>
public sealed record AttachmentLink(string Url, DateTimeOffset ExpiresAt, string FileName, string MediaType, long Bytes);

public sealed record RemoveAttachmentRequest(string Reason);

public sealed class RemoveAttachmentRequestValidator : AbstractValidator<RemoveAttachmentRequest>
{
    public RemoveAttachmentRequestValidator() => RuleFor(request => request.Reason).IsReason();
}

/// <summary>What a file is, or is to be, attached to: <c>?ownerKind=debtor&amp;ownerId=</c>.</summary>
public sealed class OwnerParameters
{
    private OwnerParameters(AttachmentOwner owner) => Owner = owner;

    internal AttachmentOwner Owner { get; }

    public static ValueTask<OwnerParameters?> BindAsync(HttpContext http, System.Reflection.ParameterInfo parameter)
    {
        var (kind, id) = (http.Request.Query["ownerKind"].ToString(), http.Request.Query["ownerId"].ToString());
        if (!Enum.TryParse<AttachmentOwnerKind>(kind, ignoreCase: true, out var known) || !Enum.IsDefined(known) || kind.Any(char.IsAsciiDigit))
            throw Wrong("ownerKind", string.Join(", ", Enum.GetNames<AttachmentOwnerKind>()).ToLowerInvariant() + ".");
        return Guid.TryParse(id, out var owner) ? new(new OwnerParameters(new(known, owner))) : throw Wrong("ownerId", "An id.");
    }

    private static RequestProblemException Wrong(string field, string message) => new(problems => problems.Invalid(field, message));
}
