using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.SealedHistories;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>Seals are signed with another key from now on, and the one before signed for it.</summary>
/// <param name="Fingerprint">Of the new key.</param>
/// <param name="EndorsedBy">The fingerprint of the key before.</param>
public sealed record SealKeyRotated(Guid HistoryId, string Fingerprint, string EndorsedBy) : IEvent;

/// <summary>Somebody had the sealed history recomputed; what it came to.</summary>
/// <param name="VerificationId">Made by the caller, so that hearing it twice records it once.</param>
/// <param name="Sound">Whether all of them were.</param>
public sealed record SealedHistoryVerified(Guid HistoryId, Guid VerificationId, bool Sound, IReadOnlyList<VerifiedChain> Chains, UserId? VerifiedBy) : IEvent;

/// <param name="Head">The hash of the last seal that was reached; <c>null</c>: there was none.</param>
/// <param name="Finding">What the first place that is not as it was sealed is; <c>null</c>: there is none.</param>
public sealed record VerifiedChain(string Chain, long Seals, long Rows, long PurgedRows, string? Head, string? Finding);
