using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Debtors;

public sealed record DiscardEmail(Guid EmailId, string Reason);

public static class DiscardEmailHandler
{
    public static Decision Handle(DiscardEmail command, Debtor debtor)
    {
        if (debtor.RefusalWhenMoved() is { } moved) return Decision.Refuse(moved);
        if (Contacts.RefuseWithout(command.Reason) is { } without) return without;
        return debtor.Email(command.EmailId) switch
        {
            null => Contacts.Unknown("collections.email-unknown", "email", "emailId"),
            { Discarded: true } => Decision.AlreadySo,
            _ => Decision.Append(new EmailDiscarded(debtor.Id, command.EmailId, command.Reason.Trim())),
        };
    }
}
