using Crm.Api.Audit;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Files.Attachments;
using Crm.Domain.Kernel;
using Crm.Projections.Files;
using Microsoft.Net.Http.Headers;

namespace Crm.Api.Files.Attachments;

/// <summary>Hands out a content to whoever holds a link to it: always as a download, never as something a browser shows or runs.</summary>
internal static class AttachmentDownload
{
    // Even where a browser were made to show it: nothing in it runs, nothing is loaded, and it is of no origin.
    private const string Policy = "default-src 'none'; sandbox; frame-ancestors 'none'";

    public static async Task<IResult> Send(
        string token, HttpContext http, AttachmentLinks links, AttachmentReader reader, AccessLog reads, Problems problems, ILogger<AttachmentReader> logger, CancellationToken ct)
    {
        if (links.Read(token) is not var (id, user) || await reader.Find(id.Value, ct) is not { Shown: true } file) return problems.NotFound();
        if (RefuseToServe(file) is { } refusal) return problems.Refused(refusal);
        if (await reader.Open(file, ct) is not { } content)
        {
            logger.LogError("The content {Blob} of the attachment {AttachmentId} is not in the store", file.Blob, file.AttachmentId);
            return problems.Of(StatusCodes.Status503ServiceUnavailable, "content-missing");
        }

        try
        {
            // On record before the first byte; when it cannot be, nothing is handed out.
            await reads.Record(
                user, AccessKind.Attachment, file.SubjectId.ToString(), new { attachment = file.AttachmentId, file.OwnerKind, file.OwnerId, range = http.Request.Headers.Range.ToString() },
                Permission.FilesRead, CorrelationId.Of(http), ct);
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }

        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return TypedResults.Stream(
            content, file.MediaType, file.FileName, entityTag: new EntityTagHeaderValue($"\"{file.AttachmentId}\""), enableRangeProcessing: true);
    }

    /// <summary>Why a content is handed to nobody.</summary>
    public static Refusal? RefuseToServe(AttachmentRecord file) =>
        file.Erased ? new("files.content-erased", "The person it was about was erased, and with him this content.", [])
        : file.Status is AttachmentStatus.Quarantined ? new("files.attachment-quarantined", $"The scanner found {file.Finding} in it; it is served to nobody.", [])
        {
            Figures = new Dictionary<string, object?> { ["finding"] = file.Finding },
        }
        : null;
}
