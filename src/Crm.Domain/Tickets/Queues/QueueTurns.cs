using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Queues;

/// <summary>
/// Who got the latest tickets of a queue on a day. A turn is taken in the unit that assigns, so that two tickets at once go to two people
/// and no turn is skipped; a stream per day, so that it stays short.
/// </summary>
public sealed record QueueTurns(QueueId QueueId, DateOnly Date, IReadOnlyList<TakenTurn> Latest) : IAggregate<QueueTurns>
{
    private const int Remembered = 50;

    public static QueueTurns? Evolve(QueueTurns? turns, object @event) => @event switch
    {
        QueueTurnTaken e => new(e.QueueId, e.Date, [.. (turns?.Latest ?? []).TakeLast(Remembered - 1), new(e.MemberId, e.TicketId)]),
        _ => turns,
    };
}

public sealed record TakenTurn(UserId MemberId, TicketId TicketId);

/// <summary>Somebody who works for a queue and is there.</summary>
/// <param name="TeamId">The team in which he does.</param>
/// <param name="OpenTickets">How many he has that are not resolved, of all queues.</param>
/// <param name="Capacity">How many he may have; <c>null</c>: no limit.</param>
/// <param name="LastAssignedAt">When he got the last one; <c>null</c>: never.</param>
public sealed record QueueMember(
    UserId UserId, TeamId TeamId, int OpenTickets, int? Capacity, IReadOnlyList<string> Skills, DateTimeOffset? LastAssignedAt)
{
    public bool HasRoom => Capacity is null || OpenTickets < Capacity;
}

/// <summary>What sharing out a ticket stands on, read at the edge.</summary>
/// <param name="StreamId">The stream of the queue's turns today.</param>
/// <param name="LastMember">Who got the last one, today or before; <c>null</c>: nobody ever did.</param>
public sealed record QueueTurn(Guid StreamId, UserId? LastMember, IReadOnlyList<QueueMember> Members);
