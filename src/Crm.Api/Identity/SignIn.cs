using Crm.Api.Http;
using Crm.Api.Hosting;
using Crm.Domain.Identity;
using Crm.Domain.Identity.Sessions;
using Crm.Domain.Identity.UserNames;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;
using Crm.EventStore.Streams;
using Microsoft.AspNetCore.Identity;

namespace Crm.Api.Identity;

/// <summary>Opens, refreshes and ends sessions; for the API's tokens and the pages' cookies alike.</summary>
public sealed class SignIn(
    CommandRunner runner, Aggregates aggregates, NaturalKeys keys, IPasswordHasher<User> hasher, SignInFailures failures, SignInChallenges challenges,
    SecondFactors factors, Callers callers, IdentityRules rules, BusinessClock business, TimeProvider clock)
{
    // What an unknown user's password is checked against, so that the time does not tell that there is none.
    private readonly string _nobody = hasher.HashPassword(null!, Guid.CreateVersion7().ToString());

    /// <summary>The first step: opens a session for a user name and password, or asks for the second factor. Every kind of no looks and lasts alike.</summary>
    public async Task<SignInOutcome> WithPassword(string userName, string password, string? device, CommandOrigin origin, CancellationToken ct)
    {
        var (user, hash, taken) = await Check(userName, password, origin, ct);
        if (user is null) return SignInOutcome.Refused.Instance;

        var demanded = IsDemanded(user);
        if (user.HasSecondFactor || demanded)
        {
            await failures.Right(taken!, ct);
            return new SignInOutcome.SecondFactorAsked(challenges.For(user with { PasswordHash = hash }), Enrol: !user.HasSecondFactor);
        }

        await failures.Succeeded(taken!, ct);
        return await Open(user.Id, new(Guid.CreateVersion7(), hash!, clock.GetUtcNow(), Lifetime, device), origin, ct);
    }

    /// <summary>The second step: a code of the authenticator or a recovery code.</summary>
    public Task<SignInOutcome> WithSecondFactor(string challenge, string code, string? device, CommandOrigin origin, CancellationToken ct) =>
        Second(challenge, origin, (user, now) => new(Guid.CreateVersion7(), user.PasswordHash!, now, Lifetime, device) { Proof = new(code), SecondFactorDemanded = IsDemanded(user) }, null, ct);

    /// <summary>The second step of somebody who has to enrol first: a secret for his authenticator.</summary>
    public async Task<SecondFactorSecret?> OfferSecondFactor(string challenge, CommandOrigin origin, CancellationToken ct) =>
        await Challenged(challenge, ct) is { HasSecondFactor: false } user ? await factors.Offer(user.Id, origin with { Actor = user.Id, Key = null }, ct) : null;

    /// <summary>The first code of the authenticator that was just enrolled: it counts from now on, and the session is open.</summary>
    public Task<SignInOutcome> WithEnrolment(string challenge, string code, string? device, CommandOrigin origin, CancellationToken ct)
    {
        var (codes, hashes) = SecondFactors.NewRecoveryCodes();
        return Second(
            challenge, origin,
            (user, now) => new(Guid.CreateVersion7(), user.PasswordHash!, now, Lifetime, device) { Enrolment = new(code, hashes, now), SecondFactorDemanded = true },
            codes, ct);
    }

    /// <summary>Password and code in one, from an address on no list: for who may pass a closed list and says so. It answers the same either way.</summary>
    public async Task<SignInOutcome> PassingClosedList(string userName, string password, string code, string? device, CommandOrigin origin, CancellationToken ct)
    {
        var (user, hash, taken) = await Check(userName, password, origin, ct);
        if (user is null || !MayPassClosedList(user)) return SignInOutcome.Refused.Instance;

        var opened = await Open(
            user.Id, new(Guid.CreateVersion7(), hash!, clock.GetUtcNow(), Lifetime, device) { Proof = new(code), PassesClosedList = true, SecondFactorDemanded = true }, origin, ct);
        if (opened is SignInOutcome.Opened) await failures.Succeeded(taken!, ct);
        return opened;
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
        if (outcome is not CommandOutcome.Done) callers.Forget(sessionId);
        return outcome is CommandOutcome.Done ? await Load(sessionId, ct) : null;
    }

    /// <summary>A page of a session was used; recorded now and then.</summary>
    /// <returns>Whether the session goes on.</returns>
    public async Task<bool> Use(Guid sessionId, CommandOrigin origin, CancellationToken ct)
    {
        var outcome = await runner.Run(origin with { Command = "UseSession" }, async (unit, _) =>
            UnitDecision.For<Session>(sessionId, UseSessionHandler.Handle(new(clock.GetUtcNow(), IdleLimit), await unit.Require<Session>(sessionId))), ct);
        if (outcome is CommandOutcome.Done or CommandOutcome.Contended) return true;

        callers.Forget(sessionId);
        return false;
    }

    public Task<CommandOutcome> SignOut(Guid sessionId, CommandOrigin origin, CancellationToken ct) => End(sessionId, new(SessionEnd.SignedOut), null, origin, ct);

    /// <summary>Ends a session from elsewhere.</summary>
    /// <param name="owner">Whose it has to be; anybody else's is not there.</param>
    public async Task<CommandOutcome> End(Guid sessionId, EndSession command, UserId? owner, CommandOrigin origin, CancellationToken ct)
    {
        var outcome = await runner.Run(origin with { Command = "EndSession" }, SessionUnits.End(sessionId, command, owner), ct);
        callers.Forget(sessionId);
        return outcome;
    }

    /// <summary>Whether a password is a user's own; counted like a sign-in, so that a stolen token cannot guess.</summary>
    public async Task<bool> IsPasswordOf(UserId userId, string password, string? address, CancellationToken ct)
    {
        if (await failures.Allow(userId.Value, address, ct) is not { } taken) return false;
        var user = (await aggregates.Load<User>(userId.Value, User.Evolve, fresh: true, ct)).State;
        if (user?.PasswordHash is null || hasher.VerifyHashedPassword(user, user.PasswordHash, password) is PasswordVerificationResult.Failed) return false;

        await failures.Succeeded(taken, ct);
        return true;
    }

    private TimeSpan Lifetime => TimeSpan.FromHours(rules.Current.Policy.SessionHours);
    private TimeSpan IdleLimit => TimeSpan.FromMinutes(rules.Current.Policy.IdleMinutes);

    // One hash is checked and as many streams are read whoever it is, whether there is such a user, whether he may, whether he is locked out.
    private async Task<(User? User, string? Hash, SignInTry? Taken)> Check(string userName, string password, CommandOrigin origin, CancellationToken ct)
    {
        var nameId = keys.UserName(userName);
        var taken = await failures.Allow(nameId, origin.Address, ct);
        var user = await FindUser(nameId, ct);
        var verified = hasher.VerifyHashedPassword(user!, user?.PasswordHash ?? _nobody, password);
        if (taken is null || user is not { MaySignIn: true } || verified is PasswordVerificationResult.Failed) return default;

        var hash = verified is PasswordVerificationResult.SuccessRehashNeeded ? await Rehash(user, password, origin, ct) : user.PasswordHash;
        return (user, hash, taken);
    }

    private async Task<SignInOutcome> Second(
        string challenge, CommandOrigin origin, Func<User, DateTimeOffset, OpenSession> command, IReadOnlyList<string>? recoveryCodes, CancellationToken ct)
    {
        if (await Challenged(challenge, ct) is not { } user) return SignInOutcome.Refused.Instance;
        if (await failures.Allow(keys.UserName(user.UserName), origin.Address, ct) is not { } taken) return SignInOutcome.Refused.Instance;

        var result = await Open(user.Id, command(user, clock.GetUtcNow()), origin, ct);
        if (result is not SignInOutcome.Opened opened) return result;

        await failures.Succeeded(taken, ct);
        return opened with { RecoveryCodes = recoveryCodes };
    }

    private async Task<User?> Challenged(string challenge, CancellationToken ct) =>
        challenges.Read(challenge) is { } read
        && (await aggregates.Load<User>(read.UserId.Value, User.Evolve, fresh: true, ct)).State is { MaySignIn: true } user
        && SecretHash.Same(SecretHash.Of(user.PasswordHash!), read.PasswordMark)
            ? user
            : null;

    private async Task<SignInOutcome> Open(UserId userId, OpenSession command, CommandOrigin origin, CancellationToken ct)
    {
        var outcome = await runner.Run(origin with { Command = "OpenSession", Actor = userId, Key = null }, async (unit, _) =>
        {
            var user = await unit.Require<User>(userId.Value);
            return UnitDecision.For<Session>(command.SessionId, OpenSessionHandler.Handle(command, await unit.Load<Session>(command.SessionId), user));
        }, ct);
        return outcome is CommandOutcome.Done && await Load(command.SessionId, ct) is { } session ? new SignInOutcome.Opened(session) : SignInOutcome.Refused.Instance;
    }

    private bool IsDemanded(User user) => rules.Current.DemandsSecondFactor(user.GrantsAt(business.GetUtcNow()));

    private bool MayPassClosedList(User user) =>
        rules.Current.Roles.Scopes(user.Id, user.GrantsAt(business.GetUtcNow())).ContainsKey(Permission.AddressesPassClosedList);

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
