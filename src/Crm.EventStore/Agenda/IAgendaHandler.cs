namespace Crm.EventStore.Agenda;

/// <summary>The seam to the host: gives the command that an item is due for.</summary>
public interface IAgendaHandler
{
    /// <summary>Throwing means: failed, try again. It may be called again for an item that was done; its command must then change nothing.</summary>
    /// <param name="idempotencyKey">The same for every call for this item and due instant.</param>
    Task<AgendaOutcome> Handle(AgendaItem item, Guid idempotencyKey, CancellationToken ct);
}

public abstract record AgendaOutcome
{
    private AgendaOutcome()
    {
    }

    /// <summary>The command was given, or there was nothing to do any more.</summary>
    /// <param name="Position">Of the event that takes the item off the agenda, if one was appended.</param>
    public sealed record Done(long? Position = null) : AgendaOutcome;

    /// <summary>The business says: not now. Asked again later.</summary>
    public sealed record RefusedForNow(string Reason) : AgendaOutcome;
}
