using Crm.Api.Audit;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Tickets;
using Crm.Domain.Tickets.Tickets;
using Crm.Projections.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Tickets;

/// <summary>The tickets to work: mine, my team's, nobody's, those that wait and those that close by themselves; the most urgent first.</summary>
[RecordsReads(AccessKind.Tray)]
[Requires(Permission.TicketsRead)]
public sealed class TraysModel(TicketQueries tickets) : WorkPage
{
    public Page<TicketLine> Lines { get; private set; } = new([], null);
    public TicketTrayCounts Counts { get; private set; } = new();
    public IReadOnlyList<QueueInfo> Queues { get; private set; } = [];

    [BindProperty(SupportsGet = true)]
    public TrayName Tray { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Queue { get; set; }

    [BindProperty(SupportsGet = true)]
    public TicketPriority? Priority { get; set; }

    [BindProperty(SupportsGet = true)]
    public TicketType? Type { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var scope = ScopeOf(Permission.TicketsRead);
        Queues = await tickets.Queues(scope, ct);
        Counts = await tickets.Counts(Queue, scope, ct);
        Lines = await tickets.Tray(
            new(Tray, Queue, Type: Type, Priority: Priority), scope, ScopeOf(Permission.CustomersSeePersonalData), new(PageRequest.DefaultLimit, Cursor), total: Cursor is null, ct);
    }

    /// <summary>The stream that tells of this list's changes.</summary>
    public string Stream => "/api/tickets/trays/live" + Tray switch
    {
        TrayName.Mine => "?person=me",
        TrayName.Unassigned or TrayName.Working or TrayName.Waiting or TrayName.Resolved => $"?place={Tray.ToString().ToLowerInvariant()}",
        _ => "",
    };

    /// <summary>How many stand in a tray; <c>null</c>: it is not counted.</summary>
    public long? CountOf(TrayName tray) => tray switch
    {
        TrayName.Mine => Counts.Mine,
        TrayName.Team => Counts.Team,
        TrayName.Unassigned => Counts.Unassigned,
        TrayName.Working => Counts.Working,
        TrayName.Waiting => Counts.Waiting,
        TrayName.Resolved => Counts.Resolved,
        TrayName.Breaching => Counts.Breaching,
        TrayName.Breached => Counts.Breached,
        _ => Counts.Unassigned + Counts.Working + Counts.Waiting + Counts.Resolved,
    };

    /// <summary>The same list in another tray.</summary>
    public string To(TrayName tray) => $"/desk/tickets?tray={tray}" + (Queue is { } queue ? $"&queue={queue}" : "");
}
