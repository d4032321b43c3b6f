using Crm.EventStore.Append;
using Crm.EventStore.Serialization;
using Crm.EventStore.Streams;

namespace Crm.Testing;

// Tiny events for tests of the engine, which knows nothing of debts.

public sealed record JarOpened(string Label);
public sealed record CoinDropped(int Value);
public sealed record JarEmptied(string Reason);

/// <summary>What the engine's tests count.</summary>
public sealed record Jar(string Label, long Total, int Coins)
{
    public static Jar? Evolve(Jar? jar, object @event) => @event switch
    {
        JarOpened e => new(e.Label, 0, 0),
        CoinDropped e => (jar ?? new("", 0, 0)) with { Total = (jar?.Total ?? 0) + e.Value, Coins = (jar?.Coins ?? 0) + 1 },
        JarEmptied => jar! with { Total = 0, Coins = 0 },
        _ => jar,
    };
}

public static class TestEvents
{
    public static EventTypes Types { get; } = new(
    [
        new("jar_opened", typeof(JarOpened)),
        new("coin_dropped", typeof(CoinDropped)),
        new("jar_emptied", typeof(JarEmptied)),
    ]);

    /// <summary>A unit that appends to one jar.</summary>
    public static AppendUnit Unit(Guid jar, long? expected, params object[] events) =>
        new(EventMetadata.None, new StreamAppend(jar, "jar", expected, events));
}
