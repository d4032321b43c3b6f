using System.Buffers.Text;
using System.Security.Cryptography;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Domain.Identity;
using Crm.Domain.Identity.UserNames;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;
using Microsoft.AspNetCore.Identity;
using Roster = Crm.Domain.Identity.SuperAdministrators.SuperAdministrators;

namespace Crm.Api.Identity;

/// <summary>The commands on users with the streams each stands on; given by HTTP and by the command line.</summary>
public sealed class UserUnits(NaturalKeys keys, IPasswordHasher<User> hasher, CommonPasswords common, IdentityRules rules, TimeProvider clock)
{
    public static readonly TimeSpan ResetLifetime = TimeSpan.FromHours(24);

    private readonly Guid _roster = keys.Sole("super-administrators");

    public Func<CommandUnit, CancellationToken, Task<UnitDecision>> Invite(
        UserId id, string userName, string fullName, string? email, string language, string zone) => async (unit, _) =>
    {
        var nameId = keys.UserName(userName);
        var decision = InviteUserHandler.Handle(
            new(id, nameId, userName.Trim(), fullName.Trim(), email, language, zone), await unit.Load<User>(id.Value), await unit.Load<UserName>(nameId));
        return UnitDecision.For<User>(id.Value, decision);
    };

    public Func<CommandUnit, CancellationToken, Task<UnitDecision>> SetPassword(UserId id, string password, UserId? by)
    {
        // Hashing is slow on purpose: once per command, not once per try.
        var hash = new Lazy<string>(() => hasher.HashPassword(null!, password));
        return async (unit, _) =>
        {
            var user = await unit.Require<User>(id.Value);
            var refusal = PasswordRules.Check(password, user.UserName, user.FullName) ?? common.Check(password);
            return UnitDecision.For<User>(
                id.Value, refusal is null ? SetPasswordHandler.Handle(new(hash.Value, by), user) : Decision.Refuse(refusal));
        };
    }

    public Func<CommandUnit, CancellationToken, Task<UnitDecision>> Grant(
        UserId id, Guid grantId, string role, CampaignId? campaign, TeamId? team, DateTimeOffset? from, DateTimeOffset? until, UserId? by, bool mayGrant) =>
        async (unit, ct) => UnitDecision.For<User>(id.Value, GrantRoleHandler.Handle(
            new(grantId, role, campaign, team, from, until, by, _roster, mayGrant, (await rules.Get(ct)).Roles.Roles),
            await unit.Require<User>(id.Value), await unit.Load<Roster>(_roster)));

    /// <param name="mayRevoke">Whether the caller could have granted what the grant gives.</param>
    public Func<CommandUnit, CancellationToken, Task<UnitDecision>> Revoke(UserId id, Guid grantId, string reason, UserId? by, Func<RoleGrant, bool> mayRevoke) =>
        async (unit, _) =>
        {
            var user = await unit.Require<User>(id.Value);
            var may = user.Grants.FirstOrDefault(grant => grant.Id == grantId) is not { } grant || mayRevoke(grant);
            return UnitDecision.For<User>(id.Value, RevokeRoleHandler.Handle(new(grantId, reason, by, _roster, may), user, await unit.Load<Roster>(_roster)));
        };

    public Func<CommandUnit, CancellationToken, Task<UnitDecision>> Suspend(UserId id, string reason, UserId? by) => async (unit, _) =>
        UnitDecision.For<User>(id.Value, SuspendUserHandler.Handle(
            new(reason, by, _roster), await unit.Require<User>(id.Value), await unit.Load<Roster>(_roster)));

    public Func<CommandUnit, CancellationToken, Task<UnitDecision>> Reactivate(UserId id, UserId? by) => async (unit, _) =>
    {
        var user = await unit.Require<User>(id.Value);
        await unit.Load<Roster>(_roster);
        return UnitDecision.For<User>(id.Value, ReactivateUserHandler.Handle(new(by, _roster), user));
    };

    public Func<CommandUnit, CancellationToken, Task<UnitDecision>> Close(UserId id, string reason, UserId? by) => async (unit, _) =>
    {
        var user = await unit.Require<User>(id.Value);
        var nameId = keys.UserName(user.UserName);
        return UnitDecision.For<User>(id.Value, CloseUserHandler.Handle(
            new(reason, by, _roster, nameId), user, await unit.Load<Roster>(_roster), await unit.Load<UserName>(nameId)));
    };

    public Func<CommandUnit, CancellationToken, Task<UnitDecision>> ChangeProfile(UserId id, string fullName, string? email, string language, string zone, UserId? by) =>
        Of(id, user => ChangeProfileHandler.Handle(new(fullName.Trim(), email, language, zone, by), user));

    public Func<CommandUnit, CancellationToken, Task<UnitDecision>> SetSkills(UserId id, IReadOnlyList<string> skills, UserId? by) =>
        Of(id, user => SetSkillsHandler.Handle(new(skills, by), user));

    public Func<CommandUnit, CancellationToken, Task<UnitDecision>> SetCapacity(UserId id, int capacity, UserId? by) =>
        Of(id, user => SetCapacityHandler.Handle(new(capacity, by), user));

    public Func<CommandUnit, CancellationToken, Task<UnitDecision>> EndSessions(UserId id, string reason, UserId? by) =>
        Of(id, user => EndUserSessionsHandler.Handle(new(reason, by), user));

    public Func<CommandUnit, CancellationToken, Task<UnitDecision>> ResetSecondFactor(UserId id, string reason, UserId? by) =>
        Of(id, user => ResetSecondFactorHandler.Handle(new(reason, by, Demanded: false, Proof: null, clock.GetUtcNow()), user));

    /// <summary>A link with which a user sets a new password. The token is for him alone; its hash is all that is kept.</summary>
    public (string Token, DateTimeOffset ExpiresAt, Func<CommandUnit, CancellationToken, Task<UnitDecision>> Decide) OfferReset(UserId id, UserId? by)
    {
        var (resetId, expires) = (Guid.CreateVersion7(), clock.GetUtcNow() + ResetLifetime);
        var token = $"{id.Value:N}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
        return (token, expires, Of(id, user => OfferPasswordResetHandler.Handle(new(resetId, SecretHash.Of(token), expires, by), user)));
    }

    /// <summary>Sets the password that a link was used for; whatever is wrong with the token is refused alike.</summary>
    public Func<CommandUnit, CancellationToken, Task<UnitDecision>> UseReset(string token, string password)
    {
        var hash = hasher.HashPassword(null!, password);
        var id = token.Split('.') is [{ Length: 32 } text, _] && Guid.TryParseExact(text, "N", out var found) ? found : Guid.Empty;
        return async (unit, _) =>
        {
            if (await unit.Load<User>(id) is not { } user) return UnitDecision.For<User>(id, Decision.Refuse("identity.reset-refused", "The link was used, has expired or is not known."));

            var weak = PasswordRules.Check(password, user.UserName, user.FullName) ?? common.Check(password);
            return UnitDecision.For<User>(id, UsePasswordResetHandler.Handle(new(SecretHash.Of(token), hash, weak, clock.GetUtcNow()), user));
        };
    }

    private static Func<CommandUnit, CancellationToken, Task<UnitDecision>> Of(UserId id, Func<User, Decision> decide) => async (unit, _) =>
        UnitDecision.For<User>(id.Value, decide(await unit.Require<User>(id.Value)));
}
