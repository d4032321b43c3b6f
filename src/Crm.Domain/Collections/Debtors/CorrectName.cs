using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Debtors;

public sealed record CorrectName(string FullName);

public static class CorrectNameHandler
{
    public static Decision Handle(CorrectName command, Debtor debtor)
    {
        if (debtor.RefusalWhenMoved() is { } moved) return Decision.Refuse(moved);
        if (PersonName.Normalize(command.FullName) is not { } name) return Decision.Refuse(PersonName.Missing);

        return name == debtor.FullName ? Decision.AlreadySo : Decision.Append(new DebtorNameCorrected(debtor.Id, debtor.FullName, name));
    }
}
