using Crm.Domain.Tickets.Tickets;

namespace Crm.Api.Pages.Tickets;

/// <summary>Colours of what stands on tickets.</summary>
public static class TicketBadges
{
    public static string Of(TicketPriority priority) => priority switch
    {
        TicketPriority.Critical => "urgent",
        TicketPriority.High => "high",
        TicketPriority.Medium => "medium",
        _ => "",
    };

    /// <summary>The page of what a ticket is about; <c>null</c>: there is none, and the target is shown as it is.</summary>
    public static string? PageOf(TicketLink link) => (link.Kind, Guid.TryParse(link.Target, out var id)) switch
    {
        (TicketLinkKind.Debtor, true) => $"/desk/debtors/{id}",
        (TicketLinkKind.Sale, true) => $"/desk/sales/{id}",
        (TicketLinkKind.Ticket, true) => $"/desk/tickets/{id}",
        _ => null,
    };

    public static string Of(TicketState state) => state switch
    {
        TicketState.Open => "warn",
        TicketState.InProgress => "info",
        TicketState.Resolved => "good",
        _ => "",
    };
}
