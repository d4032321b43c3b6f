using System.Collections.Concurrent;
using Crm.Api.Hosting;
using Crm.Domain.Identity.Sessions;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;
using Crm.EventStore.Streams;

namespace Crm.Api.Identity;

/// <summary>Who stands behind a token or key: kept in memory until the <see cref="IdentityFeed"/> says that something changed.</summary>
/// <remarks>So a request asks nothing of the database, and a sign-out, a suspension or a changed role is felt on every host within a moment.</remarks>
public sealed class Callers(Aggregates aggregates, IdentityRules rules, BusinessClock business, TimeProvider clock)
{
    private const int Remembered = 50_000;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Guid, Known> _known = new();
    private long _generation;
    private long _seenAt;

    /// <summary>Whether who stands behind a session or key is known without asking.</summary>
    internal bool Remembers(Guid id) => _known.TryGetValue(id, out var known) && known.Counts(clock, business) && (IsWatched || clock.GetElapsedTime(known.At) < IdentityFeed.Trust);

    /// <summary>The caller of a session; <c>null</c> when it does not count any more.</summary>
    public ValueTask<Caller?> Find(Guid sessionId, CancellationToken ct) => Find(sessionId, Look, ct);

    /// <summary>The caller behind an id, from memory or from where it is looked up.</summary>
    internal ValueTask<Caller?> Find(Guid id, Func<Guid, CancellationToken, Task<Known>> look, CancellationToken ct)
    {
        if (_known.TryGetValue(id, out var known) && known.Counts(clock, business) && (IsWatched || clock.GetElapsedTime(known.At) < IdentityFeed.Trust))
            return new(known.Caller);

        return new(Remember(id, look, ct));
    }

    /// <summary>Makes this host look again at once: the session was ended here.</summary>
    public void Forget(Guid sessionId)
    {
        Interlocked.Increment(ref _generation);
        _known.TryRemove(sessionId, out _);
    }

    /// <summary>Something happened to these sessions, keys or users.</summary>
    internal void Forget(IReadOnlySet<Guid> streams)
    {
        // What is being looked up this moment may have been read before the change.
        Interlocked.Increment(ref _generation);
        foreach (var (id, known) in _known)
            if (streams.Contains(id) || (known.UserId is { } user && streams.Contains(user.Value))) _known.TryRemove(id, out _);
    }

    internal void ForgetAll()
    {
        Interlocked.Increment(ref _generation);
        _known.Clear();
    }

    /// <summary>The store was watched just now.</summary>
    internal void Seen() => Interlocked.Exchange(ref _seenAt, clock.GetTimestamp());

    /// <summary>What a user may do now, without a session: for the command line's and the system's own checks.</summary>
    public async Task<Caller?> OfUser(UserId userId, CancellationToken ct)
    {
        var inForce = await rules.Get(ct);
        return (await aggregates.Load<User>(userId.Value, User.Evolve, fresh: true, ct)).State is { } user
            ? new(user.Id, Guid.Empty, inForce.Roles.Scopes(user.Id, user.GrantsAt(business.GetUtcNow())), user.Language)
            : null;
    }

    private bool IsWatched => Interlocked.Read(ref _seenAt) is not 0 and var seen && clock.GetElapsedTime(seen) < IdentityFeed.Trust;

    private async Task<Caller?> Remember(Guid id, Func<Guid, CancellationToken, Task<Known>> look, CancellationToken ct)
    {
        var generation = Interlocked.Read(ref _generation);
        var found = await look(id, ct);
        if (Interlocked.Read(ref _generation) != generation) return found.Caller;

        if (_known.Count >= Remembered) _known.Clear();
        _known[id] = found;
        return found.Caller;
    }

    private async Task<Known> Look(Guid sessionId, CancellationToken ct)
    {
        var session = (await aggregates.Load<Session>(sessionId, Session.Evolve, fresh: true, ct)).State;
        return session is not null && await Load(session.UserId, ct) is { MaySignIn: true } user && session.IsOpen(user.SecurityStamp, clock.GetUtcNow())
            ? Keep(user, grants => new(user.Id, session.Id, rules.Current.Roles.Scopes(user.Id, grants), user.Language)
            {
                Grants = grants,
                PassedClosedList = session.PassedClosedList,
                HasSecondFactor = user.HasSecondFactor,
            }, session.ExpiresAt)
            : Nobody;
    }

    /// <summary>What is kept of a caller: until the end of its session or key, or until a grant of its user begins or lapses.</summary>
    internal Known Keep(User user, Func<IReadOnlyList<RoleGrant>, Caller> make, DateTimeOffset endsAt)
    {
        var today = business.GetUtcNow();
        var turns = user.Grants.SelectMany(grant => new[] { grant.From, grant.Until }).Where(instant => instant > today).Min();
        var latest = clock.GetUtcNow() + Longest;
        return new(make([.. user.GrantsAt(today)]), user.Id, endsAt < latest ? endsAt : latest, turns, clock.GetTimestamp());
    }

    /// <summary>Kept for a moment only: asking for what does not count must not be a way to load the database.</summary>
    internal Known Nobody => new(null, null, clock.GetUtcNow() + IdentityFeed.Trust, null, clock.GetTimestamp());

    internal async Task<User?> Load(UserId id, CancellationToken ct) => (await aggregates.Load<User>(id.Value, User.Evolve, fresh: true, ct)).State;

    /// <param name="Until">By the system's clock.</param>
    /// <param name="Turns">By the business clock: when a grant begins or lapses.</param>
    /// <param name="At">When it was looked up.</param>
    internal sealed record Known(Caller? Caller, UserId? UserId, DateTimeOffset Until, DateTimeOffset? Turns, long At)
    {
        public bool Counts(TimeProvider clock, TimeProvider business) => clock.GetUtcNow() < Until && (Turns is not { } turns || business.GetUtcNow() < turns);
    }
}
