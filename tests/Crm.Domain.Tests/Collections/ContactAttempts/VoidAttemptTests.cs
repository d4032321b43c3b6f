using Crm.Domain.Campaigns;
using Crm.Domain.Collections.ContactAttempts;
using Crm.Domain.Collections.ContactGuards;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Collections.ContactGuards.GuardScene;
using static Crm.Domain.Tests.Kit.Expected;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections.ContactAttempts;

public sealed class VoidAttemptTests
{
    private static readonly ContactAttempted Logged = new(
        Attempt, Ana, [new(Account, Portfolio), new(OtherAccount, Portfolio)], ContactChannel.Phone, ContactDirection.Outbound, null, null, "NEGOTIATING",
        DispositionFlags.Contact | DispositionFlags.RightParty, 4, Known.Work, At(2026, 6, 2), null, null, null, null, OutsidePolicy: false);

    private static readonly AttemptVoided Voided = new(Attempt, Ana, "Wrong debtor", Supervisor, new(
        Logged.Accounts, Logged.Channel, Logged.Direction, Logged.Disposition, Logged.Flags, Logged.Work, Logged.Moment, OutsidePolicy: false));

    private static readonly Spec<ContactAttempt, VoidAttempt> Spec = new(VoidAttemptHandler.Handle);

    [Fact]
    public void Takes_back_what_it_counted_and_what_it_earned() => Spec.Given(Logged).When(new("Wrong debtor ", Supervisor)).Then(
        Voided,
        On<ContactGuard>(ContactGuard.StreamOf(Ana), new ContactCountVoided(Ana, Attempt)),
        On<DebtAccount>(Account.Value, new AccountContactVoided(Account, Attempt)),
        On<DebtAccount>(OtherAccount.Value, new AccountContactVoided(OtherAccount, Attempt)));

    [Fact]
    public void Takes_the_count_back_from_who_was_contacted() =>
        Spec.Given(Logged with { PersonId = OtherDebtor }).When(new("Wrong debtor", Supervisor)).Decision.Others
            .ShouldContain(other => other.StreamId == ContactGuard.StreamOf(OtherDebtor));

    [Fact]
    public void Says_why() => Spec.Given(Logged).When(new(" ", Supervisor)).ThenRefused("collections.reason-missing");

    [Fact]
    public void Voiding_twice_changes_nothing() => Spec.Given(Logged, Voided).When(new("Again", OtherAgent)).ThenNothing();
}
