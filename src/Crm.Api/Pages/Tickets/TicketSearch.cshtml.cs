using Crm.Api.Audit;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Tickets;

/// <summary>Finds tickets, open or not, by words or by number.</summary>
[RecordsReads(AccessKind.TicketSearch)]
[Requires(Permission.TicketsRead)]
public sealed class TicketSearchModel(TicketQueries tickets) : WorkPage
{
    private const int Most = 200;

    public Page<FoundLine> Found { get; private set; } = new([], null);

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (Q is null) return Page();
        if (Q.Trim() is not { Length: > 1 and <= Most } text)
        {
            Refuse("search", StatusCodes.Status400BadRequest, Texts.T("ticket.search_short"), []);
            return Page();
        }

        Found = await tickets.Search(
            new(Q: text), ScopeOf(Permission.TicketsRead), ScopeOf(Permission.CustomersSeePersonalData), new(PageRequest.DefaultLimit, Cursor), total: false, ct);
        return Found.Items.Count == 1 && Cursor is null ? Redirect($"/desk/tickets/{Found.Items[0].TicketId}") : Page();
    }
}
