using System.Collections.Concurrent;
using System.Text.Json;
using Crm.Api.Audit;
using Crm.Api.Http;
using Crm.Api.Queries;
using Crm.EventStore.Projecting;
using Crm.EventStore.Projecting.Live;
using Crm.Projections;

namespace Crm.Api.Live;

/// <summary>What a feed works with.</summary>
internal sealed record LiveFeeding(LiveViews Changes, ViewReader Views, ProjectionProgress Progress, TimeProvider Clock);

/// <summary>Up to where everything has been told, and in which generation of the view that position is one.</summary>
internal sealed record LiveMark(long Position, long Generation);

/// <summary>One tray on this host: reads what changed once, whoever follows, and hands it to those it concerns.</summary>
internal abstract class LiveFeed(LiveTray tray) : IDisposable
{
    public LiveTray Tray => tray;

    /// <summary>Read it before taking what waits for a listener: whatever it covers is there by then.</summary>
    public LiveMark Mark { get; protected set; } = new(0, 0);

    public abstract IEnumerable<LiveListener> Listeners { get; }

    public abstract int Count { get; }

    /// <summary>Looks at what changed, if anything did.</summary>
    public abstract Task Follow(LiveState state, CancellationToken ct);

    /// <summary>Takes a listener in, with what he missed.</summary>
    /// <param name="from">Where he was; <c>null</c>: he begins.</param>
    public abstract Task<LiveListener> Join(LiveAsk ask, LiveToken? from, Func<LiveGroup, LiveListener> make, CancellationToken ct);

    public abstract void Leave(LiveListener listener);

    /// <summary>Counts the rows of a group whose counts are due, one group after the other.</summary>
    public abstract Task CountDue(CancellationToken ct);

    /// <summary>Forgets lines that were made a moment ago, because they hold personal data, and groups that nobody is in any more.</summary>
    public abstract void Tidy();

    public abstract void Dispose();
}

