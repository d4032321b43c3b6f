using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Debtors;

public sealed record RequestDoNotContact(string Reason, AttemptId? AttemptId = null);

public static class RequestDoNotContactHandler
{
    public static Decision Handle(RequestDoNotContact command, Debtor debtor)
    {
        if (debtor.RefusalWhenMoved() is { } moved) return Decision.Refuse(moved);
        if (debtor.DoNotContact) return Decision.AlreadySo;
        return Contacts.RefuseWithout(command.Reason)
            ?? Decision.Append(new DoNotContactRequested(debtor.Id, command.Reason.Trim(), command.AttemptId));
    }
}
