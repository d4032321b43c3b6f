using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;
using Crm.Projections.Collections;
using Crm.Projections.Tests.Kit;
using static Crm.Projections.Tests.Kit.Known;

namespace Crm.Projections.Tests.Collections;

public sealed class DebtorViewsTests
{
    private static readonly Guid Mobile = Id("71"), Mail = Id("72"), Home = Id("73");
    private static readonly DebtorRegistered Registered = new(Known.Debtor, "CO", "CC", "1.020-304 k", "José  NÚÑEZ Peña", Known.Campaign);
    private static readonly PhoneAdded Phone = new(Known.Debtor, Mobile, "+573001234567", PhoneKind.Mobile, "import");

    [Theory]
    [InlineData("  José  NÚÑEZ ", "jose nunez")]
    [InlineData("O'Brien-Ávila", "o'brien-avila")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Names_are_searched_without_case_accents_and_double_spaces(string? name, string searched) => SearchText.OfName(name).ShouldBe(searched);

    [Theory]
    [InlineData("1.020-304 k", "1020304K")]
    [InlineData("+57 300 123", "57300123")]
    public void Documents_and_phones_are_searched_by_letters_and_digits(string code, string searched) => SearchText.OfCode(code).ShouldBe(searched);

    [Fact]
    public void A_debtor_is_found_by_name_document_and_each_of_his_phones()
    {
        var entry = Entry(Registered, Phone, Phone with { PhoneId = Id("74"), Number = "+576015550000" });

        (entry.NameSearch, entry.DocumentSearch, entry.PhoneSearch).ShouldBe(("jose nunez pena", "1020304K", "573001234567 576015550000"));
    }

    [Fact]
    public void A_corrected_name_is_the_one_he_is_found_by() =>
        Entry(Registered, new DebtorNameCorrected(Known.Debtor, Registered.FullName, "Joseph Núñez")).NameSearch.ShouldBe("joseph nunez");

    [Fact]
    public void A_merged_record_points_to_the_other() => Entry(Registered, new DebtorMerged(Known.Debtor, OtherDebtor, "Twice")).PointsTo.ShouldBe(OtherDebtor);

    [Fact]
    public void The_file_keeps_what_is_known_about_each_phone()
    {
        File(Registered, Phone).Phones.ShouldHaveSingleItem().State.ShouldBe(PhoneState.Unverified);
        File(Registered, Phone, new PhoneVerified(Known.Debtor, Mobile)).Phones[0].State.ShouldBe(PhoneState.Verified);
        File(Registered, Phone, new PhoneMarkedWrong(Known.Debtor, Mobile, null)).Phones[0].State.ShouldBe(PhoneState.Wrong);
        var refused = File(Registered, Phone, new PhoneRefused(Known.Debtor, Mobile, "His employer's")).Phones[0];
        (refused.State, refused.Why).ShouldBe((PhoneState.Refused, "His employer's"));
    }

    [Fact]
    public void Discarded_mails_and_addresses_stay_with_why() =>
        File(Registered, new EmailAdded(Known.Debtor, Mail, "jose@example.com", "import"), new EmailDiscarded(Known.Debtor, Mail, "Bounces"),
                new AddressAdded(Known.Debtor, Home, "Calle 1", "Bogotá", "import"), new AddressDiscarded(Known.Debtor, Home, "Moved"))
            .ShouldSatisfyAllConditions(
                file => file.Emails.ShouldHaveSingleItem().WhyDiscarded.ShouldBe("Bounces"),
                file => file.Addresses.ShouldHaveSingleItem().WhyDiscarded.ShouldBe("Moved"));

    [Fact]
    public void A_revoked_consent_says_when_it_ended()
    {
        var file = File(Registered, new ConsentGiven(Known.Debtor, "marketing", "v1", ContactChannel.Sms), new ConsentRevoked(Known.Debtor, "marketing", ContactChannel.Sms));

        file.Consents.ShouldHaveSingleItem().RevokedAt.ShouldNotBeNull();
    }

    [Fact]
    public void Do_not_contact_and_death_are_lifted_by_what_takes_them_back()
    {
        var marked = File(Registered, new DoNotContactRequested(Known.Debtor, "Asked so", null), new DebtorReportedDeceased(Known.Debtor, "Sister", null));
        (marked.DoNotContact, marked.Deceased).ShouldBe(("Asked so", "Sister"));

        var lifted = File(Registered, new DoNotContactRequested(Known.Debtor, "Asked so", null), new DebtorReportedDeceased(Known.Debtor, "Sister", null),
            new DoNotContactLifted(Known.Debtor, "Asked again"), new DebtorDeathReportWithdrawn(Known.Debtor, "Alive"));
        (lifted.DoNotContact, lifted.Deceased).ShouldBe((null, null));
    }

    [Fact]
    public void People_around_him_come_and_go() =>
        File(Registered, new PersonLinked(Known.Debtor, OtherDebtor, LinkedRole.Guarantor), new PersonUnlinked(Known.Debtor, OtherDebtor, LinkedRole.Guarantor))
            .People.ShouldBeEmpty();

    private static DirectoryEntry Entry(params IReadOnlyList<IEvent> events) =>
        Folded.One(new DebtorDirectory(), Known.Debtor.Value, new History().On(Known.Debtor.Value, events))!;

    private static DebtorRecord File(params IReadOnlyList<IEvent> events) =>
        Folded.One(new DebtorFile(), Known.Debtor.Value, new History().On(Known.Debtor.Value, events))!;
}
