using Crm.Domain.Identity;
using Crm.Domain.Identity.ApiKeys;
using Crm.Domain.Kernel;
using Crm.EventStore.Streams;

namespace Crm.Api.Identity.ApiKeys;

/// <summary>Who stands behind a program's key: its user, within what the key is good for and no further than the user reaches himself.</summary>
public sealed class KeyCallers(Callers callers, Aggregates aggregates, IdentityRules rules, KeyUses uses, TimeProvider clock)
{
    /// <summary>The caller behind a key; <c>null</c> for every kind of no.</summary>
    public async ValueTask<Caller?> Find(string token, System.Net.IPAddress? address, CancellationToken ct)
    {
        if (KeyTokens.Read(token) is not { } shown) return null;
        if (await callers.Find(shown.KeyId, Look, ct) is not { KeyHash: { } hash } caller || !SecretHash.Same(hash, SecretHash.Of(shown.Secret))) return null;

        uses.Used(shown.KeyId, address);
        return caller;
    }

    private async Task<Callers.Known> Look(Guid keyId, CancellationToken ct)
    {
        var key = (await aggregates.Load<ApiKey>(keyId, ApiKey.Evolve, fresh: true, ct)).State;
        if (key?.CountsAt(clock.GetUtcNow()) is not true || await callers.Load(key.UserId, ct) is not { Status: Domain.Identity.Users.UserStatus.Active or Domain.Identity.Users.UserStatus.Invited } user)
            return callers.Nobody;

        return callers.Keep(user, grants => new(user.Id, Guid.Empty, Within(key, rules.Current.Roles.Scopes(user.Id, grants)), user.Language)
        {
            Grants = grants,
            ApiKeyId = key.Id,
            KeyHash = key.SecretHash,
        }, key.ExpiresAt);
    }

    /// <summary>What the user may do, cut down to the key's permissions and campaign.</summary>
    internal static IReadOnlyDictionary<string, CallerScope> Within(ApiKey key, IReadOnlyDictionary<string, CallerScope> scopes) => key.Permissions
        .Where(scopes.ContainsKey)
        .Select(permission => (permission, scope: Within(key.CampaignId, scopes[permission])))
        .Where(cell => cell.scope is not null)
        .ToDictionary(cell => cell.permission, cell => cell.scope!, StringComparer.Ordinal);

    // Teams and what is one's own are not bound to a campaign, so they do not count for a key that is.
    private static CallerScope? Within(CampaignId? campaign, CallerScope scope) =>
        campaign is not { } only ? scope
        : scope.All || scope.Campaigns.Contains(only) ? CallerScope.Nothing(scope.UserId) with { Campaigns = [only] }
        : null;
}
