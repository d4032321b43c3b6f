using System.Collections.Concurrent;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.EventStore.Projecting;
using Crm.EventStore.Projecting.Live;

namespace Crm.Api.Live;

/// <summary>All live trays of this host: one reader for all who follow, whatever their number; it looks after their rights and keeps their streams awake.</summary>
/// <remarks>Nothing here grows with time: a tray keeps its latest changes, a listener what he has not taken, each up to a bound.</remarks>
public sealed class LiveHub : BackgroundService
{
    /// <summary>As often as requests feel a change of rights.</summary>
    private static readonly TimeSpan Tick = IdentityFeed.Interval;
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(4), LongestWait = TimeSpan.FromSeconds(1);
    private const int AskedAtOnce = 8;

    private readonly Dictionary<string, LiveFeed> _feeds;
    private readonly ConcurrentDictionary<Guid, int> _ofUser = new();
    private readonly LiveViews _views;
    private readonly LiveOptions _options;
    private readonly LiveMeter _meter;
    private readonly DatabaseGate _gate;
    private readonly TimeProvider _clock;
    private readonly ILogger<LiveHub> _logger;
    private readonly CancellationToken _stopping;
    private int _places;

    public LiveHub(
        IEnumerable<LiveTray> trays, LiveViews views, ViewReader reader, ProjectionProgress progress, LiveOptions options, LiveMeter meter, DatabaseGate gate, TimeProvider clock,
        IHostApplicationLifetime lifetime, ILogger<LiveHub> logger)
    {
        (_views, _options, _meter, _gate, _clock, _logger, _stopping) = (views, options, meter, gate, clock, logger, lifetime.ApplicationStopping);
        LiveFeeding feeding = new(views, reader, progress, clock);
        _feeds = trays.ToDictionary(tray => tray.Name, tray => tray.Open(feeding), StringComparer.Ordinal);
        meter.Count(() => Streams);
    }

    /// <summary>How many streams are open here.</summary>
    public int Streams => _feeds.Values.Sum(feed => feed.Count);

    internal LiveTray Tray(string name) => _feeds[name].Tray;

    internal LiveFeed Feed(string name) => _feeds[name];

    internal LiveMeter Meter => _meter;

    /// <summary>Takes one of the places for streams; <c>false</c>: there is none for this user.</summary>
    internal bool TryEnter(Guid user)
    {
        if (_stopping.IsCancellationRequested) return false;
        var his = _ofUser.AddOrUpdate(user, 1, (_, streams) => streams + 1);
        var all = Interlocked.Increment(ref _places);
        if (his <= _options.StreamsPerUser && all <= _options.Streams) return true;
        Exit(user);
        return false;
    }

    internal void Exit(Guid user)
    {
        Interlocked.Decrement(ref _places);
        if (_ofUser.AddOrUpdate(user, 0, (_, streams) => streams - 1) <= 0) _ofUser.TryRemove(new(user, 0));
    }

    internal bool IsStopping => _stopping.IsCancellationRequested;

    public override void Dispose()
    {
        base.Dispose();
        foreach (var feed in _feeds.Values) feed.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _gate.Opened(stoppingToken);
        // A host that stops waits for its requests, and these would not end by themselves.
        await using var ending = _stopping.Register(() =>
        {
            foreach (var feed in _feeds.Values) End(feed.Listeners);
        });
        await Task.WhenAll(Watch(stoppingToken), Care(stoppingToken), Count(stoppingToken));
    }

    // Looks when something was appended, and again until the views have come as far as that.
    private async Task Watch(CancellationToken ct)
    {
        var (last, waits) = (0L, 0);
        while (!ct.IsCancellationRequested)
        {
            var next = _views.NextEvents;
            var active = _feeds.Values.Where(feed => feed.Count > 0).ToList();
            var behind = false;
            var before = active.Sum(feed => feed.Mark.Position);
            try
            {
                last = _clock.GetTimestamp();
                if (active.Count > 0) await Look(active, ct);
                behind = active.Exists(feed => feed.Mark.Position < _views.Announced);
            }
            catch (Exception exception) when (ProblemMiddleware.IsUnavailable(exception))
            {
                _logger.LogInformation("Live trays stand still until the database is back: {Reason}", exception.Message);
                behind = true;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _logger.LogError(exception, "Live trays could not be told what changed; it is tried again");
                behind = true;
            }

            // A view that stands still, paused or blocked, is not asked for ever faster.
            waits = behind && active.Sum(feed => feed.Mark.Position) == before ? Math.Min(waits + 1, 8) : 0;
            if (!behind) await next.WaitAsync(ct);
            var wait = LiveOptions.Pace(active.Sum(feed => feed.Count)) - _clock.GetElapsedTime(last);
            await Task.Delay(wait > Settling ? wait : Settling, ct);
            if (waits > 1) await Task.WhenAny(next, Task.Delay(LongestWait / (1 << (8 - waits)), ct));
        }
    }

    private async Task Look(List<LiveFeed> feeds, CancellationToken ct)
    {
        var states = await _views.States([.. feeds.Select(feed => feed.Tray.Projection).Distinct()], ct);
        await Task.WhenAll(feeds.Where(feed => states.ContainsKey(feed.Tray.Projection)).Select(feed => feed.Follow(states[feed.Tray.Projection], ct)));
    }

    // Ends the streams of those who may not listen any more, and wakes those that were silent for long.
    private async Task Care(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Tick);
        List<Task> asked = [];
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                foreach (var feed in _feeds.Values)
                {
                    feed.Tidy();
                    foreach (var listener in feed.Listeners)
                    {
                        if (_clock.GetElapsedTime(listener.SentAt) >= _options.Heartbeat) listener.Wake();
                        if (listener.Until <= _clock.GetUtcNow())
                        {
                            listener.End();
                            continue;
                        }

                        var allowed = listener.Allowed(ct);
                        if (allowed.IsCompletedSuccessfully) EndUnless(allowed.Result, listener);
                        else asked.Add(Ask(allowed.AsTask(), listener));
                        if (asked.Count >= AskedAtOnce) await All(asked);
                    }
                }

                await All(asked);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _logger.LogError(exception, "Listeners could not be looked after; it is tried again");
                asked.Clear();
            }
        }
    }

    private static async Task All(List<Task> asked)
    {
        await Task.WhenAll(asked);
        asked.Clear();
    }

    private async Task Ask(Task<bool> allowed, LiveListener listener)
    {
        try
        {
            EndUnless(await allowed, listener);
        }
        catch (Exception exception) when (ProblemMiddleware.IsUnavailable(exception))
        {
            // Whoever cannot be looked up is sent nothing either; he is asked for again.
            _logger.LogDebug(exception, "The rights of a listener cannot be looked up");
        }
    }

    private async Task Count(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Tick / 2);
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                foreach (var feed in _feeds.Values.Where(feed => feed.Count > 0)) await feed.CountDue(ct);
            }
            catch (Exception exception) when (ProblemMiddleware.IsUnavailable(exception))
            {
                _logger.LogDebug(exception, "Trays cannot be counted for the moment");
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _logger.LogError(exception, "A tray could not be counted; it is tried again");
            }
        }
    }

    private static void EndUnless(bool allowed, LiveListener listener)
    {
        if (!allowed) listener.End();
    }

    private static void End(IEnumerable<LiveListener> listeners)
    {
        foreach (var listener in listeners) listener.End();
    }
}
