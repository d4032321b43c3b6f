using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Debtors;

/// <summary>Another person belongs to the debt. References are known, but not contacted.</summary>
public sealed record LinkPerson(DebtorId PersonId, LinkedRole Role);

public static class LinkPersonHandler
{
    public static Decision Handle(LinkPerson command, Debtor debtor)
    {
        if (debtor.RefusalWhenMoved() is { } moved) return Decision.Refuse(moved);
        if (command.PersonId == debtor.Id) return Decision.Refuse("collections.person-is-debtor", "Nobody is linked to himself.", "personId");
        return debtor.Links.Contains(new(command.PersonId, command.Role))
            ? Decision.AlreadySo
            : Decision.Append(new PersonLinked(debtor.Id, command.PersonId, command.Role));
    }
}
