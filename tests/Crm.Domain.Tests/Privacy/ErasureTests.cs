using Crm.Domain.Collections.Debtors;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.Privacy.RetentionPolicies;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Callbacks;
using Crm.Domain.TelecomSales.Customers;
using Crm.Domain.TelecomSales.Leads;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Known;
using Person = Crm.Domain.Collections.Debtors.Debtor;

namespace Crm.Domain.Tests.Privacy;

public sealed class ErasureTests
{
    private static readonly DateOnly Today = Date("2026-06-01");
    private static readonly RetentionTerms Terms = new(Accounts: 5, Payments: 10, Agreements: 10, Contacts: 2, Staff: 3);
    private static readonly DebtorRegistered Registered = new(Known.Debtor, "CO", "CC", "1020304050", "María Ríos", Campaign);
    private static readonly UserInvited Invited = new(OtherAgent, "ana", "Ana Ruiz", null, "es", Bogota);
    private static readonly Guid Hold = Id("81");
    private static readonly LegalHoldPlaced Held = new(Known.Debtor.Value, Hold, "Lawsuit", Campaign, Supervisor);
    private static readonly SubjectErased Erased = new(
        Known.Debtor.Value, SubjectKind.Debtor, $"person-{Known.Debtor.Value.ToString("N")[^12..]}", "Asked for it", Campaign, Supervisor, Today);

    private static readonly CustomerId Customer = new(Id("d7"));
    private static readonly LeadId ALead = new(Id("e1"));
    private static readonly CustomerRegistered Sold = new(Customer, "CO", "CC", Campaign, new(Id("f1")), At("2016-01-01"));

    private static readonly Spec<DataSubject, ErasePersonalData> Erasing = new(ErasePersonalDataHandler.Handle);

    [Fact]
    public void Whoever_owes_nothing_and_of_whom_nothing_must_be_kept_is_erased() =>
        Erasing.Given(Registered).When(Erase(Record(RecordKind.Contact, "2024-06-01"), Record(RecordKind.Account, "2021-06-01"))).Then(Erased);

    [Fact]
    public void An_open_debt_is_refused_first_and_says_how_many() =>
        Erasing.Given(Registered)
            .When(Erase(Record(RecordKind.Payment, "2026-05-01"), Record(RecordKind.Account, "2010-01-01", OpenMatter.Debt)))
            .ThenRefused("privacy.open-debt");

    [Theory]
    [InlineData(OpenMatter.Sale, "privacy.open-sale", "sales")]
    [InlineData(OpenMatter.Callback, "privacy.open-callback", "callbacks")]
    [InlineData(OpenMatter.Ticket, "privacy.open-ticket", "tickets")]
    public void Whatever_is_under_way_keeps_him_whatever_the_periods_say(OpenMatter matter, string code, string figure)
    {
        var refusal = Erasing.Given(Registered)
            .When(Erase(Record(RecordKind.Contact, "2010-01-01", matter), Record(RecordKind.Contact, "2010-01-02", matter), Record(RecordKind.Payment, "2026-05-01")))
            .ThenRefused(code);
        refusal.Figures[figure].ShouldBe(2);
    }

    [Fact]
    public void A_sale_is_kept_for_as_long_as_its_own_kind_says()
    {
        Erasing.Given(Sold).When(Erase(Record(RecordKind.Sale, "2016-06-02"))).ThenRefused("privacy.retention-running").Figures["years"].ShouldBe(10);
        Erasing.Given(Sold).When(Erase(Record(RecordKind.Sale, "2016-06-01"))).Then(Erased with
        {
            SubjectId = Customer.Value,
            Kind = SubjectKind.Buyer,
            Pseudonym = $"person-{Customer.Value.ToString("N")[^12..]}",
        });
    }

    [Fact]
    public void Who_stands_in_a_lead_base_only_gets_a_stream_with_the_first_decision_about_him()
    {
        var subject = new DataSubject(Customer.Value, SubjectKind.Buyer, Campaign) { KnownByLead = ALead };
        LeadPersonRegistered begins = new(Customer, Campaign, ALead);
        ErasePersonalDataHandler.Handle(Erase(), subject).Events.ShouldBe([begins, Erased with
        {
            SubjectId = Customer.Value,
            Kind = SubjectKind.Buyer,
            Pseudonym = $"person-{Customer.Value.ToString("N")[^12..]}",
        }]);
        PlaceLegalHoldHandler.Handle(new(Hold, "Lawsuit", Supervisor), subject).Events.ShouldBe([begins, Held with { SubjectId = Customer.Value }]);
        Folded.Of<DataSubject>([begins]).ShouldBe(subject with { KnownByLead = null });
        Folded.Of<Customer>([begins, Erased with { SubjectId = Customer.Value, Kind = SubjectKind.Buyer }])!.Erased.ShouldBeTrue();
    }

