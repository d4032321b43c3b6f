using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Debtors;

/// <summary>He was reached there: the number is his.</summary>
public sealed record VerifyPhone(Guid PhoneId);

public static class VerifyPhoneHandler
{
    public static Decision Handle(VerifyPhone command, Debtor debtor)
    {
        if (debtor.RefusalWhenMoved() is { } moved) return Decision.Refuse(moved);
        return debtor.Phone(command.PhoneId)?.State switch
        {
            null => Contacts.Unknown("collections.phone-unknown", "phone", "phoneId"),
            PhoneState.Verified => Decision.AlreadySo,
            _ => Decision.Append(new PhoneVerified(debtor.Id, command.PhoneId)),
        };
    }
}
