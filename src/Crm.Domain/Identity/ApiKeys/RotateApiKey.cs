using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.ApiKeys;

/// <summary>A new secret for the same purpose; the old one counts for as long as it takes to bring the new one out.</summary>
/// <param name="ExpiresAt">Of the new key.</param>
/// <param name="OverlapUntil">Until when the old one counts.</param>
/// <param name="MayGrant">As for issuing.</param>
public sealed record RotateApiKey(
    Guid NewKeyId, string SecretHash, DateTimeOffset ExpiresAt, DateTimeOffset OverlapUntil, UserId? By, bool MayGrant, DateTimeOffset Now);

public static class RotateApiKeyHandler
{
    public static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(30);

    public static Decision Handle(RotateApiKey command, ApiKey key)
    {
        if (key.ReplacedBy == command.NewKeyId) return Decision.AlreadySo;
        if (key.ReplacedBy is not null || !key.CountsAt(command.Now)) return Decision.Refuse("identity.key-does-not-count", "The key was replaced or revoked, or has expired.");
        if (!command.MayGrant) return Decision.Refuse("identity.grant-beyond-own", "Nobody grants what he does not hold.");
        if (command.OverlapUntil < command.Now || command.OverlapUntil > command.Now + LongestOverlap)
            return Decision.Refuse("identity.key-overlap", $"The old key may count for {LongestOverlap.Days} days more at most.", nameof(command.OverlapUntil));
        if (command.ExpiresAt <= command.Now || command.ExpiresAt > command.Now + IssueApiKeyHandler.Longest)
            return Decision.Refuse("identity.key-expiry", $"A key lasts until an instant within {IssueApiKeyHandler.Longest.Days} days.", nameof(command.ExpiresAt));

        return Decision.Append(new ApiKeyReplaced(key.Id, key.UserId, command.NewKeyId, command.OverlapUntil))
            .And<ApiKey>(command.NewKeyId, new ApiKeyIssued(
                command.NewKeyId, key.UserId, key.Label, command.SecretHash, key.Permissions, key.CampaignId, command.ExpiresAt, key.Id, command.By));
    }
}

public sealed record RevokeApiKey(string Reason, UserId? By);

public static class RevokeApiKeyHandler
{
    public static Decision Handle(RevokeApiKey command, ApiKey key) =>
        key.Revoked ? Decision.AlreadySo : Decision.Append(new ApiKeyRevoked(key.Id, key.UserId, command.Reason, command.By));
}
