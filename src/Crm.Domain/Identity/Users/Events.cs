using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.Users;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>Somebody may become a user; without a password he cannot sign in yet.</summary>
/// <param name="UserName">As typed; it is compared without case.</param>
/// <param name="Language">IETF tag of the texts he is shown: <c>es</c>, <c>en</c>.</param>
/// <param name="Zone">IANA zone of his wall clock.</param>
public sealed record UserInvited(
    UserId UserId, [property: Personal("UserId")] string UserName, [property: Personal("UserId")] string FullName,
    [property: Personal("UserId")] string? Email, string Language, string Zone) : IEvent;

/// <param name="PasswordHash">Salted and slow; never the password.</param>
/// <param name="SetBy">Who set it; the user himself, an administrator, or <c>null</c> for the command line.</param>
public sealed record PasswordSet(UserId UserId, [property: Personal("UserId")] string PasswordHash, UserId? SetBy) : IEvent;

/// <summary>The same password under a stronger hash, made when he signed in.</summary>
public sealed record PasswordRehashed(UserId UserId, [property: Personal("UserId")] string PasswordHash) : IEvent;

/// <summary>A role with where and when it holds.</summary>
/// <param name="GrantId">Names this grant when it is revoked.</param>
/// <param name="Role">A role of the matrix: <c>supervisor</c>.</param>
/// <param name="CampaignId">The campaign it holds in; <c>null</c>: every campaign.</param>
/// <param name="TeamId">His team in that campaign.</param>
/// <param name="From">From when it holds; <c>null</c>: at once.</param>
/// <param name="Until">When it lapses; <c>null</c>: it does not.</param>
public sealed record RoleGranted(
    UserId UserId, Guid GrantId, string Role, CampaignId? CampaignId, TeamId? TeamId, DateTimeOffset? From, DateTimeOffset? Until, UserId? GrantedBy) : IEvent;

public sealed record RoleRevoked(UserId UserId, Guid GrantId, string Role, string Reason, UserId? RevokedBy) : IEvent;

public sealed record UserSuspended(UserId UserId, string Reason, UserId? SuspendedBy) : IEvent;
public sealed record UserReactivated(UserId UserId, UserId? ReactivatedBy) : IEvent;

/// <summary>He left for good. His name is free again, his history stays.</summary>
public sealed record UserClosed(UserId UserId, string Reason, UserId? ClosedBy) : IEvent;

public sealed record UserProfileChanged(
    UserId UserId, [property: Personal("UserId")] string FullName, [property: Personal("UserId")] string? Email, string Language, string Zone, UserId? ChangedBy) : IEvent;

/// <param name="Skills">What work may be routed to him by; short codes.</param>
public sealed record UserSkillsSet(UserId UserId, IReadOnlyList<string> Skills, UserId? SetBy) : IEvent;

/// <param name="Capacity">How many conversations he takes at a time; 0: none.</param>
public sealed record UserCapacitySet(UserId UserId, int Capacity, UserId? SetBy) : IEvent;

/// <summary>Every session of his was ended at once, by himself or an administrator.</summary>
public sealed record UserSessionsEnded(UserId UserId, string Reason, UserId? EndedBy) : IEvent;

/// <summary>A link with which the user sets a new password, once. A later one takes its place.</summary>
/// <param name="TokenHash">SHA-256 of what the link holds; the link itself is shown once and kept nowhere.</param>
public sealed record PasswordResetOffered(UserId UserId, Guid ResetId, string TokenHash, DateTimeOffset ExpiresAt, UserId? OfferedBy) : IEvent;

public sealed record PasswordResetUsed(UserId UserId, Guid ResetId) : IEvent;

/// <summary>A secret for his authenticator; it counts once a code made with it was shown.</summary>
public sealed record SecondFactorOffered(UserId UserId, [property: Personal("UserId")] string Secret) : IEvent;

/// <param name="Step">The time step of the code that proved it; codes up to it are spent.</param>
public sealed record SecondFactorEnrolled(UserId UserId, long Step) : IEvent;

/// <summary>A code was taken; its time step and all before it are spent.</summary>
public sealed record SecondFactorAccepted(UserId UserId, long Step) : IEvent;

/// <param name="CodeHashes">SHA-256 of each code; earlier ones no longer count.</param>
public sealed record RecoveryCodesMade(UserId UserId, IReadOnlyList<string> CodeHashes) : IEvent;

public sealed record RecoveryCodeUsed(UserId UserId, string CodeHash, int Left) : IEvent;

/// <summary>The authenticator and its recovery codes no longer count, because it was lost or he does without.</summary>
public sealed record SecondFactorReset(UserId UserId, string Reason, UserId? ResetBy) : IEvent;
