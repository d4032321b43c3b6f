using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Categories;
using Crm.Domain.Tickets.Queues;

namespace Crm.Domain.Tickets.Tickets;

/// <summary>Give a ticket that nobody has to whom the queue's strategy chooses; to nobody, where nobody is there for it.</summary>
public sealed record ShareOutTicket(QueueTurn Turn, BusinessMoment Now);

public static class ShareOutTicketHandler
{
    public static Decision Handle(ShareOutTicket command, Ticket ticket, Queue queue, CategoryTree? categories) =>
        ticket.Standing.AssigneeId is not null ? Decision.AlreadySo
        : !ticket.IsActive ? ticket.RefuseState("assigned")
        : queue.Terms.Strategy is AssignmentStrategy.Manual ? Decision.Refuse("tickets.queue-shares-by-hand", "The queue's tickets are assigned by hand.")
        : SharingOut.Append([], ticket, queue, categories, command.Turn, command.Now) is { Appends: true } shared ? shared
        : Decision.Refuse("tickets.nobody-there", "Nobody who works for the queue is there and has room.");
}

internal static class SharingOut
{
    /// <summary>These events, and the assignment that the queue's strategy comes to, with the turn it takes.</summary>
    public static Decision Append(
        IReadOnlyList<IEvent> events, Ticket ticket, Queue queue, CategoryTree? categories, QueueTurn turn, BusinessMoment now)
    {
        var path = categories?.PathOf(ticket.Standing.CategoryId) ?? [];
        if (SharingStrategy.Choose(queue.Terms, turn, path) is not { } member) return Decision.Append(events);

        return Decision
            .Append([.. events, Assigning.To(ticket, member.UserId, member.TeamId, SharingStrategy.NameOf(queue.Terms.Strategy), null, null, now)])
            .And<QueueTurns>(turn.StreamId, new QueueTurnTaken(queue.Id, now.Date, member.UserId, ticket.Id));
    }
}
