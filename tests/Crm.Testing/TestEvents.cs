using System.Globalization;
using Crm.EventStore.Append;
using Crm.EventStore.Serialization;
using Crm.EventStore.Streams;

namespace Crm.Testing;

// Tiny events for tests of the engine, which knows nothing of debts.

public sealed record JarOpened(string Label);
public sealed record CoinDropped(int Value);
public sealed record JarEmptied(string Reason);

/// <summary>An event with personal data of two persons.</summary>
public sealed record JarGiven(Guid GiverId, string GiverName, Guid TakerId, string? TakerName, string Occasion);

/// <summary>Retired: one coin's value as text; today <see cref="CoinDropped"/>.</summary>
public sealed record CoinThrown(string Value);

/// <summary>Retired before that: upcast in two steps.</summary>
public sealed record CoinTossed(string Worth);

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
        new("jar_given", typeof(JarGiven), Personal:
        [
            new(nameof(JarGiven.GiverName), e => ((JarGiven)e).GiverId),
            new(nameof(JarGiven.TakerName), e => ((JarGiven)e).TakerId),
        ]),
        new("coin_thrown", typeof(CoinThrown), old => new CoinDropped(int.Parse(((CoinThrown)old).Value, CultureInfo.InvariantCulture))),
        new("coin_tossed", typeof(CoinTossed), old => new CoinThrown(((CoinTossed)old).Worth)),
    ]);

    /// <summary>A unit that appends to one jar.</summary>
    public static AppendUnit Unit(Guid jar, long? expected, params object[] events) =>
        new(EventMetadata.None, new StreamAppend(jar, "jar", expected, events));
}
