using Crm.Domain.Collections.Debtors;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Collections.ContactGuards.GuardScene;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections.Debtors;

public sealed class DebtorTests
{
    private static readonly Guid Mail = Id("e0a1"), Home = Id("add1");
    private static readonly EmailAdded MailAdded = new(Ana, Mail, "ana@example.com", "agent");
    private static readonly AddressAdded HomeAdded = new(Ana, Home, "Calle 1 # 2-3", "Bogotá", "agent");
    private static readonly ConsentGiven Consented = new(Ana, "collection", "2026-1", ContactChannel.WhatsApp);
    private static readonly DoNotContactRequested Unwilling = new(Ana, "Asked", null);
    private static readonly DebtorReportedDeceased Dead = new(Ana, "relative", null);
    private static readonly PersonLinked Linked = new(Ana, OtherDebtor, LinkedRole.Guarantor);
    private static readonly DebtorMerged Merged = new(Ana, OtherDebtor, "Twice");

    private static readonly Spec<Debtor, RegisterDebtor> Registers = new(RegisterDebtorHandler.Handle);
    private static readonly Spec<Debtor, AddPhone> AddsPhone = new(AddPhoneHandler.Handle);
    private static readonly Spec<Debtor, AddEmail> AddsEmail = new(AddEmailHandler.Handle);
    private static readonly Spec<Debtor, AddAddress> AddsAddress = new(AddAddressHandler.Handle);

    private static readonly RegisterDebtor Register = new(Ana, "CO", "C.C.", "1.020.304.056", "  Ana   Gómez ", Known.Campaign);

    [Fact]
    public void Is_registered_with_document_and_name_in_one_form() => Registers.Given().When(Register).Then(Registered);

    [Fact]
    public void Is_registered_once_under_whatever_name() => Registers.Given(Registered).When(Register with { FullName = "Someone Else" }).ThenNothing();

    [Theory]
    [InlineData("12A", "Ana", "collections.document-malformed")]
    [InlineData("1020304056", " ", "collections.name-malformed")]
    public void Needs_a_document_and_a_name(string document, string name, string code) =>
        Registers.Given().When(Register with { DocumentNumber = document, FullName = name }).ThenRefused(code);

    [Fact]
    public void A_refusal_says_what_is_wrong_and_not_the_number()
    {
        var refusal = Registers.Given().When(Register with { DocumentType = "NIT", DocumentNumber = "890903938-7" }).ThenRefused("collections.document-malformed");

        refusal.Figures["problem"].ShouldBe("check-digit");
        Stored.Text(refusal).ShouldNotContain("890903938");
    }

    [Fact]
    public void A_name_is_corrected_once()
    {
        Spec<Debtor, CorrectName> corrects = new(CorrectNameHandler.Handle);
        corrects.Given(Registered).When(new("Ana María  Gómez")).Then(new DebtorNameCorrected(Ana, "Ana Gómez", "Ana María Gómez"));
        corrects.Given(Registered).When(new(new string('x', 201))).ThenRefused("collections.name-malformed");
    }

    [Fact]
    public void A_phone_is_added_in_e164_with_its_kind()
    {
        AddsPhone.Given(Registered).When(new(Mobile, "300 123 4567", "import")).Then(Added);
        AddsPhone.Given(Registered).When(new(Mobile, "601 745 6789", "import")).Then(Added with { Number = "+576017456789", Kind = PhoneKind.Landline });
    }

    [Fact]
    public void A_number_is_one_phone_however_it_is_written() => AddsPhone.Given(Registered, Added).When(new(Id("f9"), "+57 300-123-4567", "agent")).ThenNothing();

    [Fact]
    public void A_wrong_number_does_not_come_back_as_a_new_one() =>
        AddsPhone.Given(Registered, Added, new PhoneMarkedWrong(Ana, Mobile, null)).When(new(Mobile, "3001234567", "import")).ThenNothing();

    [Fact]
    public void What_is_no_phone_is_refused()
    {
        AddsPhone.Given(Registered).When(new(Mobile, "123", "agent")).ThenRefused("collections.phone-malformed");
        AddsPhone.Given(Registered).When(new(Mobile, "3001234567", "agent", "America/Macondo")).ThenRefused("collections.zone-unknown");
    }

    [Fact]
    public void A_phone_is_verified_wrong_or_refused()
    {
        new Spec<Debtor, VerifyPhone>(VerifyPhoneHandler.Handle).Given(Registered, Added).When(new(Mobile)).Then(new PhoneVerified(Ana, Mobile));
        new Spec<Debtor, MarkPhoneWrong>(MarkPhoneWrongHandler.Handle).Given(Registered, Added).When(new(Mobile, Attempt)).Then(new PhoneMarkedWrong(Ana, Mobile, Attempt));
        new Spec<Debtor, RefusePhone>(RefusePhoneHandler.Handle).Given(Registered, Added).When(new(Mobile, "At work")).Then(new PhoneRefused(Ana, Mobile, "At work"));
        new Spec<Debtor, VerifyPhone>(VerifyPhoneHandler.Handle).Given(Registered).When(new(Mobile)).ThenRefused("collections.phone-unknown");
    }

