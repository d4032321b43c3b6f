using Crm.EventStore.Streams;

namespace Crm.EventStore.Projecting.Models;

/// <summary>A document on its way through a page.</summary>
internal sealed class DocumentStep<TKey, TDocument>(TKey key) where TKey : notnull where TDocument : class
{
    public TKey Key { get; } = key;
    public TDocument? Document { get; private set; }
    public bool Known { get; private set; }

    /// <summary>As it was before the page.</summary>
    public TDocument? Before { get; private set; }

    /// <summary>Whether the database has a row for it, before the page.</summary>
    public bool Stored => Before is not null;

    /// <summary>In quarantine since an earlier page.</summary>
    public bool Frozen { get; set; }

    /// <summary>The event that changed it last in this page; 0: none did.</summary>
    public long Position { get; private set; }
    public Guid EventId { get; private set; }
    public DateTimeOffset Timestamp { get; private set; }

    public ReadOnlyMemory<byte> Json { get; set; }

    /// <summary>Where it stood before the page, when it stands there no more.</summary>
    public IReadOnlyList<string?>? Left { get; set; }
    public Exception? Error { get; private set; }
    public Exception? Unreadable { get; private set; }

    /// <summary>Positions it has not seen, in quarantine.</summary>
    public List<long>? Missed { get; private set; }

    public bool Changed => Position > 0;

    public void Found(TDocument? document)
    {
        Document = Before = document;
        Known = true;
    }

    public void FoundUnreadable(Exception error)
    {
        Known = true;
        Unreadable = error;
    }

    // The event itself is not kept: a page may be made of very many.
    public void Change(TDocument? document, Recorded by)
    {
        Document = document;
        (Position, EventId, Timestamp) = (by.Position, by.EventId, by.Timestamp);
    }

    public void Fail(Exception error, Recorded at)
    {
        Error = error;
        Miss(at.Position);
    }

    /// <summary>The page's changes to this document are lost as one: all of its events in the page are remembered for the retry.</summary>
    public void FailWhole(Exception error, IEnumerable<long> positions)
    {
        Error = error;
        Position = 0;
        Missed = [.. positions];
    }

    public void Miss(long position) => (Missed ??= []).Add(position);
}
