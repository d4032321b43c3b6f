using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Crm.Domain.Kernel;

namespace Crm.Api.Identity.Access;

/// <summary>Who came from where, gathered in memory: a request adds to a number, and the <see cref="VisitWriter"/> brings it to the database.</summary>
public sealed class VisitLog(TimeProvider clock)
{
    private const int MostPlaces = 100_000, MostRefusals = 10_000;

    private readonly ConcurrentDictionary<(IPAddress Address, Guid User, long Hour), Count> _visits = new();
    private readonly Channel<Visit> _refusals = Channel.CreateBounded<Visit>(
        new BoundedChannelOptions(MostRefusals) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
    private long _uncounted;

    /// <summary>A request was let through. It costs a look-up in memory and nothing else.</summary>
    public void Seen(IPAddress? address, UserId user)
    {
        var key = (address ?? IPAddress.None, user.Value, clock.GetUtcNow().ToUnixTimeSeconds() / 3600);
        if (_visits.TryGetValue(key, out var known) || (_visits.Count < MostPlaces && (known = _visits.GetOrAdd(key, static _ => new())) is not null))
            Interlocked.Increment(ref known.Requests);
    }

    /// <summary>A request was turned away. Beyond what can be kept of a flood, it is counted.</summary>
    public void Refused(IPAddress? address, AccessRefusal why, UserId? user)
    {
        if (!_refusals.Writer.TryWrite(new(clock.GetUtcNow(), Visit.KindOf(why), address, user?.Value, 1))) Interlocked.Increment(ref _uncounted);
    }

    /// <summary>What has to be written: refusals, the first visit of each hour, and all of the hours that are over.</summary>
    /// <param name="all">Also of this hour: the host stops.</param>
    internal IReadOnlyList<Visit> Take(bool all)
    {
        var taken = new List<Visit>();
        while (taken.Count < MostRefusals && _refusals.Reader.TryRead(out var refusal)) taken.Add(refusal);
        if (Interlocked.Exchange(ref _uncounted, 0) is > 0 and var flood) taken.Add(new(clock.GetUtcNow(), Visit.KindOf(AccessRefusal.TooMany), null, null, flood));

        var hour = clock.GetUtcNow().ToUnixTimeSeconds() / 3600;
        foreach (var (key, count) in _visits)
        {
            var over = key.Hour < hour || all;
            if (over) _visits.TryRemove(key, out _);
            if (count.Written && !over) continue;

            var requests = Interlocked.Exchange(ref count.Requests, 0);
            count.Written = true;
            if (requests > 0) taken.Add(new(DateTimeOffset.FromUnixTimeSeconds(key.Hour * 3600), Visit.Let, key.Address.Equals(IPAddress.None) ? null : key.Address, key.User, requests));
        }

        return taken;
    }

    private sealed class Count
    {
        public long Requests;
        public bool Written;
    }
}

/// <param name="At">The hour of a visit, the instant of a refusal.</param>
internal sealed record Visit(DateTimeOffset At, string Kind, IPAddress? Address, Guid? UserId, long Requests)
{
    public const string Let = "visit";

    public static string KindOf(AccessRefusal why) => "refused-" + EventStore.SnakeCase.Of(why.ToString()).Replace('_', '-');
}
