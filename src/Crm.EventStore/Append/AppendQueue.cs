using System.Runtime.CompilerServices;
using Npgsql;

namespace Crm.EventStore.Append;

/// <summary>How much goes together.</summary>
/// <param name="Units">Most units of a batch.</param>
/// <param name="Events">Most events of a batch, as far as one unit does not have more alone.</param>
/// <param name="Waiting">Most units that wait; further callers wait for room.</param>
/// <param name="Lanes">Batches in flight at once, when so many wait that a further one is worth its commit.</param>
public sealed record AppendLimits(int Units = 256, int Events = 2_000, int Waiting = 4_096, int Lanes = 2)
{
    /// <summary>How many units wait before a batch leaves while another is in flight: with fewer, one larger batch is cheaper.</summary>
    public int WorthALane { get; init; } = 64;

    /// <summary>How long an append whose connection was lost is asked after before its outcome is given up as unknown.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>Gathers what callers append while a batch is in flight and sends it in one round trip and one commit.</summary>
/// <remarks>
/// Nobody waits for company: when no batch is in flight, the caller's own thread sends his unit at once. Who comes meanwhile goes with
/// the next batch. When many wait, a second batch is sent and unpacked by the database while the first still holds the lock; units of one
/// stream are never in two batches at once, so that they keep their order.
/// </remarks>
internal sealed class AppendQueue : IAsyncDisposable
{
    private readonly AppendLimits _limits;
    private readonly Lock _lock = new();
    private readonly Queue<PendingUnit> _waiting = new();
    private readonly Stack<BatchSender> _idle = new();
    private readonly List<AppendBatch> _inFlight = [];
    private readonly SemaphoreSlim _room;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AppendMeter _meter;
    private bool _closed;

    public AppendQueue(NpgsqlDataSource source, AppendLimits limits)
    {
        _limits = limits;
        _room = new(limits.Waiting);
        _meter = new(() =>
        {
            lock (_lock) return _waiting.Count;
        });
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
        _meter.Dispose();
    }

    private void Take(ReadOnlySpan<PendingUnit> units)
    {
        BatchSender? lane = null;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            foreach (var unit in units) _waiting.Enqueue(unit);
            if (_inFlight.Count == 0 || _waiting.Count >= _limits.WorthALane) _idle.TryPop(out lane);
        }

        if (lane is null) return;
        using (ExecutionContext.SuppressFlow()) _ = Drive(lane);
    }

    // Never throws: the sender tells each caller what became of his unit.
    private async Task Drive(BatchSender lane)
    {
        AppendBatch? sent = null;
        while (Gather(lane, sent) is { } batch)
        {
            _meter.Sent(batch);
            await lane.Send(sent = batch);

            if (batch.Units.Count > 1) await LetThemSpeak();
        }
    }

    // Those who were just answered may have more to append: their turn comes before the next batch is closed, as long as more of them come.
    private async Task LetThemSpeak()
    {
        for (int seen = -1, waiting; seen < (waiting = _waiting.Count) && waiting < _limits.Units; seen = waiting) await default(Turn);
    }

    private AppendBatch? Gather(BatchSender lane, AppendBatch? sent)
    {
        lock (_lock)
        {
            if (sent is not null) _inFlight.Remove(sent);
            var batch = new AppendBatch();
            if (_inFlight.Count == 0 || _waiting.Count >= _limits.WorthALane) Fill(batch);
            if (batch.Units.Count > 0)
            {
                _room.Release(batch.Units.Count);
                _inFlight.Add(batch);
                return batch;
            }

            // What waits, if anything, goes with the lane that is under way.
            _idle.Push(lane);
            if (_closed && _idle.Count == _limits.Lanes) _drained.TrySetResult();
            return null;
        }
    }

    private void Fill(AppendBatch batch)
    {
        List<PendingUnit>? later = null;
        HashSet<Guid>? held = null;
        while (batch.Units.Count < _limits.Units && batch.EventCount < _limits.Events && _waiting.TryDequeue(out var unit))
        {
            if (batch.Accepts(unit) && !MustFollow(unit, held))
            {
                batch.Add(unit);
                continue;
            }

            (later ??= []).Add(unit);
            foreach (var stream in unit.Streams) (held ??= []).Add(stream);
        }

        if (later is null) return;
        var behind = _waiting.ToArray();
        _waiting.Clear();
        foreach (var unit in later.Concat(behind)) _waiting.Enqueue(unit);
    }

    private bool MustFollow(PendingUnit unit, HashSet<Guid>? held)
    {
        if (_inFlight.Count == 0 && held is null) return false;
        foreach (var stream in unit.Streams)
        {
            if (held?.Contains(stream) == true) return true;
            foreach (var batch in _inFlight)
            {
                if (batch.Touches(stream)) return true;
            }
        }

        return false;
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
