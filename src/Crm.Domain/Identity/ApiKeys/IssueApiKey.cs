using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.ApiKeys;

/// <param name="MayGrant">Whether whoever issues it holds what it is good for; nobody grants what he does not hold.</param>
/// <param name="Now">By the system's clock, which keys live by.</param>
public sealed record IssueApiKey(
    Guid KeyId, string Label, string SecretHash, IReadOnlyList<string> Permissions, CampaignId? CampaignId, DateTimeOffset ExpiresAt, UserId? By, bool MayGrant,
    DateTimeOffset Now);

public static class IssueApiKeyHandler
{
    public static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    public static Decision Handle(IssueApiKey command, ApiKey? key, User user)
    {
        if (key is not null) return Decision.AlreadySo;
        if (user.Status is UserStatus.Closed or UserStatus.Suspended) return Decision.Refuse("identity.user-not-open", "The user is suspended or left.");
        if (command.Permissions.Count == 0) return Decision.Refuse("identity.key-without-permissions", "Say what the key is good for.", nameof(command.Permissions));
        if (!command.MayGrant) return Decision.Refuse("identity.grant-beyond-own", "Nobody grants what he does not hold.", nameof(command.Permissions));
        if (command.ExpiresAt <= command.Now || command.ExpiresAt > command.Now + Longest)
            return Decision.Refuse("identity.key-expiry", $"A key lasts until an instant within {Longest.Days} days.", nameof(command.ExpiresAt));

        return Decision.Append(new ApiKeyIssued(
            command.KeyId, user.Id, command.Label, command.SecretHash, [.. command.Permissions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            command.CampaignId, command.ExpiresAt, null, command.By));
    }
}
