using Crm.Domain.Kernel;

namespace Crm.Domain.Tests.Kit;

/// <summary>The streams of a scenario beside the one the command is addressed to.</summary>
public sealed class Streams
{
    private readonly Dictionary<(Type Type, Guid Id), IReadOnlyList<IEvent>> _events;

    internal Streams() => _events = [];

    private Streams(Dictionary<(Type Type, Guid Id), IReadOnlyList<IEvent>> events) => _events = events;

    /// <summary>The state of a stream, or <c>null</c> when nothing was given on it.</summary>
    public T? Find<T>(Guid id) where T : class, IAggregate<T> =>
        _events.TryGetValue((typeof(T), id), out var events) ? Folded.Of<T>(events) : null;

    /// <summary>The state of a stream that the scenario gave.</summary>
    public T Get<T>(Guid id) where T : class, IAggregate<T> =>
        Find<T>(id) ?? throw new InvalidOperationException($"The scenario gives no {typeof(T).Name} {id}.");

    internal Streams With(IEnumerable<StreamEvents> appended)
    {
        var events = new Dictionary<(Type, Guid), IReadOnlyList<IEvent>>(_events);
        foreach (var append in appended)
        {
            var key = (append.StreamType, append.StreamId);
            events[key] = [.. events.GetValueOrDefault(key, []), .. append.Events.Select(Stored.RoundTrip)];
        }

        return new(events);
    }
}

/// <summary>Folds that go through the store's JSON first.</summary>
public static class Folded
{
    public static T? Of<T>(params IEnumerable<IEvent> events) where T : class, IAggregate<T> =>
        events.Select(Stored.RoundTrip).Aggregate((T?)null, T.Evolve);
}

/// <summary>Names for what a scenario gives or expects on other streams.</summary>
public static class Expected
{
    /// <summary>Events on a stream other than the one the command is addressed to.</summary>
    public static StreamEvents On<TStream>(Guid id, params IReadOnlyList<IEvent> events) where TStream : class, IAggregate<TStream> =>
        new(typeof(TStream), id, events);
}
