using Crm.EventStore.Documents;
using Crm.EventStore.Streams;
using Npgsql;
using NpgsqlTypes;

namespace Crm.EventStore.Projecting.Models;

internal sealed class CounterModel(CounterProjection projection)
    : ReadModel(projection, TableLayout.ForCounters(projection.Name, projection.Version, projection.Dimensions))
{
    public IReadOnlyList<string> Dimensions { get; } = projection.Dimensions;

    public override (string Key, string Content) Comparable =>
        ($"jsonb_build_array({string.Join(", ", Dimensions.Select(Identifier.Quote).Append("measure"))})::text", "n::text");

    public override PagedFold NewPagedFold(string table, string shard, int cachedDocuments) => new CounterPagedFold(this, table);

    public override RangeFold NewRangeFold(KeyRange range, int worker, int workers) => new CounterRangeFold(this, range, worker, workers);

    public IEnumerable<CounterDelta> Deltas(Recorded recorded)
    {
        foreach (var delta in projection.Deltas(recorded))
        {
            if (delta.Key.Length != Dimensions.Count)
                throw new InvalidOperationException($"{Name} has {Dimensions.Count} dimensions; an event of type {recorded.EventType} gave a key of {delta.Key.Length}.");
            yield return delta;
        }
    }
}

/// <summary>Sums by measure and key. A row is there as soon as something was added to it, be the sum nothing.</summary>
internal sealed class CounterSums : Dictionary<CounterKey, decimal>
{
    public void Add(CounterDelta delta) => Add(new CounterKey(delta.Measure, delta.Key), delta.Amount);

    public new void Add(CounterKey key, decimal amount)
    {
        ref var sum = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(this, key, out _);
        sum += amount;
    }
}

internal readonly struct CounterKey(string measure, string[] key) : IEquatable<CounterKey>
{
    public string Measure { get; } = measure;
    public string[] Key { get; } = key;

    public bool Equals(CounterKey other) => Measure == other.Measure && Key.AsSpan().SequenceEqual(other.Key);

    public override bool Equals(object? obj) => obj is CounterKey other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Measure);
        foreach (var part in Key) hash.Add(part);
        return hash.ToHashCode();
    }

    public uint RangeHash()
    {
        var hash = KeyRange.OfText(Measure);
        foreach (var part in Key) hash = unchecked((hash * 31) + KeyRange.OfText(part));
        return hash;
    }
}

internal sealed class CounterPagedFold(CounterModel model, string table) : PagedFold(model)
{
    protected override void Forget(IEnumerable<string> quarantinedKeys)
    {
    }

    protected override FoldedPage NewPage() => new CounterPage(model, table);
}

internal sealed class CounterPage(CounterModel model, string table) : FoldedPage
{
    private readonly string _columns = string.Join(", ", model.Dimensions.Select(Identifier.Quote).Append("measure"));
    private readonly CounterSums _sums = [];
    private readonly List<CounterDelta> _fresh = [];

    public override int Steps => _fresh.Count;

    public override int Rows => _sums.Count;

    // An event whose deltas cannot be named blocks the shard, so they are computed here and not in the fold.
    public override void Take(IReadOnlyList<Recorded> events, int first)
    {
        try
        {
            for (var i = first; i < events.Count; i++)
            {
                if (model.Handles(events[i])) _fresh.AddRange(model.Deltas(events[i]));
            }
        }
        catch (Exception)
        {
            _fresh.Clear();
            throw;
        }
    }

    public override void Fold()
    {
        foreach (var delta in _fresh) _sums.Add(delta);
        _fresh.Clear();
    }

    public override void AddWrites(NpgsqlBatch batch)
    {
        if (_sums.Count == 0) return;
        var width = model.Dimensions.Count + 1;
        var command = new NpgsqlBatchCommand($"""
            insert into {Identifier.Quote(table)} as t ({_columns}, n)
                select * from unnest({string.Join(", ", Enumerable.Range(1, width + 1).Select(i => $"${i}"))})
                on conflict ({_columns}) do update set n = t.n + excluded.n
            """);
        for (var i = 0; i < width - 1; i++) command.Parameters.Add(Sql.Texts(_sums.Keys.Select(key => key.Key[i])));
        command.Parameters.Add(Sql.Texts(_sums.Keys.Select(key => key.Measure)));
        command.Parameters.Add(Sql.Array(_sums.Values.ToArray(), NpgsqlDbType.Numeric));
        batch.BatchCommands.Add(command);
    }
    public override void Dispose()
    {
    }
}

internal sealed class CounterRangeFold(CounterModel model, KeyRange range, int worker, int workers) : RangeFold
{
    private readonly CounterSums _sums = [];
    private KeyRange _range = range;

    public override int Count => _sums.Count;

    // Deltas are summed, so workers share out events instead of keys and are added up at the end.
    public override void Fold(IReadOnlyList<Recorded> page, int count)
    {
        for (var i = worker; i < count; i += workers)
        {
            if (!model.Handles(page[i])) continue;
            foreach (var delta in model.Deltas(page[i]))
            {
                var key = new CounterKey(delta.Measure, delta.Key);
                if (_range == KeyRange.Whole || _range.Contains(key.RangeHash())) _sums.Add(key, delta.Amount);
            }
        }
    }

    public override void Narrow(KeyRange range)
    {
        _range = range;
        foreach (var key in _sums.Keys.Where(key => !range.Contains(key.RangeHash())).ToList()) _sums.Remove(key);
        _sums.TrimExcess();
    }

    public override void Absorb(RangeFold other)
    {
        foreach (var (key, amount) in ((CounterRangeFold)other)._sums) _sums.Add(key, amount);
        ((CounterRangeFold)other)._sums.Clear();
    }

    public override async Task Copy(NpgsqlConnection connection, string qualifiedTable, string? quarantineShard, CancellationToken ct)
    {
        var columns = string.Join(", ", model.Dimensions.Select(Identifier.Quote).Append("measure"));
        await using var copy = await connection.BeginBinaryImportAsync($"copy {qualifiedTable} ({columns}, n) from stdin (format binary)", ct);
        foreach (var (key, amount) in _sums)
        {
            await copy.StartRowAsync(ct);
            foreach (var part in key.Key) await copy.WriteAsync(part, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(key.Measure, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(amount, NpgsqlDbType.Numeric, ct);
        }

        await copy.CompleteAsync(ct);
    }
}
