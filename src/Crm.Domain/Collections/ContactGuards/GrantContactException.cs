using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.ContactGuards;

/// <summary>For a while hours, holidays and limits do not hold for this person.</summary>
/// <param name="Ground">Why: the debtor asked for it.</param>
/// <param name="Channel">Only for this channel; <c>null</c>: for any.</param>
/// <param name="Until">The first instant at which it holds no longer.</param>
public sealed record GrantContactException(
    Guid ExceptionId, string Ground, UserId GrantedBy, ContactChannel? Channel, DateTimeOffset From, DateTimeOffset Until, DateTimeOffset Now);

public static class GrantContactExceptionHandler
{
    public const int MaxDays = 90;

    /// <param name="guard">The guard of the person, <see cref="ContactGuard.StreamOf"/>; <c>null</c> before his first contact.</param>
    public static Decision Handle(GrantContactException command, ContactGuard? guard, Debtor person)
    {
        if (guard?.Exceptions.Any(exception => exception.Id == command.ExceptionId) is true) return Decision.AlreadySo;
        if (person.RefusalWhenMoved() is { } moved) return Decision.Refuse(moved);
        if (string.IsNullOrWhiteSpace(command.Ground)) return Decision.Refuse("collections.reason-missing", "Say on what ground.", "ground");
        if (command.Until <= command.From || command.Until <= command.Now || command.Until - command.From > TimeSpan.FromDays(MaxDays))
        {
            return Decision.Refuse(Refusals.Of(
                "collections.exception-period-invalid", $"An exception ends after it begins, in the future, and lasts {MaxDays} days at most.", ["from", "until"], ("most", MaxDays)));
        }

        return Decision.Append(new ContactExceptionGranted(
            person.Id, command.ExceptionId, command.Ground.Trim(), command.GrantedBy, command.Channel, command.From.ToUniversalTime(), command.Until.ToUniversalTime()));
    }
}