    [Fact]
    public void An_email_is_added_and_discarded()
    {
        AddsEmail.Given(Registered).When(new(Mail, " Ana@Example.com", "agent")).Then(MailAdded);
        AddsEmail.Given(Registered).When(new(Mail, "ana", "agent")).ThenRefused("collections.email-malformed");
        new Spec<Debtor, DiscardEmail>(DiscardEmailHandler.Handle).Given(Registered, MailAdded).When(new(Mail, "Bounced")).Then(new EmailDiscarded(Ana, Mail, "Bounced"));
    }

    [Fact]
    public void A_discarded_email_comes_back_by_a_person_and_not_by_a_file()
    {
        var discarded = new EmailDiscarded(Ana, Mail, "Bounced");

        AddsEmail.Given(Registered, MailAdded, discarded).When(new(Mail, "ana@example.com", "import")).ThenNothing();
        AddsEmail.Given(Registered, MailAdded, discarded).When(new(Mail, "ana@example.com", "agent")).Then(MailAdded);
    }

    [Fact]
    public void An_address_is_added_and_discarded()
    {
        AddsAddress.Given(Registered).When(new(Home, " Calle 1 # 2-3", "Bogotá ", "agent")).Then(HomeAdded);
        AddsAddress.Given(Registered).When(new(Home, " ", null, "agent")).ThenRefused("collections.address-malformed");
        new Spec<Debtor, DiscardAddress>(DiscardAddressHandler.Handle).Given(Registered, HomeAdded).When(new(Home, "Moved")).Then(new AddressDiscarded(Ana, Home, "Moved"));
    }

    [Fact]
    public void Consent_is_given_to_a_text_and_taken_back()
    {
        Spec<Debtor, GiveConsent> gives = new(GiveConsentHandler.Handle);
        Spec<Debtor, RevokeConsent> revokes = new(RevokeConsentHandler.Handle);

        gives.Given(Registered).When(new("collection", "2026-1", ContactChannel.WhatsApp)).Then(Consented);
        gives.Given(Registered, Consented).When(new("collection", "2026-2", ContactChannel.WhatsApp)).Then(Consented with { TextVersion = "2026-2" });
        gives.Given(Registered).When(new("collection", "", ContactChannel.WhatsApp)).ThenRefused("collections.consent-incomplete");
        revokes.Given(Registered, Consented).When(new("collection", ContactChannel.WhatsApp)).Then(new ConsentRevoked(Ana, "collection", ContactChannel.WhatsApp));
        revokes.Given(Registered, Consented).When(new("collection", ContactChannel.Sms)).ThenNothing();
    }

    [Fact]
    public void Not_to_be_contacted_is_asked_and_lifted()
    {
        new Spec<Debtor, RequestDoNotContact>(RequestDoNotContactHandler.Handle).Given(Registered).When(new("Asked")).Then(Unwilling);
        new Spec<Debtor, LiftDoNotContact>(LiftDoNotContactHandler.Handle).Given(Registered, Unwilling).When(new("He called")).Then(new DoNotContactLifted(Ana, "He called"));
        new Spec<Debtor, LiftDoNotContact>(LiftDoNotContactHandler.Handle).Given(Registered, Unwilling).When(new("")).ThenRefused("collections.reason-missing");
    }

    [Fact]
    public void A_death_is_reported_and_withdrawn()
    {
        new Spec<Debtor, ReportDeceased>(ReportDeceasedHandler.Handle).Given(Registered).When(new("relative")).Then(Dead);
        new Spec<Debtor, WithdrawDeathReport>(WithdrawDeathReportHandler.Handle).Given(Registered, Dead).When(new("He answered")).Then(new DebtorDeathReportWithdrawn(Ana, "He answered"));
        new Spec<Debtor, WithdrawDeathReport>(WithdrawDeathReportHandler.Handle).Given(Registered).When(new("He answered")).ThenNothing();
    }

    [Fact]
    public void Persons_are_linked_by_role()
    {
        Spec<Debtor, LinkPerson> links = new(LinkPersonHandler.Handle);

        links.Given(Registered).When(new(OtherDebtor, LinkedRole.Guarantor)).Then(Linked);
        links.Given(Registered, Linked).When(new(OtherDebtor, LinkedRole.CoDebtor)).Then(Linked with { Role = LinkedRole.CoDebtor });
        links.Given(Registered).When(new(Ana, LinkedRole.CoDebtor)).ThenRefused("collections.person-is-debtor");
        new Spec<Debtor, UnlinkPerson>(UnlinkPersonHandler.Handle).Given(Registered, Linked)
            .When(new(OtherDebtor, LinkedRole.Guarantor)).Then(new PersonUnlinked(Ana, OtherDebtor, LinkedRole.Guarantor));
    }

    [Fact]
    public void A_record_that_was_merged_takes_nothing_more_and_names_the_other()
    {
        AddsPhone.Given(Registered, Merged).When(new(Mobile, "3001234567", "agent")).ThenRefused("collections.debtor-moved").Figures["movedTo"].ShouldBe(OtherDebtor);
        AddsEmail.Given(Registered, Merged).When(new(Mail, "ana@example.com", "agent")).ThenRefused("collections.debtor-moved");
        new Spec<Debtor, LiftDoNotContact>(LiftDoNotContactHandler.Handle).Given(Registered, Unwilling, Merged).When(new("Why")).ThenRefused("collections.debtor-moved");
    }
}
