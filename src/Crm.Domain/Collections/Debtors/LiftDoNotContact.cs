using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Debtors;

public sealed record LiftDoNotContact(string Reason);

public static class LiftDoNotContactHandler
{
    public static Decision Handle(LiftDoNotContact command, Debtor debtor)
    {
        if (debtor.RefusalWhenMoved() is { } moved) return Decision.Refuse(moved);
        if (!debtor.DoNotContact) return Decision.AlreadySo;
        return Contacts.RefuseWithout(command.Reason) ?? Decision.Append(new DoNotContactLifted(debtor.Id, command.Reason.Trim()));
    }
}
