using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.ApiKeys;

/// <summary>A program's key.</summary>
/// <param name="ExpiresAt">Also the end of the overlap, once it was replaced.</param>
public sealed record ApiKey(
    Guid Id, UserId UserId, string Label, string SecretHash, IReadOnlyList<string> Permissions, CampaignId? CampaignId, DateTimeOffset ExpiresAt, Guid? ReplacedBy,
    bool Revoked) : IAggregate<ApiKey>
{
    public static ApiKey? Evolve(ApiKey? key, object @event) => @event switch
    {
        ApiKeyIssued e => new(e.KeyId, e.UserId, e.Label, e.SecretHash, e.Permissions, e.CampaignId, e.ExpiresAt, null, Revoked: false),
        ApiKeyReplaced e => key! with { ReplacedBy = e.By, ExpiresAt = e.Until < key.ExpiresAt ? e.Until : key.ExpiresAt },
        ApiKeyRevoked => key! with { Revoked = true },
        _ => key,
    };

    public bool CountsAt(DateTimeOffset now) => !Revoked && now < ExpiresAt;
}
