using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Debtors;

public sealed record RevokeConsent(string Purpose, ContactChannel Channel);

public static class RevokeConsentHandler
{
    public static Decision Handle(RevokeConsent command, Debtor debtor)
    {
        if (debtor.RefusalWhenMoved() is { } moved) return Decision.Refuse(moved);
        return debtor.Consented(command.Purpose.Trim(), command.Channel)
            ? Decision.Append(new ConsentRevoked(debtor.Id, command.Purpose.Trim(), command.Channel))
            : Decision.AlreadySo;
    }
}
