using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Collections.ContactGuards.GuardScene;
using static Crm.Domain.Tests.Kit.Expected;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections.Debtors;

/// <summary>Correcting a document and merging two records: what goes along, and what must not get lost.</summary>
public sealed class MovingDebtorsTests
{
    private static readonly Guid OtherPhone = Id("f0e9");

    private static readonly Spec<Debtor, MergeDebtors> Merges = new((command, debtor, streams) => MergeDebtorsHandler.Handle(
        command, debtor, streams.Get<Debtor>(OtherDebtor.Value), streams.Find<DebtAccount>(Account.Value) is { } account ? [account] : []));

    private static readonly Spec<Debtor, CorrectDocument> Corrects = new((command, debtor, streams) => CorrectDocumentHandler.Handle(
        command, debtor, streams.Find<Debtor>(OtherDebtor.Value), streams.Find<DebtAccount>(Account.Value) is { } account ? [account] : []));

    [Fact]
    public void A_merge_takes_accounts_and_contacts_along() => Merges.Given(Registered, Added, new PhoneVerified(Ana, Mobile))
        .AndOn<Debtor>(OtherDebtor.Value, Person).AndOn<DebtAccount>(Account.Value, Scene.Placed)
        .When(new(OtherDebtor, "Twice"))
        .Then(
            new DebtorMerged(Ana, OtherDebtor, "Twice"),
            On<Debtor>(OtherDebtor.Value, Added with { DebtorId = OtherDebtor, Source = "merge" }, new PhoneVerified(OtherDebtor, Mobile)),
            On<DebtAccount>(Account.Value, new AccountDebtorCorrected(Account, Ana, OtherDebtor, "Twice")));

    [Fact]
    public void What_forbids_a_contact_goes_along_in_any_case() => Merges
        .Given(Registered, Added, new PhoneRefused(Ana, Mobile, "At work"), new DoNotContactRequested(Ana, "Asked", null), new DebtorReportedDeceased(Ana, "relative", null))
        .AndOn<Debtor>(OtherDebtor.Value, Person, new PhoneAdded(OtherDebtor, OtherPhone, "+573001234567", PhoneKind.Mobile, "import"), new PhoneVerified(OtherDebtor, OtherPhone))
        .When(new(OtherDebtor, "Twice"))
        .Then(
            new DebtorMerged(Ana, OtherDebtor, "Twice"),
            On<Debtor>(OtherDebtor.Value,
                new PhoneRefused(OtherDebtor, OtherPhone, "merge"),
                new DoNotContactRequested(OtherDebtor, "merge", null),
                new DebtorReportedDeceased(OtherDebtor, "merge", null)));

    [Fact]
    public void A_consent_that_may_have_been_taken_back_is_not_given_again() => Merges
        .Given(Registered, new ConsentGiven(Ana, "collection", "1", ContactChannel.Sms)).AndOn<Debtor>(OtherDebtor.Value, Person)
        .When(new(OtherDebtor, "Twice")).Then(new DebtorMerged(Ana, OtherDebtor, "Twice"));

    [Fact]
    public void Nobody_is_merged_into_himself_or_into_a_record_that_moved()
    {
        Merges.Given(Registered).AndOn<Debtor>(OtherDebtor.Value, Person).When(new(Ana, "Twice")).ThenRefused("collections.debtor-is-same");
        Merges.Given(Registered).AndOn<Debtor>(OtherDebtor.Value, Person, new DebtorMerged(OtherDebtor, new(Id("d9")), "Twice"))
            .When(new(OtherDebtor, "Twice")).ThenRefused("collections.debtor-moved");
        Merges.Given(Registered, new DebtorMerged(Ana, new(Id("d9")), "Twice")).AndOn<Debtor>(OtherDebtor.Value, Person)
            .When(new(OtherDebtor, "Twice")).ThenRefused("collections.debtor-moved");
        Merges.Given(Registered).AndOn<Debtor>(OtherDebtor.Value, Person).When(new(OtherDebtor, " ")).ThenRefused("collections.reason-missing");
    }

    [Fact]
    public void A_corrected_document_begins_the_right_record_with_all_there_was() => Corrects
        .Given(Registered, Added, new ConsentGiven(Ana, "collection", "1", ContactChannel.Sms)).AndOn<DebtAccount>(Account.Value, Scene.Placed)
        .When(new(OtherDebtor, "CC", "79.123.456", "Typing error"))
        .Then(
            new DebtorDocumentCorrected(Ana, OtherDebtor, "Typing error"),
            On<Debtor>(OtherDebtor.Value,
                Person with { FullName = "Ana Gómez" },
                Added with { DebtorId = OtherDebtor, Source = "correction" },
                new ConsentGiven(OtherDebtor, "collection", "1", ContactChannel.Sms)),
            On<DebtAccount>(Account.Value, new AccountDebtorCorrected(Account, Ana, OtherDebtor, "Typing error")));

    [Fact]
    public void A_corrected_document_that_is_known_goes_into_its_record() => Corrects
        .Given(Registered).AndOn<Debtor>(OtherDebtor.Value, Person).When(new(OtherDebtor, "CC", "79123456", "Typing error"))
        .Then(new DebtorDocumentCorrected(Ana, OtherDebtor, "Typing error"));

    [Fact]
    public void The_right_document_is_checked_too() =>
        Corrects.Given(Registered).When(new(OtherDebtor, "NIT", "890903938-7", "Typing error")).ThenRefused("collections.document-malformed");
}