    [Fact]
    public void A_prospect_and_a_prepaid_line_are_persons_of_their_own()
    {
        var line = Folded.Of<DataSubject>([new PrepaidLeadAdded(ALead, new(Id("b1")), Campaign, new(Id("b2")), "+573001234567", At("2026-05-01"))])!;
        (line.Id, line.Kind, line.CampaignId).ShouldBe((ALead.Value, SubjectKind.Line, (CampaignId?)Campaign));
        var prospect = Folded.Of<DataSubject>([new CallbackScheduled(
            new(Id("c1")), SaleKind.PlanUpgrade, new(Campaign, null, null), "Ana Peña", "+573001234567", At("2026-05-02"), At("2026-05-03").At, null, null, At("2026-05-01"))])!;
        (prospect.Id, prospect.Kind, prospect.ToBeCalled).ShouldBe((Id("c1"), SubjectKind.Prospect, true));
        DataSubject.Evolve(prospect, new CallbackCancelled(new(Id("c1")), SaleKind.PlanUpgrade, new(Campaign, null, null), "Asked not to be", Supervisor, At("2026-05-02")))!.ToBeCalled.ShouldBeFalse();
    }

    [Fact]
    public void A_list_does_not_bring_back_who_was_erased()
    {
        PrepaidLeadAdded added = new(ALead, new(Id("b1")), Campaign, new(Id("b2")), "+573001234567", At("2026-05-01"));
        LoadLead load = new(ALead, added.LeadBaseId, Campaign, new(Id("b3")), added.Phone, null, At("2026-06-01"));
        Spec<Lead, LoadLead> loading = new(LoadLeadHandler.Handle);
        loading.Given(added).When(load).ThenNothing();
        loading.Given(added, new RecordTextErased(ALead.Value, ALead.Value)).When(load).ThenRefused("telecom-sales.lead-erased");
        LoadLeadHandler.Handle(load with { PersonErased = true }, null).Refusal!.Code.ShouldBe("telecom-sales.lead-erased");
    }

    [Fact]
    public void A_period_runs_to_the_day_it_ends_and_no_longer()
    {
        Erasing.Given(Registered).When(Erase(Record(RecordKind.Payment, "2016-06-02"))).ThenRefused("privacy.retention-running");
        Erasing.Given(Registered).When(Erase(Record(RecordKind.Payment, "2016-06-01"))).Then(Erased);
    }

    [Fact]
    public void A_legal_hold_keeps_everything_until_it_is_released()
    {
        Erasing.Given(Registered, Held).When(Erase()).ThenRefused("privacy.legal-hold");
        Erasing.Given(Registered, Held, new LegalHoldReleased(Known.Debtor.Value, Hold, "Settled", Campaign, Supervisor)).When(Erase()).Then(Erased);
    }

    [Fact]
    public void A_user_has_to_be_out_of_service_and_is_not_erased_by_himself()
    {
        Erasing.Given(Invited).When(Erase()).ThenRefused("privacy.user-in-service");
        UserClosed gone = new(OtherAgent, "Left", Supervisor);
        Erasing.Given(Invited, new UserSuspended(OtherAgent, "Away", Supervisor)).When(Erase()).ThenRefused("privacy.user-in-service");
        Erasing.Given(Invited, gone).When(Erase() with { By = OtherAgent }).ThenRefused("privacy.erases-himself");
        Erasing.Given(Invited, gone).When(Erase()).Then(Erased with
        {
            SubjectId = OtherAgent.Value,
            Kind = SubjectKind.User,
            CampaignId = null,
            Pseudonym = $"user-{OtherAgent.Value.ToString("N")[^12..]}",
        });
    }

    [Fact]
    public void Who_answers_for_the_open_debt_of_another_is_kept_and_told_for_how_many()
    {
        var refusal = Erasing.Given(Registered).When(Erase() with { Guaranteed = 2 }).ThenRefused("privacy.guarantees-open-debt");
        refusal.Figures["accounts"].ShouldBe(2);
        Erasing.Given(Registered).When(Erase(Record(RecordKind.Account, "2010-01-01", OpenMatter.Debt)) with { Guaranteed = 2 }).ThenRefused("privacy.open-debt");
        Grounds.FreeOn(Grounds.Against(Folded.Of<DataSubject>([Registered])!, [], Today, guaranteed: 1), Today).ShouldBeNull();
    }

