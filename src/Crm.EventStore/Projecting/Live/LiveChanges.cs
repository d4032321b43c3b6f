namespace Crm.EventStore.Projecting.Live;

/// <summary>How far a live view is and whether its positions still mean the same.</summary>
/// <param name="Generation">Another one than before: the view was built anew, and what was heard of the earlier one counts no more.</param>
/// <param name="Floor">Changes are known from behind this position on.</param>
/// <param name="Changed">No document changed behind this position.</param>
/// <param name="Position">The last event that is in the view.</param>
public sealed record LiveState(long Generation, long Floor, long Changed, long Position);

/// <summary>What changed in a live view behind a position, as of one moment.</summary>
/// <param name="Changes">By position; where a document left a place and stands at another by one event, the leaving comes first.</param>
/// <param name="More">There are more than were asked for; those given are some of them.</param>
public sealed record LiveChanges<TDocument>(LiveState State, IReadOnlyList<LiveChange<TDocument>> Changes, bool More) where TDocument : class;

/// <summary>A document as it stands, or the place it left.</summary>
/// <param name="Position">The event that changed it last, or with which it left.</param>
/// <param name="Left">The route it had there; <c>null</c>: <paramref name="Document"/> is what stands.</param>
public sealed record LiveChange<TDocument>(string Key, long Position, TDocument? Document, IReadOnlyList<string?>? Left) where TDocument : class;
