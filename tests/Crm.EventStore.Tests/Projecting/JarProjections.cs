using System.Globalization;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Projecting.Live;
using Crm.EventStore.Streams;
using Crm.Testing;

namespace Crm.EventStore.Tests.Projecting;

public sealed record JarRow(Guid Id, string Label, long Total, int Coins, DateTimeOffset ChangedAt, JarNotes Notes);

public sealed record JarNotes(bool Empty, int? Largest);

/// <summary>A document per stream; a coin of 13 cannot be folded while <see cref="Superstitious"/>.</summary>
public sealed class JarsTray(int version = 1) : StreamProjection<JarRow>(version), ILiveProjection<JarRow>
{
    public const string Empty = "empty", Filled = "filled";

    public bool Superstitious { get; set; }

    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(JarOpened), typeof(CoinDropped), typeof(JarEmptied)];

    public override JarRow? Evolve(JarRow? row, Recorded recorded) => recorded.Data switch
    {
        JarOpened e => new(recorded.StreamId, e.Label, 0, 0, recorded.Timestamp, new(true, null)),
        CoinDropped { Value: 13 } when Superstitious => throw new InvalidOperationException("Thirteen."),
        CoinDropped e when row is not null => row with
        {
            Total = row.Total + e.Value,
            Coins = row.Coins + 1,
            ChangedAt = recorded.Timestamp,
            Notes = new(false, Math.Max(row.Notes.Largest ?? 0, e.Value)),
        },
        JarEmptied { Reason: "thrown away" } => null,
        JarEmptied when row is not null => row with { Total = 0, Coins = 0, ChangedAt = recorded.Timestamp, Notes = new(true, row.Notes.Largest) },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("label", "label").Number("total", "total").Instant("changed_at", "changedAt").Boolean("empty", "notes.empty").Number("largest", "notes.largest")
        .Index(["empty", "total desc", "id"]).Index(["changed_at"], where: "not empty").Search("label");

    /// <summary>Empty jars stand on another shelf than those with something in them.</summary>
    public IReadOnlyList<string?> RouteOf(JarRow document) => [document.Notes.Empty ? Empty : Filled, null];
}

public sealed record CoinKind(string Value, int Dropped, IReadOnlyList<Guid> LastJars);

/// <summary>Documents of many streams: one per value of coin and one for all.</summary>
public sealed class CoinKinds() : DocumentProjection<string, CoinKind>(version: 1)
{
    public bool Superstitious { get; set; }

    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(CoinDropped)];

    public override IEnumerable<string> Keys(Recorded recorded) => [((CoinDropped)recorded.Data).Value.ToString(CultureInfo.InvariantCulture), "all"];

    public override CoinKind? Evolve(string key, CoinKind? document, Recorded recorded)
    {
        if (Superstitious && key == "13") throw new InvalidOperationException("Thirteen.");
        return new(key, (document?.Dropped ?? 0) + 1, [.. (document?.LastJars ?? []).TakeLast(2), recorded.StreamId]);
    }
}

public sealed class CoinTotals() : CounterProjection(version: 1)
{
    public bool Blocks { get; set; }

    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(JarOpened), typeof(CoinDropped)];

    public override IReadOnlyList<string> Dimensions { get; } = ["size", "day"];

    public override IEnumerable<CounterDelta> Deltas(Recorded recorded)
    {
        if (Blocks) throw new InvalidOperationException("No key can be named.");
        var day = recorded.Timestamp.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return recorded.Data is CoinDropped e
            ? [new("coins", 1, e.Value < 10 ? "small" : "large", day), new("amount", e.Value / 100m, e.Value < 10 ? "small" : "large", day)]
            : [new("jars", 1, "", day)];
    }
}
