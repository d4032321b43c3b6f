using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Debtors;

/// <summary>The number is not his.</summary>
public sealed record MarkPhoneWrong(Guid PhoneId, AttemptId? AttemptId = null);

public static class MarkPhoneWrongHandler
{
    public static Decision Handle(MarkPhoneWrong command, Debtor debtor)
    {
        if (debtor.RefusalWhenMoved() is { } moved) return Decision.Refuse(moved);
        return debtor.Phone(command.PhoneId)?.State switch
        {
            null => Contacts.Unknown("collections.phone-unknown", "phone", "phoneId"),
            PhoneState.Wrong => Decision.AlreadySo,
            _ => Decision.Append(new PhoneMarkedWrong(debtor.Id, command.PhoneId, command.AttemptId)),
        };
    }
}
