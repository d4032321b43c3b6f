using Crm.Api.Files;
using Crm.Api.Files.Attachments;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Files.Attachments;
using Crm.Projections.Files;

namespace Crm.Api.Pages.Tickets;

/// <summary>The files of a ticket for its pages: those who asked sees too, and those of the staff. The same code as the endpoints of files.</summary>
public sealed class TicketFiles(AttachmentOwners owners, AttachmentReader reader, AttachmentLinks links, Uploads uploads, Commands commands, Problems problems, FilesOptions options)
{
    private const int Most = 200;

    internal static readonly string[] Shown = [DocumentTable.NameOf<AttachmentFile>()];

    /// <summary>What may be attached at most, in bytes.</summary>
    public long MostBytes => options.MaxBytes;

    /// <summary>What of it the caller sees, oldest first; <c>null</c>: no files at all.</summary>
    public async Task<IReadOnlyList<AttachmentView>?> Of(Guid ticket, HttpContext http, Caller who, CancellationToken ct)
    {
        if (!who.Has(Permission.FilesRead)) return null;

        var context = CommandContext.For(http, "ListAttachments", Permission.FilesRead);
        var files = new List<AttachmentView>();
        var seen = false;
        foreach (var kind in (AttachmentOwnerKind[])[AttachmentOwnerKind.Request, AttachmentOwnerKind.Ticket])
        {
            var owner = new AttachmentOwner(kind, ticket);
            if (await owners.Find(owner, context, ct) is null) continue;

            seen = true;
            files.AddRange((await reader.Of(owner, new(Most, null), ct)).Items);
        }

        return seen ? [.. files.OrderBy(file => file.AttachedAt)] : null;
    }

    internal Task<IResult> Attach(Guid ticket, bool visible, Guid id, IFormFile? file, HttpContext http, CommandContext context, CancellationToken ct) => AttachmentEndpoints.AttachForm(
        id, new(visible ? AttachmentOwnerKind.Request : AttachmentOwnerKind.Ticket, ticket), file, http, context, owners, uploads, commands, problems, ct);

    internal Task<IResult> Link(Guid file, HttpContext http, CommandContext context, CancellationToken ct) => AttachmentEndpoints.Link(file, context, owners, reader, links, http, problems, ct);
}

/// <param name="Choose">Whether who sends may say who sees it; otherwise who asked does.</param>
/// <param name="Zone">Of the ticket.</param>
public sealed record FilesPanel(IReadOnlyList<AttachmentView> Files, bool MayAttach, bool Choose, long MostBytes, string Zone)
{
    public static string Size(long bytes) => bytes < 1024 * 1024 ? Texts.Number(Math.Max(1, bytes / 1024)) + " kB" : Texts.Number(Math.Round(bytes / 1048576m, 1)) + " MB";
}

internal static class TicketFilesLimits
{
    /// <summary>What a form may bring at all: more than a file may have, so that one that is too large is refused by name and not cut off.</summary>
    public const long MostSent = 64 << 20;
}
