using Crm.Domain.Collections.ContactGuards;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.ContactAttempts;

/// <summary>
/// The attempt was logged by mistake: it counts no longer, neither for the limits nor for earning payments. What it told
/// about the person (a wrong number, a death) is taken back by that record's own commands.
/// </summary>
public sealed record VoidAttempt(string Reason, UserId VoidedBy);

public static class VoidAttemptHandler
{
    public static Decision Handle(VoidAttempt command, ContactAttempt attempt)
    {
        if (attempt.Voided) return Decision.AlreadySo;
        if (Contacts.RefuseWithout(command.Reason) is { } without) return without;

        var decision = Decision.Append(new AttemptVoided(attempt.Id, attempt.DebtorId, command.Reason.Trim(), command.VoidedBy, attempt.Counted))
            .And<ContactGuard>(ContactGuard.StreamOf(attempt.PersonId), new ContactCountVoided(attempt.PersonId, attempt.Id));
        return attempt.Accounts.Aggregate(decision, (all, account) => all.And<DebtAccount>(account.Value, new AccountContactVoided(account, attempt.Id)));
    }
}
