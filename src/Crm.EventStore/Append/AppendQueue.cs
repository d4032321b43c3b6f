using System.Runtime.CompilerServices;
using Npgsql;

namespace Crm.EventStore.Append;

/// <summary>How much goes together.</summary>
/// <param name="Units">Most units of a batch.</param>
/// <param name="Events">Most events of a batch, as far as one unit does not have more alone.</param>
/// <param name="Waiting">Most units that wait; further callers wait for room.</param>
/// <param name="Lanes">Batches in flight at once.</param>
public sealed record AppendLimits(int Units = 256, int Events = 2_000, int Waiting = 4_096, int Lanes = 1)
{
    /// <summary>How long an append whose connection was lost is asked after before its outcome is given up as unknown.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>Gathers what callers append while a batch is in flight and sends it in one round trip and one commit.</summary>
/// <remarks>
/// Nobody waits for company: when no batch is in flight, the caller's own thread sends his unit at once. Who comes meanwhile goes with
/// the next batch.
/// </remarks>
internal sealed class AppendQueue : IAsyncDisposable
{
    private readonly AppendLimits _limits;
    private readonly Lock _lock = new();
    private readonly Queue<PendingUnit> _waiting = new();
    private readonly Stack<BatchSender> _idle = new();
    private readonly SemaphoreSlim _room;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closed;

    public AppendQueue(NpgsqlDataSource source, AppendLimits limits)
    {
        _limits = limits;
        _room = new(limits.Waiting);
        for (var lane = 0; lane < limits.Lanes; lane++) _idle.Push(new(new(source), limits.Patience, _stopping.Token));
    }

    /// <summary>Takes a unit to be appended. A caller who stops waiting for the outcome does not take it back.</summary>
    public async ValueTask Enqueue(PendingUnit unit, CancellationToken ct)
    {
        await _room.WaitAsync(ct);
        Take([unit]);
    }

    /// <summary>Takes units that may go together.</summary>
    public async ValueTask EnqueueMany(IReadOnlyList<PendingUnit> units, CancellationToken ct)
    {
        foreach (var chunk in units.Chunk(Math.Min(_limits.Units, _limits.Waiting)))
        {
            foreach (var _ in chunk) await _room.WaitAsync(ct);
            Take(chunk);
        }
    }

    /// <summary>Sends what is still waiting, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_closed) return;
            _closed = true;
            if (_idle.Count == _limits.Lanes) _drained.SetResult();
        }

        _stopping.CancelAfter(_limits.Patience);
        await _drained.Task;
        foreach (var lane in _idle) await lane.DisposeAsync();
        _stopping.Dispose();
        _room.Dispose();
    }

    private void Take(ReadOnlySpan<PendingUnit> units)
    {
        BatchSender? lane;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            foreach (var unit in units) _waiting.Enqueue(unit);
            _idle.TryPop(out lane);
        }

        if (lane is null) return;
        using (ExecutionContext.SuppressFlow()) _ = Drive(lane);
    }

    // Never throws: the sender tells each caller what became of his unit.
    private async Task Drive(BatchSender lane)
    {
        while (Gather(lane) is { } batch)
        {
            await lane.Send(batch);

            // Those who were just answered may have more to append: let them speak before the next batch is closed.
            if (batch.Units.Count > 1) await default(Turn);
        }
    }

    private AppendBatch? Gather(BatchSender lane)
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _idle.Push(lane);
                if (_closed && _idle.Count == _limits.Lanes) _drained.TrySetResult();
                return null;
            }

            var batch = new AppendBatch();
            List<PendingUnit>? later = null;
            while (batch.Units.Count < _limits.Units && batch.EventCount < _limits.Events && _waiting.TryDequeue(out var unit))
            {
                if (batch.Accepts(unit)) batch.Add(unit);
                else (later ??= []).Add(unit);
            }

            foreach (var unit in later ?? []) _waiting.Enqueue(unit);
            _room.Release(batch.Units.Count);
            return batch;
        }
    }

    /// <summary>Goes on when the work that is ready now has had its turn.</summary>
    private readonly struct Turn : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;
        public Turn GetAwaiter() => this;
        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);
        public void UnsafeOnCompleted(Action continuation) => ThreadPool.UnsafeQueueUserWorkItem(static go => go(), continuation, preferLocal: false);

        public void GetResult()
        {
        }
    }
}
