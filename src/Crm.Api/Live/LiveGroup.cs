using System.Collections.Immutable;

namespace Crm.Api.Live;

/// <summary>Those who follow the same of a tray with the same rights: what is worked out for them is worked out once.</summary>
internal sealed class LiveGroup(LiveAsk ask)
{
    private ImmutableArray<LiveListener> _listeners = [];
    private Marked _stamp = new(-1, "");

    public LiveAsk Ask => ask;

    public IReadOnlyList<string> Doors { get; } = [.. ask.Doors.Distinct()];

    public ImmutableArray<LiveListener> Listeners => _listeners;

    /// <summary>The last counts told; <c>null</c>: none yet.</summary>
    public LiveFrame? Counts { get; set; }

    /// <summary>Whether they may be others now.</summary>
    public bool CountsDue { get; set; } = true;

    /// <summary>When they may be asked for again, by the clock's timestamps.</summary>
    public long CountsFrom { get; set; }

    public void Add(LiveListener listener) => ImmutableInterlocked.Update(ref _listeners, (all, one) => all.Add(one), listener);

    public void Remove(LiveListener listener) => ImmutableInterlocked.Update(ref _listeners, (all, one) => all.Remove(one), listener);

    public string Stamp(string tray, long generation)
    {
        var known = _stamp;
        if (known.Generation == generation) return known.Stamp;
        _stamp = known = new(generation, ask.Stamp(tray, generation));
        return known.Stamp;
    }

    private sealed record Marked(long Generation, string Stamp);
}
