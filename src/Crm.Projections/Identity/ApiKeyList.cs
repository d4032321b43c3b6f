using Crm.Domain.Identity.ApiKeys;
using Crm.Domain.Kernel;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Identity;

/// <summary>The keys of programs: what each is good for and until when. Never the key.</summary>
public sealed class ApiKeyList() : StreamProjection<ApiKeyRow>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(ApiKeyIssued), typeof(ApiKeyReplaced), typeof(ApiKeyRevoked)];

    public override ApiKeyRow? Evolve(ApiKeyRow? row, Recorded recorded) => recorded.Data switch
    {
        ApiKeyIssued e => new(
            e.KeyId, e.UserId, e.Label, e.Permissions, e.CampaignId, recorded.Timestamp.ToUniversalTime(), e.ExpiresAt.ToUniversalTime(), e.Replaces, e.IssuedBy),
        _ when row is null => null,
        ApiKeyReplaced e => row with { ReplacedBy = e.By, ExpiresAt = e.Until < row.ExpiresAt ? e.Until.ToUniversalTime() : row.ExpiresAt },
        ApiKeyRevoked e => row with { RevokedBecause = e.Reason },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("user_id", "userId").Text("campaign_id", "campaignId").Instant("issued_at", "issuedAt").Index(["user_id", "issued_at", "id"]);
}

public sealed record ApiKeyRow(
    Guid KeyId, UserId UserId, string Label, IReadOnlyList<string> Permissions, CampaignId? CampaignId, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, Guid? Replaces,
    UserId? IssuedBy)
{
    public Guid? ReplacedBy { get; init; }
    public string? RevokedBecause { get; init; }
}
