using Crm.Api.Identity;

namespace Crm.Api.Pages;

/// <summary>A page that stands in the navigation.</summary>
/// <param name="Key">The letter after <c>g</c> that leads there.</param>
/// <param name="Permission">What one needs to open it; <c>null</c>: being signed in.</param>
public sealed record Place(string Key, string Path, string Text, string? Permission)
{
    public bool OpenTo(Caller caller) => Permission is null || caller.Has(Permission);

    public bool Is(string path) => path == Path || path.StartsWith(Path + "/", StringComparison.Ordinal);
}

/// <param name="Path">Takes what was typed as <c>q</c>.</param>
public sealed record PlaceSearch(string Path, string Text, string Permission);

/// <summary>Places that belong together: a row of their own in the navigation while one is in one of them.</summary>
/// <param name="Key">The letter after <c>g</c> that leads to its first place.</param>
/// <param name="Within">Pages that belong to it and stand in no navigation.</param>
/// <param name="Search">What is looked for from any of its pages.</param>
public sealed record PlaceGroup(string Key, string Text, IReadOnlyList<Place> Places, IReadOnlyList<string> Within, PlaceSearch? Search = null)
{
    public bool Holds(string path) =>
        Places.Any(place => place.Is(path)) || Within.Any(within => path == within || path.StartsWith(within + "/", StringComparison.Ordinal));
}

/// <summary>The navigation. No letter of a group is that of a place; letters of places are unique within their group.</summary>
public static class Places
{
    public static IReadOnlyList<PlaceGroup> Groups { get; } =
    [
        new("c", "nav.collections",
            [
                new("t", "/desk/tray", "nav.tray", Permission.AccountsRead),
                new("p", "/desk/promises", "nav.promises", Permission.PromisesRead),
                new("b", "/desk/broken", "nav.broken", Permission.PromisesRead),
                new("f", "/desk/follow-ups", "nav.follow_ups", Permission.FollowUpsRead),
                new("m", "/desk/payments", "nav.payments", Permission.PaymentsApprove),
                new("a", "/desk/approvals", "nav.approvals", Permission.AgreementsApprove),
                new("k", "/desk/kpis", "nav.kpis", Permission.ReportsRead),
            ],
            ["/desk/debtors", "/desk/agreements", "/desk/search"],
            new("/desk/search", "nav.search", Permission.CustomersRead)),
        new("i", "nav.tickets",
            [
                new("t", "/desk/tickets", "ticket.title", Permission.TicketsRead),
                new("q", "/desk/requests", "requests.title", Permission.TicketsCreate),
                new("a", "/desk/tasks", "todo.title", Permission.TasksRead),
                new("b", "/desk/tickets/board", "nav.board", Permission.ReportsRead),
                new("w", "/desk/tickets/queues", "queues.title", Permission.TicketQueuesRead),
                new("p", "/desk/tickets/sla", "sla.title", Permission.TicketsRead),
                new("l", "/desk/tickets/categories", "categories.title", Permission.TicketQueuesRead),
            ],
            [],
            new("/desk/tickets/search", "ticket.search", Permission.TicketsRead)),
        new("s", "nav.sales",
            [
                new("t", "/desk/sales/trays", "nav.sales_trays", Permission.SalesRead),
                new("n", "/desk/sales/new", "nav.new_sale", Permission.SalesCreate),
                new("l", "/desk/sales", "nav.sales_list", Permission.SalesRead),
                new("b", "/desk/callbacks", "nav.callbacks", Permission.CallbacksRead),
                new("m", "/desk/sales/commissions", "nav.commissions", Permission.CommissionsRead),
                new("p", "/desk/sales/plans", "nav.plans", Permission.PlansRead),
                new("k", "/desk/sales/board", "nav.board", Permission.ReportsRead),
                new("e", "/desk/sales/exports", "nav.sales_exports", Permission.SalesExport),
            ],
            [],
            new("/desk/sales", "nav.search_sale", Permission.SalesRead)),
        new("h", "nav.audit",
            [
                new("e", "/desk/audit", "audit.events", Permission.AuditRead),
                new("l", "/desk/seals", "seals.title", Permission.AuditRead),
            ],
            ["/desk/history"]),
        new("u", "nav.administration",
            [
                new("p", "/desk/users", "nav.users", Permission.UsersRead),
                new("r", "/desk/roles", "nav.roles", Permission.RolesRead),
                new("k", "/desk/api-keys", "nav.api_keys", Permission.ApiKeysRead),
                new("a", "/desk/addresses", "nav.addresses", Permission.AddressesRead),
                new("l", "/desk/access-log", "nav.access_log", Permission.AccessLogRead),
            ],
            []),
        new("y", "nav.me", [new("m", "/desk/me", "nav.me", null)], []),
    ];

    /// <summary>The groups of which somebody may open anything, each with the first place he may open.</summary>
    public static IEnumerable<(PlaceGroup Group, Place First)> OpenTo(Caller caller) =>
        from place in Groups
        let first = place.Places.FirstOrDefault(one => one.OpenTo(caller))
        where first is not null
        select (place, first);
}
