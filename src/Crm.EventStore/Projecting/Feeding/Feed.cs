using System.Threading.Channels;
using Crm.EventStore.Projecting.Sharing;
using Crm.EventStore.Streams;

namespace Crm.EventStore.Projecting.Feeding;

/// <summary>
/// Reads pages and feeds them to its shards: each page is read and deserialised once. While a page is being written the next one is read and
/// folded. A host has one live feed, and one more for each group of shards that is far behind.
/// </summary>
internal sealed class Feed(EventLog log, PageWriter writer, EventWakeups wakeups, ProjectionOptions options, IFeedOwner owner, bool live)
{
    private readonly Channel<RunningShard> _joining = Channel.CreateUnbounded<RunningShard>();
    private readonly Signal _changed = new();
    private readonly List<RunningShard> _shards = [];
    private volatile bool _membersChange;
    private bool _hurry = !live;

    public void Join(RunningShard shard)
    {
        if (!_joining.Writer.TryWrite(shard))
        {
            // The feed has ended, and with it this host's part.
            shard.HasLeft();
            return;
        }

        Change();
        shard.Leaving.Register(Change);
    }

    public async Task Run(CancellationToken ct)
    {
        try
        {
            for (var failures = 0; !ct.IsCancellationRequested;)
            {
                var (woken, changed) = (wakeups.Events.Next, _changed.Next);
                try
                {
                    await Admit(ct);
                    if (_shards.Count == 0 && !live) return;
                    if (_shards.Count == 0) await changed.WaitAsync(ct);
                    else if (await Session(ct))
                    {
                        if (live) await Task.WhenAny(woken, changed).WaitAsync(ct);
                        else HandOver();
                    }

                    failures = 0;
                }
                catch (Exception error) when (!ct.IsCancellationRequested)
                {
                    // The store cannot be read: nothing was skipped, everybody waits.
                    foreach (var shard in _shards) shard.Stale = true;
                    var wait = options.BackOffAfter(++failures);
                    await owner.CannotRead([.. _shards], error, wait);
                    await Task.WhenAny(Task.Delay(wait, ct), changed);
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            _joining.Writer.TryComplete();
            _shards.ForEach(shard => shard.HasLeft());
            while (_joining.Reader.TryRead(out var shard)) shard.HasLeft();
        }
    }

    private void Change()
    {
        _membersChange = true;
        _changed.Set();
    }

    // Nothing is under way here: the only place where members come and go.
    private async Task Admit(CancellationToken ct)
    {
        _membersChange = false;
        while (_joining.Reader.TryRead(out var joining)) _shards.Add(joining);

        var stale = _shards.Where(shard => shard.Stale && !shard.Leaving.IsCancellationRequested && shard.Fault is null).ToList();
        if (stale.Count > 0) await owner.Refresh(stale, ct);

        foreach (var shard in _shards.Where(shard => shard.Leaving.IsCancellationRequested).ToList())
        {
            _shards.Remove(shard);
            shard.HasLeft();
        }

        foreach (var shard in _shards.Where(shard => shard.Fault is not null).ToList())
        {
            _shards.Remove(shard);
            owner.Blocked(shard);
        }
    }

    /// <returns>Whether the end of the log was reached and everything is written.</returns>
    private async Task<bool> Session(CancellationToken ct)
    {
        var from = _shards.Min(shard => shard.Fold.Position);
        var size = _hurry ? options.CatchUpPage : options.LivePage;
        await using var pages = log.ReadAll(from, types: null, size, ct).GetAsyncEnumerator(ct);
        var next = Task.Run(() => pages.MoveNextAsync().AsTask(), ct);
        var writing = Task.CompletedTask;
        OpenPages? open = null;
        try
        {
            while (await next)
            {
                var page = pages.Current;
                var full = page.Count == size;
                next = full ? Task.Run(() => pages.MoveNextAsync().AsTask(), ct) : Task.FromResult(false);
                open = await writer.Fold(_shards, page, open, ct);
                var turn = live && full != _hurry;
                var leave = turn || _membersChange || _shards.Exists(shard => shard.Fault is not null || shard.Stale);
                // Far behind, a document that changes again soon is written once: the next page is folded into this one.
                if (_hurry && full && !leave && HasRoom(open)) continue;
                writing = await Write(open, writing, ct);
                open = null;
                if (turn) _hurry = full;
                if (leave) return false;
            }

            if (open is not null) writing = await Write(open, writing, ct);
            await writing;
            return !_shards.Exists(shard => shard.Stale);
        }
        finally
        {
            await Settle(next);
            await Settle(writing);
        }
    }

    private bool HasRoom(OpenPages open) => open.Events < options.CatchUpEvents && open.Rows < options.CatchUpRows;

    // One write is under way at a time. Of a shard whose last write failed nothing more is written: it begins anew from what is in the database.
    private async Task<Task> Write(OpenPages open, Task before, CancellationToken ct)
    {
        PageWriter.Seal(open);
        await before;
        open.Items.RemoveAll(item => item.Shard.Stale);
        return open.Items.Count == 0 ? Task.CompletedTask : writer.Write(open, _hurry ? Environment.ProcessorCount : 1, ct);
    }

    private void HandOver()
    {
        foreach (var shard in _shards) owner.CaughtUp(shard);
        _shards.Clear();
    }

    // Its outcome was looked at, or does not matter any more because the session failed before; it must only not run on behind our back.
    private static async Task Settle(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}

/// <summary>What a feed asks of the worker it belongs to.</summary>
internal interface IFeedOwner
{
    /// <summary>Reads the state of shards anew; those that are not this host's any more begin to leave.</summary>
    Task Refresh(IReadOnlyList<RunningShard> shards, CancellationToken ct);

    /// <summary>Takes over a shard that cannot go on.</summary>
    void Blocked(RunningShard shard);

    /// <summary>Takes over a shard that has reached the end of the log.</summary>
    void CaughtUp(RunningShard shard);

    /// <summary>The store could not be read; it will be tried again after a while. Never throws.</summary>
    Task CannotRead(IReadOnlyList<RunningShard> shards, Exception error, TimeSpan wait);
}
