using System.Security.Claims;
using Crm.Domain.Identity.Sessions;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;
using Crm.EventStore.Streams;
using Crm.Api.Hosting;
using Crm.Api.Pages;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Caching.Memory;

namespace Crm.Api.Identity;

/// <summary>Who stands behind a token: the session and its user as they are now, looked up again after <see cref="Freshness"/>.</summary>
/// <remarks>So a sign-out, a suspension or a changed role is felt on every host within that time, and most requests ask nothing of the database.</remarks>
public sealed class Callers(Aggregates aggregates, RoleMatrix matrix, BusinessClock business, TimeProvider clock) : IDisposable
{
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);
    private const int Remembered = 10_000;

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = Remembered });

    /// <summary>The caller of a session; <c>null</c> when it does not count any more.</summary>
    public async ValueTask<Caller?> Find(Guid sessionId, CancellationToken ct)
    {
        if (_cache.TryGetValue(sessionId, out Caller? known)) return known;

        var caller = await Look(sessionId, ct);
        _cache.Set(sessionId, caller, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Freshness });
        return caller;
    }

    /// <summary>Makes this host ask again at once: the session was ended here.</summary>
    public void Forget(Guid sessionId) => _cache.Remove(sessionId);

    /// <summary>What a user may do now, without a session: for the command line's and the system's own checks.</summary>
    public async Task<Caller?> OfUser(UserId userId, CancellationToken ct) =>
        (await aggregates.Load<User>(userId.Value, User.Evolve, fresh: true, ct)).State is { } user
            ? new(user.Id, Guid.Empty, matrix.Scopes(user.Id, user.GrantsAt(business.GetUtcNow())), user.Language)
            : null;

    public void Dispose() => _cache.Dispose();

    private async Task<Caller?> Look(Guid sessionId, CancellationToken ct)
    {
        var session = (await aggregates.Load<Session>(sessionId, Session.Evolve, fresh: true, ct)).State;
        if (session is null) return null;

        var user = (await aggregates.Load<User>(session.UserId.Value, User.Evolve, fresh: true, ct)).State;
        return user is { MaySignIn: true } && session.IsOpen(user.SecurityStamp, clock.GetUtcNow())
            ? new(user.Id, session.Id, matrix.Scopes(user.Id, user.GrantsAt(business.GetUtcNow())), user.Language)
            : null;
    }
}

/// <summary>Puts the <see cref="Caller"/> behind the request's token or cookie in its features; a session that has ended is nobody.</summary>
public sealed class CallerMiddleware(RequestDelegate next, Callers callers)
{
    /// <summary>The claim that names the session.</summary>
    public const string SessionClaim = "sid";

    public async Task Invoke(HttpContext http)
    {
        if (IsForAnybody(http))
        {
            await next(http);
            return;
        }

        if (http.User.FindFirstValue(SessionClaim) is { } text && Guid.TryParse(text, out var sessionId))
        {
            if (await callers.Find(sessionId, http.RequestAborted) is { } caller) http.Features.Set(caller);
            else http.User = new ClaimsPrincipal();
        }

        await next(http);
    }

    // Whether the process lives must not depend on the database, whoever asks; pages that anybody may open still say who is signed in.
    private static bool IsForAnybody(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null && !PagesSetup.IsPage(http);
}
