using Crm.EventStore.Serialization;
using Crm.EventStore.Streams;

namespace Crm.EventStore.Append;

/// <summary>A unit ready to be sent: serialised, with the ids of its events, and the promise made to its caller.</summary>
internal sealed class PendingUnit
{
    private readonly TaskCompletionSource<AppendOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PendingUnit(AppendUnit unit, EventSerializer.SerializedUnit serialized)
    {
        Unit = unit;
        Serialized = serialized;
        EventIds = new Guid[serialized.Events.Count];
        for (var i = 0; i < EventIds.Length; i++) EventIds[i] = Guid.CreateVersion7();
        Actor = unit.Metadata.ActorId?.ToString();
    }

    public AppendUnit Unit { get; }
    public EventSerializer.SerializedUnit Serialized { get; }
    public Guid[] EventIds { get; }
    public string? Actor { get; }
    public int EntryCount => Unit.Asserts.Count + Unit.Appends.Count;
    public IEnumerable<Guid> Streams => Unit.Appends.Select(append => append.StreamId).Concat(Unit.Asserts.Select(assert => assert.StreamId));
    public EventMetadata Metadata => Unit.Metadata;
    public Task<AppendOutcome> Outcome => _outcome.Task;
    public bool IsSettled => _outcome.Task.IsCompleted;

    public void Settle(AppendOutcome outcome) => _outcome.TrySetResult(outcome);

    public void Fail(Exception exception) => _outcome.TrySetException(exception);
}
