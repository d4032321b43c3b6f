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

    public static string Of(TicketState state) => state switch
    {
        TicketState.Open => "warn",
        TicketState.InProgress => "info",
        TicketState.Resolved => "good",
        _ => "",
    };
}
