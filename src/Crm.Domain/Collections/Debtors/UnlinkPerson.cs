using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Debtors;

public sealed record UnlinkPerson(DebtorId PersonId, LinkedRole Role);

public static class UnlinkPersonHandler
{
    public static Decision Handle(UnlinkPerson command, Debtor debtor)
    {
        if (debtor.RefusalWhenMoved() is { } moved) return Decision.Refuse(moved);
        return debtor.Links.Contains(new(command.PersonId, command.Role))
            ? Decision.Append(new PersonUnlinked(debtor.Id, command.PersonId, command.Role))
            : Decision.AlreadySo;
    }
}
