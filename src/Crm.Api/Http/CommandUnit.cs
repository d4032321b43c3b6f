using Crm.Domain.Kernel;
using Crm.EventStore;
using Crm.EventStore.Append;
using Crm.EventStore.Streams;

namespace Crm.Api.Http;

/// <summary>One try at a command: the streams it loads, each once, with the versions the decision stands on.</summary>
public sealed class CommandUnit
{
    private readonly Aggregates _aggregates;
    private readonly bool _fresh;
    private readonly CancellationToken _ct;
    private readonly Dictionary<Guid, LoadedStream> _loaded = [];

    internal CommandUnit(Aggregates aggregates, bool fresh, CancellationToken ct) => (_aggregates, _fresh, _ct) = (aggregates, fresh, ct);

    /// <summary>Whether any state came from the cache, so that a refusal has to be decided once more.</summary>
    internal bool UsedCache => _loaded.Values.Any(stream => stream.Cached);

    /// <summary>The state of a stream; <c>null</c>: it does not exist. The unit fails if the stream moves before it is written.</summary>
    public async Task<T?> Load<T>(Guid id) where T : class, IAggregate<T>
    {
        if (_loaded.TryGetValue(id, out var known)) return ((LoadedStream<T>)known).State;

        var loaded = await _aggregates.Load<T>(id, T.Evolve, _fresh, _ct);
        _loaded[id] = new LoadedStream<T>(id, loaded.State, loaded.Version, loaded.Cached);
        return loaded.State;
    }

    /// <summary>The state of a stream that the command cannot do without: where it does not exist the command ends as not found.</summary>
    public async Task<T> Require<T>(Guid id) where T : class, IAggregate<T> =>
        await Load<T>(id) ?? throw new StreamMissingException(id);

    /// <summary>The version the decision stands on. The addressed stream has to be loaded: otherwise two could begin it at once.</summary>
    internal long VersionOf(Guid id) => _loaded.TryGetValue(id, out var stream)
        ? stream.Version
        : throw new InvalidOperationException("A command loads the stream it is addressed to, also when it begins it.");

    /// <summary>Everything the decision writes, and the streams it only read as assertions.</summary>
    internal AppendUnit ToAppend(UnitDecision decided, EventMetadata metadata, IdempotentAnswer? answer)
    {
        var writes = new Dictionary<Guid, (Type Type, List<object> Events)>();
        void Add(Type type, Guid id, IReadOnlyList<IEvent> events)
        {
            if (events.Count == 0) return;
            if (!writes.TryGetValue(id, out var write)) writes[id] = write = (type, []);
            write.Events.AddRange(events);
        }

        Add(decided.StreamType, decided.StreamId, decided.Decision.Events);
        foreach (var other in decided.Decision.Others) Add(other.StreamType, other.StreamId, other.Events);

        return new(
            [.. writes.Select(write => new StreamAppend(
                write.Key, SnakeCase.Of(write.Value.Type.Name), _loaded.TryGetValue(write.Key, out var seen) ? seen.Version : null, write.Value.Events))],
            [.. _loaded.Values.Where(stream => !writes.ContainsKey(stream.Id)).Select(stream => new StreamAssert(stream.Id, stream.Version))],
            metadata,
            answer);
    }

    /// <summary>After a commit: hot states move on with what was written; streams written unseen are forgotten.</summary>
    internal void Remember(AppendUnit unit, AppendOutcome.Appended appended)
    {
        foreach (var append in unit.Appends)
        {
            if (_loaded.TryGetValue(append.StreamId, out var stream)) stream.Remember(_aggregates, append.Events, appended.Versions[append.StreamId]);
            else _aggregates.Forget(append.StreamId);
        }
    }

    private abstract record LoadedStream(Guid Id, long Version, bool Cached)
    {
        public abstract void Remember(Aggregates aggregates, IReadOnlyList<object> events, long version);
    }

    private sealed record LoadedStream<T>(Guid Id, T? State, long Version, bool Cached) : LoadedStream(Id, Version, Cached)
        where T : class, IAggregate<T>
    {
        public override void Remember(Aggregates aggregates, IReadOnlyList<object> events, long version)
        {
            if (events.Aggregate(State, T.Evolve) is { } state) aggregates.Remember(Id, state, version);
        }
    }
}

/// <summary>What was decided, and for which stream: the one whose version the answer carries.</summary>
public sealed record UnitDecision(Type StreamType, Guid StreamId, Decision Decision)
{
    public static UnitDecision For<T>(Guid streamId, Decision decision) where T : class, IAggregate<T> => new(typeof(T), streamId, decision);
}

/// <summary>Ends a command whose stream does not exist; caught by the runner.</summary>
internal sealed class StreamMissingException(Guid streamId) : Exception($"There is no stream {streamId}.")
{
    public Guid StreamId { get; } = streamId;
}
