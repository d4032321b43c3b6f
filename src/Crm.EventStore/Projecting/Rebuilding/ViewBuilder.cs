using Crm.EventStore.Projecting.Models;
using Crm.EventStore.Serialization;
using Crm.EventStore.Streams;

namespace Crm.EventStore.Projecting.Rebuilding;

/// <summary>
/// Folds all events up to a position in memory, in parallel over hash ranges of the key, and hands the rows over to be loaded. What does not
/// fit in memory is left to another pass over the events.
/// </summary>
internal sealed class ViewBuilder(EventLog log, EventTypes types, ProjectionOptions options, TimeProvider system)
{
    /// <param name="done">Keys below this hash are loaded already.</param>
    /// <param name="load">Loads the rows of a range; called once per pass, in order of ranges.</param>
    public async Task<(long Events, int Passes)> Build(
        ReadModel model, long target, long done, Func<KeyRange, IReadOnlyList<RangeFold>, Task> load, Action<RebuildProgress> report, CancellationToken ct)
    {
        var started = system.GetTimestamp();
        var startedAt = (double)done / KeyRange.End;
        var (events, passes) = (0L, 0);
        while (done < KeyRange.End)
        {
            var pass = new Pass(model, new(done, KeyRange.End), options);
            await foreach (var (page, count) in Pages(model, target, ct))
            {
                await pass.Fold(page, count);
                events += count;
                Report(pass.Range, page[count - 1].Position);
            }

            passes++;
            await load(pass.Range, pass.Result());
            done = pass.Range.To;
        }

        return (events, passes);

        void Report(KeyRange range, long position)
        {
            var share = (range.From + ((double)(range.To - range.From) * position / Math.Max(1, target))) / KeyRange.End;
            var elapsed = system.GetElapsedTime(started);
            var left = share > startedAt ? elapsed * ((1 - share) / (share - startedAt)) : (TimeSpan?)null;
            report(new(model.Name, "reading", share, events, (int)(events / Math.Max(0.001, elapsed.TotalSeconds)), left));
        }
    }

    private async IAsyncEnumerable<(IReadOnlyList<Recorded> Page, int Count)> Pages(
        ReadModel model, long target, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var aliases = types.AliasesReaching(model.Projection.Handles);
        await using var pages = log.ReadAll(0, aliases, options.RebuildPage, ct).GetAsyncEnumerator(ct);
        var next = Task.Run(() => pages.MoveNextAsync().AsTask(), ct);
        try
        {
            while (await next)
            {
                var page = pages.Current;
                var last = page[^1].Position >= target;
                // The next page is read and deserialised while this one is folded.
                next = last ? Task.FromResult(false) : Task.Run(() => pages.MoveNextAsync().AsTask(), ct);
                var count = last ? page.TakeWhile(recorded => recorded.Position <= target).Count() : page.Count;
                if (count > 0) yield return (page, count);
            }
        }
        finally
        {
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One reading of the events, for as many keys as memory has room for.</summary>
    private sealed class Pass(ReadModel model, KeyRange range, ProjectionOptions options)
    {
        /// <summary>So many rows take no memory worth measuring.</summary>
        private const int FewRows = 1_000;

        private readonly RangeFold[] _folds =
            [.. Enumerable.Range(0, Environment.ProcessorCount).Select(worker => model.NewRangeFold(range, worker, Environment.ProcessorCount))];

        // What the rest of the process holds is not the rebuild's, and asking for it costs a collection.
        private readonly long _memoryBefore = GC.GetTotalMemory(forceFullCollection: false);
        private long _memoryLimit = GC.GetTotalMemory(forceFullCollection: false) + options.RebuildMemory;

        public KeyRange Range { get; private set; } = range;

        public async Task Fold(IReadOnlyList<Recorded> page, int count)
        {
            if (_folds.Length == 1) _folds[0].Fold(page, count);
            else await Task.WhenAll(_folds.Select(fold => Task.Run(() => fold.Fold(page, count))));
            while (TooLarge() && Range.To - Range.From > 1)
            {
                Range = Range.LowerHalf;
                foreach (var fold in _folds) fold.Narrow(Range);
            }
        }

        public RangeFold[] Result()
        {
            foreach (var other in _folds.Skip(1)) _folds[0].Absorb(other);
            return _folds;
        }

        private bool TooLarge()
        {
            var rows = _folds.Sum(fold => (long)fold.Count);
            if (rows > options.RebuildRows) return true;
            if (rows <= FewRows || GC.GetTotalMemory(forceFullCollection: false) <= _memoryLimit) return false;
            // Much of it may be garbage: only what survives a collection counts.
            var live = GC.GetTotalMemory(forceFullCollection: true);
            if (live - _memoryBefore > options.RebuildMemory * 4 / 5) return true;
            _memoryLimit = Math.Max(_memoryBefore + options.RebuildMemory, live + (options.RebuildMemory / 4));
            return false;
        }
    }
}
