namespace Crm.EventStore.Streams;

/// <summary>
/// Lets the commands of this host that write to one stream go one after the other, so that a hot stream costs waiting and not
/// conflicts. Correctness does not depend on it: the expected version decides. Hold one turn at a time, or two could wait for each other.
/// </summary>
public sealed class StreamTurns
{
    private readonly Dictionary<Guid, Queue> _queues = [];

    /// <summary>Waits until nobody else of this host has the stream's turn. Dispose to pass it on.</summary>
    public async ValueTask<IDisposable> Take(Guid streamId, CancellationToken ct)
    {
        Queue? queue;
        lock (_queues)
        {
            if (!_queues.TryGetValue(streamId, out queue)) _queues.Add(streamId, queue = new());
            queue.Takers++;
        }

        try
        {
            await queue.Turn.WaitAsync(ct);
        }
        catch
        {
            Leave(streamId, queue);
            throw;
        }

        return new Taken(this, streamId, queue);
    }

    private void Leave(Guid streamId, Queue queue)
    {
        lock (_queues)
        {
            if (--queue.Takers > 0) return;
            _queues.Remove(streamId);
            queue.Turn.Dispose();
        }
    }

    private sealed class Queue
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);
        public int Takers { get; set; }
    }

    private sealed class Taken(StreamTurns turns, Guid streamId, Queue queue) : IDisposable
    {
        private bool _passedOn;

        public void Dispose()
        {
            if (_passedOn) return;
            _passedOn = true;
            queue.Turn.Release();
            turns.Leave(streamId, queue);
        }
    }
}
