using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Tickets;
using Crm.Projections.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Tickets;

/// <summary>What I asked for, and how far it is.</summary>
[Requires(Permission.TicketsCreate)]
public sealed class RequestsModel(TicketQueries tickets) : WorkPage
{
    public Page<RequestedTicket> Requests { get; private set; } = new([], null);

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public async Task OnGetAsync(CancellationToken ct) =>
        Requests = await tickets.Requests(Who.UserId, null, new(PageRequest.DefaultLimit, Cursor), total: false, ct);
}
