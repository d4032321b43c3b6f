using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Debtors;

/// <summary>What goes along when one record takes another's place.</summary>
internal static class Moving
{
    public static Decision? Refuse(Debtor from, DebtorId toId, Debtor? to, string reason)
    {
        if (from.RefusalWhenMoved() is { } moved) return Decision.Refuse(moved);
        if (from.Id == toId) return Decision.Refuse("collections.debtor-is-same", "Both are one record already.", "debtorId");
        if (to?.RefusalWhenMoved() is { } gone) return Decision.Refuse(gone);
        return Contacts.RefuseWithout(reason);
    }

    /// <summary>What the new record does not know yet. What forbids a contact goes along in any case.</summary>
    public static IEnumerable<IEvent> Carried(Debtor from, DebtorId toId, Debtor? to, string source)
    {
        foreach (var phone in from.Phones)
        {
            var known = to?.Phones.FirstOrDefault(other => other.Number == phone.Number);
            if (known is null) yield return new PhoneAdded(toId, phone.Id, phone.Number, phone.Kind, source, phone.Zone);
            if (phone.State > (known?.State ?? PhoneState.Unverified)) yield return Became(toId, known?.Id ?? phone.Id, phone.State, source);
        }

        foreach (var email in from.Emails.Where(email => !email.Discarded && to?.Emails.Any(other => other.Email == email.Email) is not true))
            yield return new EmailAdded(toId, email.Id, email.Email, source);
        foreach (var address in from.Addresses.Where(address => !address.Discarded
            && to?.Addresses.Any(other => (other.Address, other.City) == (address.Address, address.City)) is not true))
            yield return new AddressAdded(toId, address.Id, address.Address, address.City, source);
        // A consent missing on a record that stays may have been taken back there: it is not given again in his name.
        foreach (var consent in to is null ? from.Consents : [])
            yield return new ConsentGiven(toId, consent.Purpose, consent.TextVersion, consent.Channel);
        foreach (var link in from.Links.Where(link => link.PersonId != toId && to?.Links.Contains(link) is not true))
            yield return new PersonLinked(toId, link.PersonId, link.Role);

        if (from.DoNotContact && to?.DoNotContact is not true) yield return new DoNotContactRequested(toId, source, null);
        if (from.Deceased && to?.Deceased is not true) yield return new DebtorReportedDeceased(toId, source, null);
    }

    public static Decision WithAccounts(this Decision decision, IReadOnlyList<DebtAccount> accounts, DebtorId from, DebtorId to, string reason) =>
        accounts.Where(account => account.DebtorId == from).Aggregate(decision, (all, account) =>
            all.And<DebtAccount>(account.Id.Value, new AccountDebtorCorrected(account.Id, from, to, reason.Trim())));

    private static IEvent Became(DebtorId debtor, Guid phone, PhoneState state, string reason) => state switch
    {
        PhoneState.Verified => new PhoneVerified(debtor, phone),
        PhoneState.Wrong => new PhoneMarkedWrong(debtor, phone, null),
        _ => new PhoneRefused(debtor, phone, reason),
    };
}
