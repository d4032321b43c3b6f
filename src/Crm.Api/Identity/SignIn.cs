using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Domain.Identity.Sessions;
using Crm.Domain.Identity.UserNames;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;
using Crm.EventStore.Streams;
using Microsoft.AspNetCore.Identity;

namespace Crm.Api.Identity;

/// <summary>Opens, refreshes and ends sessions; for the API's tokens and the pages' cookies alike.</summary>
/// <remarks>A second factor comes between the password and <see cref="Open"/>.</remarks>
public sealed class SignIn(
    CommandRunner runner, Aggregates aggregates, NaturalKeys keys, IPasswordHasher<User> hasher, SignInFailures failures, Callers callers, TimeProvider clock)
{
    public static readonly TimeSpan SessionLifetime = TimeSpan.FromHours(12);
    public static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(30);

    // What an unknown user's password is checked against, so that the time does not tell that there is none.
    private readonly string _nobody = hasher.HashPassword(null!, Guid.CreateVersion7().ToString());

    /// <summary>Opens a session for a user name and password; <c>null</c> for every kind of no, which all look and last alike.</summary>
    public async Task<Session?> WithPassword(string userName, string password, CommandOrigin origin, CancellationToken ct)
    {
        var nameId = keys.UserName(userName);
        var allowed = await failures.Allow(nameId, origin.Address, ct);
        var user = await FindUser(nameId, ct);
        var verified = hasher.VerifyHashedPassword(user!, user?.PasswordHash ?? _nobody, password);
        if (!allowed || user is not { MaySignIn: true } || verified is PasswordVerificationResult.Failed) return null;

        await failures.Succeeded(nameId, origin.Address, ct);
        var hash = user.PasswordHash!;
        if (verified is PasswordVerificationResult.SuccessRehashNeeded) hash = await Rehash(user, password, origin, ct);
        return await Open(user.Id, hash, origin, ct);
    }

    /// <summary>Exchanges a refresh token of a session; <c>null</c> when it is spent or the session has ended.</summary>
    public async Task<Session?> Refresh(Guid sessionId, int generation, CommandOrigin origin, CancellationToken ct)
    {
        var outcome = await runner.Run(origin with { Command = "RefreshSession" }, async (unit, _) =>
        {
            var session = await unit.Require<Session>(sessionId);
            var user = await unit.Require<User>(session.UserId.Value);
            return UnitDecision.For<Session>(sessionId, RefreshSessionHandler.Handle(new(generation, clock.GetUtcNow(), IdleLimit), session, user));
        }, ct);
        callers.Forget(sessionId);
        return outcome is CommandOutcome.Done ? await Load(sessionId, ct) : null;
    }

    public async Task<CommandOutcome> SignOut(Guid sessionId, CommandOrigin origin, CancellationToken ct)
    {
        var outcome = await runner.Run(origin with { Command = "EndSession" }, async (unit, _) =>
            UnitDecision.For<Session>(sessionId, EndSessionHandler.Handle(new(SessionEnd.SignedOut), await unit.Require<Session>(sessionId))), ct);
        callers.Forget(sessionId);
        return outcome;
    }

    /// <summary>Whether a password is a user's own; counted like a sign-in, so that a stolen token cannot guess.</summary>
    public async Task<bool> IsPasswordOf(UserId userId, string password, string? address, CancellationToken ct)
    {
        if (!await failures.Allow(userId.Value, address, ct)) return false;
        var user = (await aggregates.Load<User>(userId.Value, User.Evolve, fresh: true, ct)).State;
        if (user?.PasswordHash is null || hasher.VerifyHashedPassword(user, user.PasswordHash, password) is PasswordVerificationResult.Failed) return false;

        await failures.Succeeded(userId.Value, address, ct);
        return true;
    }

    private async Task<Session?> Open(UserId userId, string hash, CommandOrigin origin, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        var outcome = await runner.Run(origin with { Command = "OpenSession", Actor = userId, Key = null }, async (unit, _) =>
        {
            var user = await unit.Require<User>(userId.Value);
            return UnitDecision.For<Session>(id, OpenSessionHandler.Handle(new(id, hash, clock.GetUtcNow(), SessionLifetime), await unit.Load<Session>(id), user));
        }, ct);
        return outcome is CommandOutcome.Done ? await Load(id, ct) : null;
    }

    private async Task<string> Rehash(User user, string password, CommandOrigin origin, CancellationToken ct)
    {
        var stronger = hasher.HashPassword(user, password);
        var outcome = await runner.Run<User>(
            user.Id.Value, origin with { Command = "RehashPassword", Actor = user.Id, Key = null },
            current => current is null ? Decision.AlreadySo : RehashPasswordHandler.Handle(new(user.PasswordHash!, stronger), current), ct);
        return outcome is CommandOutcome.Done { Appended: true } ? stronger : user.PasswordHash!;
    }

    private async Task<User?> FindUser(Guid nameId, CancellationToken ct)
    {
        var name = (await aggregates.Load<UserName>(nameId, UserName.Evolve, fresh: true, ct)).State;
        // A stream is read for nobody too: the time must not tell.
        return (await aggregates.Load<User>(name?.HeldBy?.Value ?? nameId, User.Evolve, fresh: true, ct)).State;
    }

    private async Task<Session?> Load(Guid id, CancellationToken ct) =>
        (await aggregates.Load<Session>(id, Session.Evolve, fresh: false, ct)).State;
}
