using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Debtors;

/// <param name="PhoneId">Derived at the edge from debtor and number in E.164.</param>
/// <param name="Number">As typed; numbers that do not say their country are the debtor's country's.</param>
/// <param name="Source">Where it comes from: <c>import</c>, <c>agent</c>, <c>debtor</c>.</param>
/// <param name="Zone">IANA zone, where it is known to differ from the campaign's.</param>
public sealed record AddPhone(Guid PhoneId, string Number, string Source, string? Zone = null);

public static class AddPhoneHandler
{
    public static Decision Handle(AddPhone command, Debtor debtor)
    {
        if (debtor.RefusalWhenMoved() is { } moved) return Decision.Refuse(moved);

        var phone = PhoneNumber.Parse(debtor.Country, command.Number);
        if (!phone.IsValid) return Decision.Refuse(Contacts.Malformed("collections.phone-malformed", phone.Problem, "number"));
        if (debtor.Phones.Any(known => known.Id == command.PhoneId || known.Number == phone.Number)) return Decision.AlreadySo;
        if (command.Zone is not null && !WallClock.Knows(command.Zone))
            return Decision.Refuse("collections.zone-unknown", $"There is no IANA zone '{command.Zone}'.", "zone");

        return Decision.Append(new PhoneAdded(
            debtor.Id, command.PhoneId, phone.Number, phone.IsLandline ? PhoneKind.Landline : PhoneKind.Mobile, command.Source, command.Zone));
    }
}
