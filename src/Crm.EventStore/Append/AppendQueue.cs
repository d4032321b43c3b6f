using System.Threading.Channels;
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
/// <remarks>Nobody waits for company: when nothing is in flight, an append goes at once.</remarks>
internal sealed class AppendQueue : IAsyncDisposable
{
    private readonly Channel<PendingUnit> _waiting;
    private readonly AppendLimits _limits;
    private readonly NpgsqlDataSource _source;
    private readonly Lock _gathering = new();
    private readonly Queue<PendingUnit> _leftOver = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _lanes;

    public AppendQueue(NpgsqlDataSource source, AppendLimits limits)
    {
        (_source, _limits) = (source, limits);
        _waiting = Channel.CreateBounded<PendingUnit>(new BoundedChannelOptions(limits.Waiting) { SingleReader = limits.Lanes == 1 });
        _lanes = Task.WhenAll(Enumerable.Range(0, limits.Lanes).Select(_ => Task.Run(Lane)));
    }

    /// <summary>Takes a unit to be appended. A caller who stops waiting does not take it back once it was taken.</summary>
    public ValueTask Enqueue(PendingUnit unit, CancellationToken ct) => _waiting.Writer.WriteAsync(unit, ct);

    /// <summary>Sends what is still waiting, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        _stopping.CancelAfter(_limits.Patience);
        await _lanes;
        _stopping.Dispose();
    }

    private async Task Lane()
    {
        await using var command = new AppendCommand(_source);
        var sender = new BatchSender(command, _limits.Patience, _stopping.Token);
        while (await _waiting.Reader.WaitToReadAsync() || _leftOver.Count > 0)
        {
            while (Gather() is { Units.Count: > 0 } batch) await sender.Send(batch);
        }
    }

    private AppendBatch Gather()
    {
        var batch = new AppendBatch();
        lock (_gathering)
        {
            for (var left = _leftOver.Count; left > 0; left--) Take(_leftOver.Dequeue());
            while (batch.Units.Count < _limits.Units && batch.EventCount < _limits.Events && _waiting.Reader.TryRead(out var unit)) Take(unit);
        }

        return batch;

        void Take(PendingUnit unit)
        {
            if (batch.Accepts(unit)) batch.Add(unit);
            else _leftOver.Enqueue(unit);
        }
    }
}
