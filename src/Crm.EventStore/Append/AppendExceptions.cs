namespace Crm.EventStore.Append;

/// <summary>The database cannot be reached or cannot serve now; asking again later may succeed.</summary>
/// <param name="outcomeUnknown">
/// Whether the append may have been committed after all: the connection was lost after it was sent, and the database did not come back
/// in time to be asked. Sending the command again under its idempotency key settles it.
/// </param>
public sealed class StoreUnavailableException(bool outcomeUnknown, Exception inner)
    : Exception(outcomeUnknown ? "The database was lost before it answered; whether the append was committed is not known." : "The database cannot be reached.", inner)
{
    public bool OutcomeUnknown { get; } = outcomeUnknown;
}

/// <summary>A text holds what the store cannot: the character U+0000 or half of a surrogate pair.</summary>
public sealed class InvalidEventTextException(string what)
    : Exception($"{what} holds the character U+0000 or half of a surrogate pair, which cannot be stored.");
