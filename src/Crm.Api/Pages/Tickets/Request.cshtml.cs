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
public sealed class RequestModel(TicketQueries tickets, TicketFacts facts, Commands commands) : WorkPage
{
    private static readonly string[] Shown = [DocumentTable.NameOf<RequestedTickets>()];

    public RequestedTicket Asked { get; private set; } = null!;

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

    private async Task<IActionResult> Send<TRequest>(string form, string command, TRequest request, Func<TRequest, CommandContext, Task<IResult>> run, CancellationToken ct)
    {
        if (await Give(form, command, Permission.TicketsCreate, request, run, Shown, ct)) return RedirectToPage(new { id = Id });
        return await Load(ct) ? Page() : Missing();
    }

    private async Task<bool> Load(CancellationToken ct)
    {
        if (await tickets.Request(Id, Who.UserId, ct) is not { } asked) return false;
        Asked = asked;
        return true;
    }

    private sealed record NoBody;
}
