using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.Users;

/// <param name="TokenHash">Of the token in the link.</param>
public sealed record OfferPasswordReset(Guid ResetId, string TokenHash, DateTimeOffset ExpiresAt, UserId? By);

public static class OfferPasswordResetHandler
{
    public static Decision Handle(OfferPasswordReset command, User user) =>
        Closed.Refuse(user)
        ?? (user.Reset?.Id == command.ResetId
            ? Decision.AlreadySo
            : Decision.Append(new PasswordResetOffered(user.Id, command.ResetId, command.TokenHash, command.ExpiresAt, command.By)));
}

/// <param name="TokenHash">Of the token that was shown.</param>
/// <param name="PasswordHash">Of the new password; made at the edge.</param>
/// <param name="Weak">Why the new password is not taken; told only to who shows a good token.</param>
public sealed record UsePasswordReset(string TokenHash, string PasswordHash, Refusal? Weak, DateTimeOffset Now);

public static class UsePasswordResetHandler
{
    /// <summary>A link works once; used, unknown and expired are refused alike.</summary>
    public static Decision Handle(UsePasswordReset command, User user)
    {
        if (user.Status is UserStatus.Closed || user.Reset is not { } reset || command.Now >= reset.ExpiresAt || !SecretHash.Same(reset.TokenHash, command.TokenHash))
            return Decision.Refuse("identity.reset-refused", "The link was used, has expired or is not known.");

        return command.Weak is { } weak
            ? Decision.Refuse(weak)
            : Decision.Append(new PasswordResetUsed(user.Id, reset.Id), new PasswordSet(user.Id, command.PasswordHash, user.Id));
    }
}