    [Fact]
    public void All_records_of_a_person_that_were_merged_go_together_or_not_at_all()
    {
        var other = Registered with { DebtorId = new(Id("a7")) };
        Spec<DataSubject, ErasePersonalData> merged = new((command, subject, streams) =>
            ErasePersonalDataHandler.Handle(command with { Merged = [streams.Get<DataSubject>(other.DebtorId.Value)] }, subject));
        var otherErased = Erased with { SubjectId = other.DebtorId.Value, Pseudonym = $"person-{other.DebtorId.Value.ToString("N")[^12..]}" };

        merged.Given(Registered).AndOn<DataSubject>(other.DebtorId.Value, other).When(Erase()).Then(Erased, Expected.On<DataSubject>(other.DebtorId.Value, otherErased));
        merged.Given(Registered, Erased).AndOn<DataSubject>(other.DebtorId.Value, other).When(Erase()).Then(Expected.On<DataSubject>(other.DebtorId.Value, otherErased));
        merged.Given(Registered).AndOn<DataSubject>(other.DebtorId.Value, other, Held with { SubjectId = other.DebtorId.Value }).When(Erase()).ThenRefused("privacy.legal-hold");
    }

    [Fact]
    public void A_reason_is_asked_for() => Erasing.Given(Registered).When(Erase() with { Reason = " " }).ThenRefused("privacy.reason-missing");

    [Fact]
    public void The_date_on_which_all_periods_have_ended_is_told_unless_somebody_has_to_act()
    {
        var subject = Folded.Of<DataSubject>([Registered])!;
        IReadOnlyList<HeldRecord> kept = [Record(RecordKind.Payment, "2020-03-01"), Record(RecordKind.Contact, "2026-01-15"), Record(RecordKind.Payment, "2019-01-01")];
        Grounds.FreeOn(Grounds.Against(subject, kept, Today), Today).ShouldBe(Date("2030-03-01"));
        Grounds.Against(subject, kept, Today).Count.ShouldBe(2, "one ground for each kind: the longest");
        Grounds.FreeOn(Grounds.Against(subject, [.. kept, Record(RecordKind.Account, "2026-01-01", OpenMatter.Debt)], Today), Today).ShouldBeNull();
        Grounds.FreeOn(Grounds.Against(subject, [], Today), Today).ShouldBe(Today);
    }

    [Fact]
    public void A_hold_is_placed_once_and_not_on_who_is_gone()
    {
        Spec<DataSubject, PlaceLegalHold> placing = new(PlaceLegalHoldHandler.Handle);
        placing.Given(Registered).When(new(Hold, "Lawsuit", Supervisor)).Then(Held);
        placing.Given(Registered, Erased).When(new(Hold, "Lawsuit", Supervisor)).ThenRefused("privacy.already-erased");
        placing.Given(Registered).When(new(Hold, "", Supervisor)).ThenRefused("privacy.reason-missing");
        Spec<DataSubject, ReleaseLegalHold> releasing = new(ReleaseLegalHoldHandler.Handle);
        releasing.Given(Registered, Held).When(new(Hold, "Settled", Supervisor)).Then(new LegalHoldReleased(Known.Debtor.Value, Hold, "Settled", Campaign, Supervisor));
    }

    [Fact]
    public void Periods_are_set_once_with_a_version_and_within_reason()
    {
        SetRetentionPolicyHandler.Handle(new(Campaign, Terms, Supervisor), null).Events.ShouldBe([new RetentionPolicySet(Campaign, 1, Terms, Supervisor)]);
        SetRetentionPolicyHandler.Handle(new(Campaign, Terms, Supervisor), new(1, Terms)).Appends.ShouldBeFalse();
        SetRetentionPolicyHandler.Handle(new(Campaign, Terms with { Contacts = 3 }, Supervisor), new(1, Terms)).Events.ShouldBe([new RetentionPolicySet(Campaign, 2, Terms with { Contacts = 3 }, Supervisor)]);
        var refusal = SetRetentionPolicyHandler.Handle(new(Campaign, Terms with { Payments = 51 }, Supervisor), null).Refusal!;
        (refusal.Code, refusal.Fields).ShouldSatisfyAllConditions(
            told => told.Code.ShouldBe("privacy.retention-years"), told => told.Fields.ShouldBe(["terms.payments"]));
    }

    [Fact]
    public void Nothing_new_is_recorded_about_an_erased_person()
    {
        Spec<Person, ReportDeceased> reporting = new(ReportDeceasedHandler.Handle);
        reporting.Given(Registered, Erased).When(new("relative")).ThenRefused("collections.debtor-erased");
        Folded.Of<Person>([Registered, Erased])!.FullName.ShouldBe(Erasure.Placeholder);
    }

    private static ErasePersonalData Erase(params IReadOnlyList<HeldRecord> records) => new("Asked for it", Supervisor, records, Today);

    private static BusinessMoment At(string iso) => Known.At(Date(iso).Year, Date(iso).Month, Date(iso).Day);

    private static HeldRecord Record(RecordKind kind, string lastOn, OpenMatter? open = null) => new(kind, Id("91"), Date(lastOn), open, Terms);
}
