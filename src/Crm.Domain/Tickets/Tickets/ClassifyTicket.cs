using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Categories;
using Crm.Domain.Tickets.Queues;

namespace Crm.Domain.Tickets.Tickets;

public sealed record ChangePriority(TicketPriority Priority, string Reason, UserId? By, BusinessMoment Now);

public static class ChangePriorityHandler
{
    public static Decision Handle(ChangePriority command, Ticket ticket) =>
        ticket.Standing.Priority == command.Priority ? Decision.AlreadySo
        : !ticket.IsActive ? ticket.RefuseState("given another priority")
        : TicketChecks.RefuseText(command.Reason, "reason", TicketTerms.MaxReason) ?? Decision.Append(new TicketPriorityChanged(
            ticket.Id, ticket.Standing.Priority, command.Priority, command.Reason.Trim(), command.By, ticket.Standing with { Priority = command.Priority }, command.Now));
}

/// <summary>It is about something else than was said.</summary>
public sealed record ReclassifyTicket(TicketType Type, CategoryId? CategoryId, UserId? By, BusinessMoment Now);

public static class ReclassifyTicketHandler
{
    public static Decision Handle(ReclassifyTicket command, Ticket ticket, Queue queue, CategoryTree? categories)
    {
        var (type, category) = (ticket.Standing.Type, ticket.Standing.CategoryId);
        if ((type, category) == (command.Type, command.CategoryId)) return Decision.AlreadySo;
        if (!ticket.IsActive) return ticket.RefuseState("reclassified");
        if (type != command.Type && queue.RefuseServing(command.Type) is { } queueRefuses) return queueRefuses;
        if (category != command.CategoryId && CategoryTree.RefuseFiling(categories, command.CategoryId) is { } categoryRefuses) return categoryRefuses;

        return Decision.Append(new TicketReclassified(
            ticket.Id, type, command.Type, category, command.CategoryId, command.By, ticket.Standing with { Type = command.Type, CategoryId = command.CategoryId }, command.Now));
    }
}
