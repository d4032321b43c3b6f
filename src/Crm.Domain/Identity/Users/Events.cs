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
