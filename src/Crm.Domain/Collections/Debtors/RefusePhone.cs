using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Debtors;

/// <summary>He does not want to be reached there.</summary>
public sealed record RefusePhone(Guid PhoneId, string Reason);

public static class RefusePhoneHandler
{
    public static Decision Handle(RefusePhone command, Debtor debtor)
    {
        if (debtor.RefusalWhenMoved() is { } moved) return Decision.Refuse(moved);
        if (Contacts.RefuseWithout(command.Reason) is { } without) return without;
        return debtor.Phone(command.PhoneId)?.State switch
        {
            null => Contacts.Unknown("collections.phone-unknown", "phone", "phoneId"),
            PhoneState.Refused => Decision.AlreadySo,
            _ => Decision.Append(new PhoneRefused(debtor.Id, command.PhoneId, command.Reason.Trim())),
        };
    }
}
