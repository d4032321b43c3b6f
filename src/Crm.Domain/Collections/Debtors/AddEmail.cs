using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Debtors;

/// <param name="EmailId">Derived at the edge from debtor and normalised address.</param>
public sealed record AddEmail(Guid EmailId, string Email, string Source);

public static class AddEmailHandler
{
    public static Decision Handle(AddEmail command, Debtor debtor)
    {
        if (debtor.RefusalWhenMoved() is { } moved) return Decision.Refuse(moved);

        var email = EmailAddress.Normalize(command.Email);
        if (!email.IsValid) return Decision.Refuse(Contacts.Malformed("collections.email-malformed", email.Problem, "email"));
        // A discarded address comes back only by being added anew; a file that repeats it does not count as that.
        if (debtor.Emails.Any(known => (known.Id == command.EmailId || known.Email == email.Value) && (!known.Discarded || command.Source == "import")))
            return Decision.AlreadySo;

        return Decision.Append(new EmailAdded(debtor.Id, command.EmailId, email.Value, command.Source));
    }
}
