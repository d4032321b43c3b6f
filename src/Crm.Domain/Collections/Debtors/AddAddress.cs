using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Debtors;

/// <param name="AddressId">Derived at the edge from debtor, address and city.</param>
public sealed record AddAddress(Guid AddressId, string Address, string? City, string Source);

public static class AddAddressHandler
{
    public const int MaxLength = 300;

    public static Decision Handle(AddAddress command, Debtor debtor)
    {
        if (debtor.RefusalWhenMoved() is { } moved) return Decision.Refuse(moved);

        var (address, city) = (command.Address.Trim(), string.IsNullOrWhiteSpace(command.City) ? null : command.City.Trim());
        if (address.Length is 0 or > MaxLength)
            return Decision.Refuse(Refusals.Of("collections.address-malformed", $"An address has 1 to {MaxLength} characters.", ["address"], ("most", MaxLength)));
        if (debtor.Addresses.Any(known =>
                (known.Id == command.AddressId || (known.Address == address && known.City == city)) && (!known.Discarded || command.Source == "import")))
            return Decision.AlreadySo;

        return Decision.Append(new AddressAdded(debtor.Id, command.AddressId, address, city, command.Source));
    }
}
