using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Debtors;

public sealed record DiscardAddress(Guid AddressId, string Reason);

public static class DiscardAddressHandler
{
    public static Decision Handle(DiscardAddress command, Debtor debtor)
    {
        if (debtor.RefusalWhenMoved() is { } moved) return Decision.Refuse(moved);
        if (Contacts.RefuseWithout(command.Reason) is { } without) return without;
        return debtor.Addresses.FirstOrDefault(address => address.Id == command.AddressId) switch
        {
            null => Contacts.Unknown("collections.address-unknown", "address", "addressId"),
            { Discarded: true } => Decision.AlreadySo,
            _ => Decision.Append(new AddressDiscarded(debtor.Id, command.AddressId, command.Reason.Trim())),
        };
    }
}
