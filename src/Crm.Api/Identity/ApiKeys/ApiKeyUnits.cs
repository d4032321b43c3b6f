using Crm.Api.Http;
using Crm.Domain.Identity;
using Crm.Domain.Identity.ApiKeys;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;

namespace Crm.Api.Identity.ApiKeys;

/// <summary>The commands on keys; given by HTTP and by the command line.</summary>
public sealed class ApiKeyUnits(TimeProvider clock)
{
    /// <param name="mayGrant">Whether whoever issues it holds what it is good for.</param>
    /// <returns>The key, to be shown once, and the decision.</returns>
    public (Guid KeyId, string Token, Func<CommandUnit, CancellationToken, Task<UnitDecision>> Decide) Issue(
        UserId user, string label, IReadOnlyList<string> permissions, CampaignId? campaign, DateTimeOffset expiresAt, UserId? by, Func<User, bool> mayGrant)
    {
        var id = Guid.CreateVersion7();
        var (token, secret) = KeyTokens.New(id);
        return (id, token, async (unit, _) =>
        {
            var owner = await unit.Require<User>(user.Value);
            return UnitDecision.For<ApiKey>(id, IssueApiKeyHandler.Handle(
                new(id, label.Trim(), SecretHash.Of(secret), permissions, campaign, expiresAt, by, mayGrant(owner), clock.GetUtcNow()), await unit.Load<ApiKey>(id), owner));
        }
        );
    }

    public (Guid KeyId, string Token, Func<CommandUnit, CancellationToken, Task<UnitDecision>> Decide) Rotate(
        Guid keyId, DateTimeOffset expiresAt, DateTimeOffset overlapUntil, UserId? by, Func<ApiKey, User, bool> mayGrant)
    {
        var id = Guid.CreateVersion7();
        var (token, secret) = KeyTokens.New(id);
        return (id, token, async (unit, _) =>
        {
            var key = await unit.Require<ApiKey>(keyId);
            var owner = await unit.Require<User>(key.UserId.Value);
            await unit.Load<ApiKey>(id);
            return UnitDecision.For<ApiKey>(keyId, RotateApiKeyHandler.Handle(
                new(id, SecretHash.Of(secret), expiresAt, overlapUntil, by, mayGrant(key, owner), clock.GetUtcNow()), key));
        }
        );
    }

    public Func<CommandUnit, CancellationToken, Task<UnitDecision>> Revoke(Guid keyId, string reason, UserId? by, Action<User>? reach = null) => async (unit, _) =>
    {
        var key = await unit.Require<ApiKey>(keyId);
        reach?.Invoke(await unit.Require<User>(key.UserId.Value));
        return UnitDecision.For<ApiKey>(keyId, RevokeApiKeyHandler.Handle(new(reason, by), key));
    };

    /// <summary>Whether somebody holds what a key would be good for.</summary>
    public static bool Holds(Caller holder, IReadOnlyList<string> permissions, CampaignId? campaign) => permissions.All(permission =>
        holder.ScopeOf(permission) is var held && (held.All || (campaign is { } only && held.Campaigns.Contains(only))));
}