/// <inheritdoc cref="LiveFeed"/>
internal sealed class LiveFeed<TProjection, TRow>(LiveTray<TProjection, TRow> tray, LiveFeeding feeding) : LiveFeed(tray)
    where TProjection : Projection, ILiveTray<TRow>, new()
    where TRow : class
{
    /// <summary>A view that stands still holds nobody up for longer: lines are made with what it has, as lists are.</summary>
    private static readonly TimeSpan LongestForLabels = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LinesKept = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenCounts = TimeSpan.FromMilliseconds(400);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentDictionary<string, LiveGroup> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<LiveGroup>> _doors = new(StringComparer.Ordinal);
    private readonly Queue<(long At, LiveNews<TRow> News)> _rendered = [];
    private readonly LiveWindow<TRow> _window = new();
    private long _floor;
    private int _count;

    public override int Count => Volatile.Read(ref _count);

    public override IEnumerable<LiveListener> Listeners => _groups.Values.SelectMany(group => group.Listeners);

    public override async Task Follow(LiveState state, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            await Advance(state, ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    public override async Task<LiveListener> Join(LiveAsk ask, LiveToken? from, Func<LiveGroup, LiveListener> make, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            // While nobody follows nobody looks; and another host may have told him more than this one has looked at.
            if ((Count == 0 || from?.Position > Mark.Position) && (await feeding.Changes.States([tray.Projection], ct)).TryGetValue(tray.Projection, out var state)) await Advance(state, ct);
            var group = _groups.GetOrAdd(ask.Key, _ => new(ask));
            var listener = make(group);
            if (from is not null && await Missed(group, from, listener, ct) is { } reset) listener.Reset(reset);
            if (group.Counts is { } counts) listener.Count(counts);
            if (group.Listeners.IsEmpty) Enter(group);
            group.Add(listener);
            Interlocked.Increment(ref _count);
            return listener;
        }
        finally
        {
            _turn.Release();
        }
    }

    public override void Leave(LiveListener listener)
    {
        listener.Group.Remove(listener);
        Interlocked.Decrement(ref _count);
    }

    public override async Task CountDue(CancellationToken ct)
    {
        foreach (var group in _groups.Values)
        {
            if (!group.CountsDue || group.Listeners.IsEmpty || feeding.Clock.GetTimestamp() < group.CountsFrom) continue;
            var began = feeding.Clock.GetTimestamp();
            group.CountsDue = false;
            try
            {
                Told(group, await Counted(group.Ask, ct));
            }
            catch (Exception)
            {
                group.CountsDue = true;
                throw;
            }

            // What takes long to count is counted less often.
            var took = feeding.Clock.GetElapsedTime(began);
            var pause = took * 10 > BetweenCounts ? took * 10 : BetweenCounts;
            group.CountsFrom = feeding.Clock.GetTimestamp() + (long)(pause.TotalSeconds * feeding.Clock.TimestampFrequency);
        }
    }

    public override void Tidy()
    {
        // Somebody is at it: there will be another time.
        if (!_turn.Wait(0)) return;
        try
        {
            while (_rendered.TryPeek(out var oldest) && feeding.Clock.GetElapsedTime(oldest.At) > LinesKept)
            {
                _rendered.Dequeue();
                oldest.News.Lines[0] = oldest.News.Lines[1] = null;
            }

            foreach (var (key, group) in _groups)
            {
                if (!group.Listeners.IsEmpty) continue;
                _groups.TryRemove(key, out _);
                foreach (var door in group.Doors)
                    if (_doors.TryGetValue(door, out var groups) && groups.Remove(group) && groups.Count == 0) _doors.Remove(door);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public override void Dispose() => _turn.Dispose();

    private async Task Advance(LiveState state, CancellationToken ct)
    {
        _floor = state.Floor;
        if (IsAnother(state))
        {
            BeginAnew(state, LiveReset.Rebuilt);
            return;
        }

        if (state.Changed <= Mark.Position)
        {
            if (state.Position > Mark.Position) Mark = Mark with { Position = state.Position };
            return;
        }

        var read = await feeding.Changes.Changes<TRow>(tray.Projection, Mark.Position, long.MaxValue, LiveOptions.Window, ct);
        if (IsAnother(read.State)) BeginAnew(read.State, LiveReset.Rebuilt);
        else if (read.More) BeginAnew(read.State, LiveReset.TooMuch);
        else
        {
            var news = read.Changes.Select(News).ToList();
            var told = news.SelectMany(Concerned).ToList();
            await Render(told.Where(one => one.Shown).Select(one => one.News), ct);
            foreach (var (group, one, shown) in told) Tell(group, one, shown, group.Listeners);
            _window.Append(news);
            // Woken before the mark they would send what they have under the position before it.
            Mark = Mark with { Position = read.State.Position };
            foreach (var listener in told.Select(one => one.Group).Distinct().SelectMany(group => group.Listeners)) listener.Wake();
        }
    }

    // Built anew, or a server that came back without what it had not written yet.
    private bool IsAnother(LiveState state) => state.Generation != Mark.Generation || state.Position < Mark.Position;

    private void BeginAnew(LiveState state, string reason)
    {
        _window.Clear(state.Position);
        Mark = new(state.Position, state.Generation);
        foreach (var group in _groups.Values)
        {
            group.CountsDue = true;
            foreach (var listener in group.Listeners) listener.Reset(reason);
        }
    }

    /// <returns>Why he has to read anew; <c>null</c>: he was told what he missed.</returns>
    private async Task<string?> Missed(LiveGroup group, LiveToken from, LiveListener listener, CancellationToken ct)
    {
        if (from.Stamp != group.Stamp(tray.Name, Mark.Generation)) return LiveReset.Rebuilt;
        if (from.Position > Mark.Position) return LiveReset.Unknown;
        if (from.Position < _floor) return LiveReset.TooOld;
        if (from.Position < _window.Start && await Widen(from.Position, ct) is { } reset) return reset;

        var missed = _window.After(from.Position).Where(news => group.Ask.Reaches(news.Route)).Select(news => (News: news, Shown: IsShown(news))).ToList();
        if (missed.Count > LiveOptions.MostRows) return LiveReset.TooMuch;
        await Render(missed.Where(one => one.Shown).Select(one => one.News), ct);
        foreach (var (news, shown) in missed) Tell(group, news, shown, [listener]);
        return null;
    }

    // Those who come back together are answered by one look further back.
    private async Task<string?> Widen(long from, CancellationToken ct)
    {
        var read = await feeding.Changes.Changes<TRow>(tray.Projection, from, _window.Start, LiveOptions.Window, ct);
        if (read.State.Generation != Mark.Generation) return LiveReset.Rebuilt;
        if (from < read.State.Floor) return LiveReset.TooOld;
        if (read.More || _window.Count + read.Changes.Count > 2 * LiveOptions.Window) return LiveReset.TooMuch;
        _window.Prepend([.. read.Changes.Select(News)], from);
        return null;
    }

    private static LiveNews<TRow> News(LiveChange<TRow> change) => new(
        change.Key, change.Position, change.Document, change.Left is { } left ? TrayRoute.From(left) : LiveTray<TProjection, TRow>.RouteOf(change.Document!));

    // A row that is in reach and not in the list is gone from it, whether it was shown or not: who may see it may know.
    private bool IsShown(LiveNews<TRow> news) => news.Row is { } row && tray.Listed(row);

    private IEnumerable<(LiveGroup Group, LiveNews<TRow> News, bool Shown)> Concerned(LiveNews<TRow> news)
    {
        var shown = IsShown(news);
        var doors = LiveAsk.DoorsOf(news.Route).ToList();
        foreach (var door in doors)
        {
            if (!_doors.TryGetValue(door, out var groups)) continue;
            foreach (var group in groups)
            {
                // One that has several doors hears once: by the first of them.
                if (group.Ask.Reaches(news.Route) && (group.Doors.Count == 1 || group.Doors.First(doors.Contains) == door)) yield return (group, news, shown);
            }
        }
    }

    private static void Tell(LiveGroup group, LiveNews<TRow> news, bool shown, IReadOnlyList<LiveListener> listeners)
    {
        group.CountsDue = true;
        var frame = shown ? news.Lines[group.Ask.Personal.Reaches(news.Route) ? 1 : 0]! : Gone(news);
        foreach (var listener in listeners) listener.Tell(news.Key, news.Position, frame);
    }

    private async Task Render(IEnumerable<LiveNews<TRow>> wanted, CancellationToken ct)
    {
        var rows = wanted.Distinct().Where(news => !news.Rendered).ToList();
        if (rows.Count == 0) return;
        if (tray.LinesRead.Count > 0) await feeding.Progress.WaitFor(tray.LinesRead, rows.Max(news => news.Position), LongestForLabels, ct);
        var line = await tray.Lines([.. rows.Select(news => news.Row!)], ct);
        var at = feeding.Clock.GetTimestamp();
        foreach (var news in rows)
        {
            news.Lines[1] = Changed(news, line(news.Row!, true));
            news.Lines[0] = Changed(news, line(news.Row!, false));
            _rendered.Enqueue((at, news));
        }
    }

    private static LiveFrame Changed(LiveNews<TRow> news, object line) => new(
        LiveText.Event("changed", new { Id = news.Key, news.Position, Line = JsonSerializer.SerializeToElement(line, line.GetType(), ApiJson.Options) }), Persons.In(line));

    private static LiveFrame Gone(LiveNews<TRow> news) =>
        news.Lines[0] ??= new(LiveText.Event("gone", new { Id = news.Key, news.Position }), []);

    private void Enter(LiveGroup group)
    {
        foreach (var door in group.Doors)
        {
            if (!_doors.TryGetValue(door, out var groups)) _doors.Add(door, groups = []);
            if (!groups.Contains(group)) groups.Add(group);
        }

        group.CountsDue = true;
    }

    private async Task<LiveCounts> Counted(LiveAsk ask, CancellationToken ct)
    {
        var query = tray.Query(ask);
        if (tray.PlaceColumn is not { } column) return new(await query.Total(feeding.Views, ct), null);
        var filled = await query.TotalBy(column, feeding.Views, ct);
        var places = tray.Places.ToDictionary(place => place, place => filled.GetValueOrDefault(place));
        return new((ask.Places ?? tray.Places).Sum(place => places[place]), places);
    }

    private static void Told(LiveGroup group, LiveCounts counts)
    {
        var text = LiveText.Event("counts", counts);
        if (group.Counts is { } before && before.Text.AsSpan().SequenceEqual(text)) return;
        group.Counts = new(text, []);
        foreach (var listener in group.Listeners) listener.Count(group.Counts);
    }
}

/// <summary>How many rows there are for who asked.</summary>
/// <param name="Places">By tray, where the view holds several.</param>
public sealed record LiveCounts(long Total, IReadOnlyDictionary<string, long>? Places);
