using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.Tickets;
using Crm.Domain.Tickets.Tickets;
using Crm.Projections.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Tickets;

/// <summary>One of my requests: what was said to me and by me, never what the staff says among itself.</summary>
[Requires(Permission.TicketsCreate)]
[RequestSizeLimit(TicketFilesLimits.MostSent)]
public sealed class RequestModel(TicketQueries tickets, TicketFacts facts, TicketFiles files, Commands commands) : WorkPage
{
    private static readonly string[] Shown = [DocumentTable.NameOf<RequestedTickets>()];

    public RequestedTicket Asked { get; private set; } = null!;

    /// <summary>His files and those that the staff shows him; <c>null</c>: he has nothing to do with files.</summary>
    public FilesPanel? Files { get; private set; }

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public bool MayReply => Asked.State is not (TicketState.Resolved or TicketState.Closed);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await Load(ct) ? Page() : Missing();

    public Task<IActionResult> OnPostReplyAsync(string? text, Guid command, CancellationToken ct) =>
        Send("reply", "ReplyToRequest", new ReplyRequest(text ?? "", command), (body, context) => RequestEndpoints.Reply(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostConfirmAsync(CancellationToken ct) =>
        Send("confirm", "ConfirmRequest", new NoBody(), (_, context) => RequestEndpoints.Confirm(Id, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostReopenAsync(string? reason, CancellationToken ct) =>
        Send("reopen", "ReopenRequest", new ReasonRequest(reason ?? ""), (body, context) => RequestEndpoints.Reopen(Id, body, context, commands, facts, ct), ct);

    public async Task<IActionResult> OnPostAttachAsync(IFormFile? file, Guid command, CancellationToken ct)
    {
        if (!await Load(ct)) return Missing();
        return await Give("files", "AttachFile", Permission.FilesCreate, new NoBody(), (_, context) => files.Attach(Id, visible: true, command, file, HttpContext, context, ct), TicketFiles.Shown, ct)
            ? RedirectToPage(new { id = Id })
            : Page();
    }

    public async Task<IActionResult> OnPostDownloadAsync(Guid file, CancellationToken ct)
    {
        if (!await Load(ct)) return Missing();
        var link = await Ask<NoBody, Crm.Api.Files.Attachments.AttachmentLink>(
            "files", "MakeAttachmentLink", Permission.FilesRead, new(), (_, context) => files.Link(file, HttpContext, context, ct), ct);
        return link is null ? Page() : LocalRedirect(link.Url);
    }

    private async Task<IActionResult> Send<TRequest>(string form, string command, TRequest request, Func<TRequest, CommandContext, Task<IResult>> run, CancellationToken ct)
    {
        if (await Give(form, command, Permission.TicketsCreate, request, run, Shown, ct)) return RedirectToPage(new { id = Id });
        return await Load(ct) ? Page() : Missing();
    }

    private async Task<bool> Load(CancellationToken ct)
    {
        if (await tickets.Request(Id, Who.UserId, ct) is not { } asked) return false;
        Asked = asked;
        // Whoever works on it too sees the staff's files on its own page, not here.
        if (await files.Of(Id, HttpContext, Who, ct) is { } attached)
        {
            Files = new(
                [.. attached.Where(file => file.OwnerKind is Crm.Domain.Files.Attachments.AttachmentOwnerKind.Request)], Who.Has(Permission.FilesCreate) && asked.State is not TicketState.Closed,
                Choose: false, files.MostBytes, asked.Zone);
        }

        return true;
    }

    private sealed record NoBody;
}
