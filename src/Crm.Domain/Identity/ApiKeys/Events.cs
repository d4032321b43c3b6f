using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.ApiKeys;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>A key with which a program acts as a user, within less than he may.</summary>
/// <param name="Label">What it is for: <c>nightly import of the bank</c>.</param>
/// <param name="SecretHash">SHA-256 of the secret half; the key itself is shown once and kept nowhere.</param>
/// <param name="Permissions">What it is good for, as far as its user holds it at the time.</param>
/// <param name="CampaignId">The only campaign it reaches; <c>null</c>: as far as its user.</param>
/// <param name="Replaces">The key it was rotated from.</param>
public sealed record ApiKeyIssued(
    Guid KeyId, UserId UserId, string Label, string SecretHash, IReadOnlyList<string> Permissions, CampaignId? CampaignId, DateTimeOffset ExpiresAt,
    Guid? Replaces, UserId? IssuedBy) : IEvent;

/// <summary>Another key took its place; until then both count.</summary>
public sealed record ApiKeyReplaced(Guid KeyId, UserId UserId, Guid By, DateTimeOffset Until) : IEvent;

public sealed record ApiKeyRevoked(Guid KeyId, UserId UserId, string Reason, UserId? RevokedBy) : IEvent;
