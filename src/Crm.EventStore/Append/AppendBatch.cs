namespace Crm.EventStore.Append;

/// <summary>Units that go to the database together, as the arrays <c>crm_append</c> takes.</summary>
internal sealed class AppendBatch
{
    private readonly Dictionary<Guid, int> _slots = [];
    private readonly HashSet<(string Caller, string Key)> _keys = [];

    public List<PendingUnit> Units { get; } = [];
    public int EventCount => EventIds.Count;

    /// <summary>Whether a stream stands in several entries.</summary>
    public bool Chained { get; private set; }

    public List<int> EntryUnits { get; } = [];
    public List<int> EntrySlots { get; } = [];
    public List<Guid> EntryStreams { get; } = [];
    public List<string> EntryTypes { get; } = [];
    public List<long> EntryExpected { get; } = [];
    public List<int> EntryCounts { get; } = [];

    public List<int> EventEntries { get; } = [];
    public List<int> EventOffsets { get; } = [];
    public List<Guid> EventIds { get; } = [];
    public List<string> EventTypes { get; } = [];
    public List<byte[]> EventData { get; } = [];
    public List<string?> EventCorrelations { get; } = [];
    public List<string?> EventCausations { get; } = [];
    public List<byte[]?> EventHeaders { get; } = [];
    public List<string?> EventUsers { get; } = [];

    public List<int> KeyUnits { get; } = [];
    public List<string> KeyCallers { get; } = [];
    public List<string> KeyNames { get; } = [];
    public List<byte[]> KeyFingerprints { get; } = [];
    public List<string> KeyAnswers { get; } = [];
    public List<Guid?> KeyEvents { get; } = [];

    public static AppendBatch Of(IEnumerable<PendingUnit> units)
    {
        var batch = new AppendBatch();
        foreach (var unit in units) batch.Add(unit);
        return batch;
    }

    /// <summary>Whether the unit can go along: a key may be used once in a batch, its second user has to see the first one's answer.</summary>
    public bool Accepts(PendingUnit unit) =>
        unit.Unit.Idempotency is not { } idempotency || !_keys.Contains((idempotency.Caller, idempotency.Key));

    /// <summary>Whether one of its units writes or asserts the stream.</summary>
    public bool Touches(Guid stream) => _slots.ContainsKey(stream);

    public void Add(PendingUnit pending)
    {
        var unit = pending.Unit;
        Units.Add(pending);
        var number = Units.Count;
        foreach (var assert in unit.Asserts) AddEntry(number, assert.StreamId, "", assert.Version, 0);
        var next = 0;
        foreach (var append in unit.Appends)
        {
            AddEntry(number, append.StreamId, append.StreamType, append.ExpectedVersion ?? -1, append.Events.Count);
            for (var offset = 1; offset <= append.Events.Count; offset++, next++) AddEvent(pending, next, offset);
        }

        if (unit.Idempotency is not { } key) return;
        _keys.Add((key.Caller, key.Key));
        KeyUnits.Add(number);
        KeyCallers.Add(key.Caller);
        KeyNames.Add(key.Key);
        KeyFingerprints.Add(key.Fingerprint);
        KeyAnswers.Add(key.Answer);
        KeyEvents.Add(pending.EventIds.Length == 0 ? null : pending.EventIds[^1]);
    }

    private void AddEntry(int unit, Guid stream, string type, long expected, int events)
    {
        EntryUnits.Add(unit);
        if (_slots.TryGetValue(stream, out var slot)) Chained = true;
        else _slots.Add(stream, slot = EntryUnits.Count);
        EntrySlots.Add(slot);
        EntryStreams.Add(stream);
        EntryTypes.Add(type);
        EntryExpected.Add(expected);
        EntryCounts.Add(events);
    }

    private void AddEvent(PendingUnit pending, int index, int offset)
    {
        var (alias, data) = pending.Serialized.Events[index];
        EventEntries.Add(EntryUnits.Count);
        EventOffsets.Add(offset);
        EventIds.Add(pending.EventIds[index]);
        EventTypes.Add(alias);
        EventData.Add(data);
        EventCorrelations.Add(pending.Metadata.CorrelationId);
        EventCausations.Add(pending.Metadata.CausationId);
        EventHeaders.Add(pending.Serialized.Headers);
        EventUsers.Add(pending.Actor);
    }
}
