using Crm.EventStore.Documents;
using Crm.EventStore.Streams;

namespace Crm.EventStore.Projecting;

/// <summary>A read model: a pure function of the events, with a name and a version.</summary>
/// <remarks>A new version number makes the host build the model anew beside the old one and swap it in.</remarks>
public abstract class Projection(int version)
{
    /// <summary>Snake_case name, part of the table's: <c>broken_agreements_tray</c>.</summary>
    public virtual string Name => SnakeCase.Of(GetType().Name);

    public int Version { get; } = version;

    /// <summary>The events it reads; others are never shown to it.</summary>
    public abstract IReadOnlyCollection<Type> Handles { get; }
}

/// <summary>Documents that any event may touch one or several of.</summary>
/// <typeparam name="TKey"><see cref="Guid"/> or <see cref="string"/>.</typeparam>
/// <typeparam name="TDocument">An immutable record; stored as JSON.</typeparam>
public abstract class DocumentProjection<TKey, TDocument>(int version) : Projection(version)
    where TKey : notnull
    where TDocument : class
{
    /// <summary>The keys of the documents an event touches, each once. An event whose key cannot be named blocks the projection: never throw here.</summary>
    public abstract IEnumerable<TKey> Keys(Recorded recorded);

    /// <summary>The document after an event; <c>null</c> deletes it or leaves it absent. Throwing quarantines this key only.</summary>
    public abstract TDocument? Evolve(TKey key, TDocument? document, Recorded recorded);

    /// <summary>The columns that queries filter and sort on, generated from the document, and their indexes.</summary>
    public virtual void Describe(DocumentColumns columns)
    {
    }
}

/// <summary>One document per stream, under the stream's id.</summary>
public abstract class StreamProjection<TDocument>(int version) : DocumentProjection<Guid, TDocument>(version)
    where TDocument : class
{
    public sealed override IEnumerable<Guid> Keys(Recorded recorded) => [recorded.StreamId];

    public sealed override TDocument? Evolve(Guid key, TDocument? document, Recorded recorded) => Evolve(document, recorded);

    public abstract TDocument? Evolve(TDocument? document, Recorded recorded);
}

/// <summary>Sums by dimension: every event adds deltas, applied set-based. Order does not matter and nothing is read to write.</summary>
public abstract class CounterProjection(int version) : Projection(version)
{
    /// <summary>Names of the dimensions, in the order of <see cref="CounterDelta.Key"/>; columns of the table.</summary>
    public abstract IReadOnlyList<string> Dimensions { get; }

    public abstract IEnumerable<CounterDelta> Deltas(Recorded recorded);
}

/// <summary>An amount added to a measure.</summary>
/// <param name="Key">A text per dimension; ISO dates; the empty text where a dimension does not apply.</param>
/// <param name="Measure">What is counted: <c>attempts</c>, <c>promised_amount</c>.</param>
public readonly record struct CounterDelta(string Measure, decimal Amount, params string[] Key);
