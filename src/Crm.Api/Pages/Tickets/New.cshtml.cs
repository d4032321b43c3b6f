using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.Tickets;
using Crm.Domain.Tickets.Tickets;
using Crm.Projections.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Tickets;

/// <summary>Opens a ticket for oneself or for a customer who calls.</summary>
[Requires(Permission.TicketsCreate)]
public sealed class NewModel(TicketQueries tickets, TicketFacts facts, Commands commands, Hosting.NaturalKeys keys) : WorkPage
{
    private static readonly string[] Shown = [DocumentTable.NameOf<TicketFile>(), DocumentTable.NameOf<TicketsTray>(), DocumentTable.NameOf<RequestedTickets>()];

    public IReadOnlyList<QueueInfo> Queues { get; private set; } = [];
    public IReadOnlyList<CategoryLine> Categories { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) => await Load(ct);

    public async Task<IActionResult> OnPostAsync(
        Guid queue, string? subject, string? description, TicketType type, Guid? category, TicketPriority priority, TicketChannel channel, string? customer, string? phone, string? email, Guid command,
        CancellationToken ct)
    {
        var requester = string.IsNullOrWhiteSpace(customer) ? null
            : new RequesterRequest(RequesterKind.Customer, FullName: customer, Email: Given(email), Phone: Given(phone));
        var request = new OpenTicketRequest(new(queue), subject ?? "", description ?? "", type, category is { } its ? new Crm.Domain.Kernel.CategoryId(its) : null, priority, requester, channel, TicketId: new(command));
        if (!await Give("open", "OpenTicket", Permission.TicketsCreate, request, (body, context) => TicketOpening.Open(body, context, commands, facts, keys, ct), Shown, ct))
        {
            await Load(ct);
            return Page();
        }

        return Redirect(Who.Has(Permission.TicketsRead) ? $"/desk/tickets/{command}" : $"/desk/requests/{command}");
    }

    private async Task Load(CancellationToken ct)
    {
        Queues = [.. (await tickets.Queues(ScopeOf(Permission.TicketsCreate), ct)).Where(queue => !queue.Closed)];
        Categories = [.. CategoryLine.Of(await tickets.Categories(ct)).Where(line => !line.Retired)];
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
