using System.Security.Cryptography;
using Crm.Api.Http;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;
using Crm.EventStore.Streams;

namespace Crm.Api.Identity;

/// <summary>Authenticators and recovery codes of users; for the API and the pages alike.</summary>
public sealed class SecondFactors(CommandRunner runner, Aggregates aggregates, IdentityRules rules, Hosting.BusinessClock business, TimeProvider clock)
{
    public const string Issuer = "Crm";

    /// <summary>A new secret for the user's authenticator; <c>null</c> when he has one already.</summary>
    public async Task<SecondFactorSecret?> Offer(UserId userId, CommandOrigin origin, CancellationToken ct)
    {
        var secret = Base32.Encode(RandomNumberGenerator.GetBytes(Totp.SecretBytes));
        var outcome = await Run(userId, origin, "OfferSecondFactor", user => OfferSecondFactorHandler.Handle(new(secret), user), ct);
        if (outcome is not CommandOutcome.Done) return null;

        var name = (await aggregates.Load<User>(userId.Value, User.Evolve, fresh: false, ct)).State!.UserName;
        return new(secret, Totp.Uri(Issuer, name, secret));
    }

    /// <summary>Proves the authenticator with its first code; the recovery codes are shown now and never again.</summary>
    public async Task<(CommandOutcome Outcome, IReadOnlyList<string> Codes)> Enrol(UserId userId, string code, CommandOrigin origin, CancellationToken ct)
    {
        var (codes, hashes) = NewRecoveryCodes();
        return (await Run(userId, origin, "EnrolSecondFactor", user => EnrolSecondFactorHandler.Handle(new(code, hashes, clock.GetUtcNow()), user), ct), codes);
    }

    /// <summary>New recovery codes in place of the old ones.</summary>
    public async Task<(CommandOutcome Outcome, IReadOnlyList<string> Codes)> Renew(UserId userId, string code, CommandOrigin origin, CancellationToken ct)
    {
        var (codes, hashes) = NewRecoveryCodes();
        return (await Run(userId, origin, "MakeRecoveryCodes", user => MakeRecoveryCodesHandler.Handle(new(hashes, new(code), clock.GetUtcNow()), user), ct), codes);
    }

    /// <summary>Does without it from now on, if his roles let him.</summary>
    public Task<CommandOutcome> Remove(UserId userId, string code, CommandOrigin origin, CancellationToken ct) =>
        Run(userId, origin, "RemoveSecondFactor", user => ResetSecondFactorHandler.Handle(
            new("Given up by himself", userId, rules.Current.DemandsSecondFactor(user.GrantsAt(business.GetUtcNow())), new(code), clock.GetUtcNow()), user), ct);

    /// <summary>Codes as they are shown, and as they are kept.</summary>
    internal static (IReadOnlyList<string> Codes, IReadOnlyList<string> Hashes) NewRecoveryCodes()
    {
        string[] codes = [.. Enumerable.Range(0, RecoveryCodes.Count).Select(_ => RecoveryCodes.Write(RandomNumberGenerator.GetBytes(RecoveryCodes.Bytes)))];
        return (codes, [.. codes.Select(RecoveryCodes.HashOf)]);
    }

    private Task<CommandOutcome> Run(UserId userId, CommandOrigin origin, string command, Func<User, Decision> decide, CancellationToken ct) =>
        runner.Run(origin with { Command = command }, async (unit, _) => UnitDecision.For<User>(userId.Value, decide(await unit.Require<User>(userId.Value))), ct);
}

/// <param name="Secret">In base 32, to type.</param>
/// <param name="Uri">To scan: <c>otpauth://totp/…</c>.</param>
public sealed record SecondFactorSecret(string Secret, string Uri);
