using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Campaigns;

public sealed class CampaignTests
{
    private static readonly CampaignOpened Opened = new(Known.Campaign, "ALFA", "Banco Alfa", "CO", Currency.Cop, Bogota, "es-CO");
    private static readonly CampaignPaused Paused = new(Known.Campaign, "Strike");
    private static readonly CampaignClosed Closed = new(Known.Campaign, "Contract ended");
    private static readonly DispositionCatalogueSet Catalogue = new(Known.Campaign, 1, DefaultDispositions.All);
    private static readonly TeamFormed Formed = new(Known.Campaign, Known.Team, "North");

    private static readonly Spec<Campaign, OpenCampaign> Opens = new(OpenCampaignHandler.Handle);
    private static readonly Spec<Campaign, PauseCampaign> Pauses = new(PauseCampaignHandler.Handle);
    private static readonly Spec<Campaign, ResumeCampaign> Resumes = new(ResumeCampaignHandler.Handle);
    private static readonly Spec<Campaign, CloseCampaign> Closes = new(CloseCampaignHandler.Handle);
    private static readonly Spec<Campaign, SetCalendar> SetsCalendar = new(SetCalendarHandler.Handle);
    private static readonly Spec<Campaign, SetContactPolicy> SetsContacts = new(SetContactPolicyHandler.Handle);
    private static readonly Spec<Campaign, SetCollectionPolicy> SetsTerms = new(SetCollectionPolicyHandler.Handle);
    private static readonly Spec<Campaign, SetDispositions> SetsOutcomes = new(SetDispositionsHandler.Handle);
    private static readonly Spec<Campaign, FormTeam> Forms = new(FormTeamHandler.Handle);
    private static readonly Spec<Campaign, DissolveTeam> Dissolves = new(DissolveTeamHandler.Handle);
    private static readonly Spec<Campaign, OpenBusinessDay> OpensDay = new(OpenBusinessDayHandler.Handle);

    private static readonly OpenCampaign Open = new(Known.Campaign, "ALFA", " Banco Alfa ", "CO", Currency.Cop, Bogota, "es-CO");

    [Fact]
    public void Opens_with_what_the_law_of_its_country_asks() => Opens.Given().When(Open).Then(
        Opened,
        new CampaignCalendarSet(Known.Campaign, 1, BusinessCalendar.Colombia),
        new ContactPolicySet(Known.Campaign, 1, ContactPolicy.Colombia),
        new CollectionPolicySet(Known.Campaign, 1, CollectionPolicy.Default),
        Catalogue);

    [Fact]
    public void Elsewhere_the_default_limits_nothing() =>
        Opens.Given().When(Open with { Country = "CL", Zone = "America/Santiago", Currency = Currency.Clp }).Decision.Events
            .OfType<ContactPolicySet>().Single().Policy.ShouldBeSameAs(ContactPolicy.Permissive);

    [Fact]
    public void A_code_is_taken_for_ever()
    {
        Opens.Given(Opened, Closed).When(Open with { Currency = Currency.Usd }).ThenRefused("campaigns.code-taken");
        Opens.Given(Opened, Closed).When(Open with { Name = "Another name" }).ThenNothing();
    }

    [Theory]
    [InlineData("a", "Alfa", "CO", Bogota, "es", "campaigns.code-malformed")]
    [InlineData("ALFA 1", "Alfa", "CO", Bogota, "es", "campaigns.code-malformed")]
    [InlineData("ALFA", " ", "CO", Bogota, "es", "campaigns.name-missing")]
    [InlineData("ALFA", "Alfa", "Colombia", Bogota, "es", "campaigns.country-malformed")]
    [InlineData("ALFA", "Alfa", "CO", "America/Macondo", "es", "campaigns.zone-unknown")]
    [InlineData("ALFA", "Alfa", "CO", "SA Pacific Standard Time", "es", "campaigns.zone-unknown")]
    [InlineData("ALFA", "Alfa", "CO", Bogota, "Spanish", "campaigns.language-malformed")]
    [InlineData("ALFA", "Alfa", "CO", Bogota, "es-co", "campaigns.language-malformed")]
    public void Says_what_is_wrong_with_it(string code, string name, string country, string zone, string language, string refusal) =>
        Opens.Given().When(Open with { Code = code, Name = name, Country = country, Zone = zone, Language = language }).ThenRefused(refusal).Fields.ShouldHaveSingleItem();

    [Fact]
    public void Is_paused_resumed_and_closed()
    {
        Pauses.Given(Opened).When(new("Strike ")).Then(Paused);
        Pauses.Given(Opened).When(new("")).ThenRefused("campaigns.reason-missing");
        Resumes.Given(Opened, Paused).When(new()).Then(new CampaignResumed(Known.Campaign));
        Closes.Given(Opened, Paused).When(new("Contract ended")).Then(Closed);
    }

    [Fact]
    public void Once_closed_nothing_moves_any_more()
    {
        Pauses.Given(Opened, Closed).When(new("Strike")).ThenRefused("campaigns.campaign-closed");
        Resumes.Given(Opened, Closed).When(new()).ThenRefused("campaigns.campaign-closed");
        SetsCalendar.Given(Opened, Closed).When(new(BusinessCalendar.MondayToFriday)).ThenRefused("campaigns.campaign-closed");
        Forms.Given(Opened, Closed).When(new(Known.Team, "North")).ThenRefused("campaigns.campaign-closed");
        OpensDay.Given(Opened, Closed).When(new(At(2026, 6, 1).At)).ThenNothing();
    }

    [Fact]
    public void Every_change_of_a_policy_is_a_version()
    {
        var stricter = ContactPolicy.Colombia with { AttemptsPerDay = 3 };
        SetsContacts.Given(Opened, new ContactPolicySet(Known.Campaign, 1, ContactPolicy.Colombia)).When(new(stricter)).Then(new ContactPolicySet(Known.Campaign, 2, stricter));

        var terms = CollectionPolicy.Default with { Promises = CollectionPolicy.Default.Promises with { ReminderDaysBefore = [5, 1] } };
        SetsTerms.Given(Opened, new CollectionPolicySet(Known.Campaign, 1, CollectionPolicy.Default)).When(new(terms)).Then(new CollectionPolicySet(Known.Campaign, 2, terms));

        var calendar = BusinessCalendar.Colombia with { ExtraHolidays = [new(2026, 12, 24)] };
        SetsCalendar.Given(Opened, new CampaignCalendarSet(Known.Campaign, 7, BusinessCalendar.Colombia)).When(new(calendar)).Then(new CampaignCalendarSet(Known.Campaign, 8, calendar));
    }

    [Fact]
    public void The_policy_that_holds_is_no_new_version()
    {
        SetsContacts.Given(Opened, new ContactPolicySet(Known.Campaign, 1, ContactPolicy.Colombia)).When(new(ContactPolicy.Colombia)).ThenNothing();
        SetsTerms.Given(Opened, new CollectionPolicySet(Known.Campaign, 1, CollectionPolicy.Default)).When(new(CollectionPolicy.Default)).ThenNothing();
        SetsCalendar.Given(Opened, new CampaignCalendarSet(Known.Campaign, 1, BusinessCalendar.Colombia)).When(new(BusinessCalendar.Colombia)).ThenNothing();
        SetsOutcomes.Given(Opened, Catalogue).When(new(DefaultDispositions.All)).ThenNothing();
    }

    [Fact]
    public void Outcomes_are_retired_and_not_removed()
    {
        var retired = DefaultDispositions.All.Select(known => known.Code == "VOICEMAIL" ? known with { Active = false } : known).ToList();

        SetsOutcomes.Given(Opened, Catalogue).When(new(retired)).Then(new DispositionCatalogueSet(Known.Campaign, 2, retired));
        SetsOutcomes.Given(Opened, Catalogue).When(new([.. DefaultDispositions.All.Skip(1)])).ThenRefused("campaigns.disposition-removed");
    }

    [Fact]
    public void Teams_are_formed_and_dissolved()
    {
        Forms.Given(Opened).When(new(Known.Team, " North ")).Then(Formed);
        Forms.Given(Opened, Formed).When(new(new(Id("e2")), "north")).ThenRefused("campaigns.team-name-taken");
        Forms.Given(Opened).When(new(Known.Team, "")).ThenRefused("campaigns.team-name-missing");
        Dissolves.Given(Opened, Formed).When(new(Known.Team)).Then(new TeamDissolved(Known.Campaign, Known.Team));
        Dissolves.Given(Opened).When(new(Known.Team)).ThenRefused("campaigns.team-unknown");
        Forms.Given(Opened, Formed, new TeamDissolved(Known.Campaign, Known.Team)).When(new(new(Id("e2")), "North")).Then(new TeamFormed(Known.Campaign, new(Id("e2")), "North"));
    }

    [Fact]
    public void The_first_day_is_todays_in_the_campaigns_zone() =>
        OpensDay.Given(Opened).When(new(At(2026, 6, 1, 23, 59).At)).Then(Day(1));

    [Fact]
    public void The_next_day_opens_at_the_campaigns_midnight()
    {
        OpensDay.Given(Opened, Day(1)).When(new(At(2026, 6, 1, 23, 59).At)).ThenNothing();
        OpensDay.Given(Opened, Day(1)).When(new(At(2026, 6, 2, 0).At)).Then(Day(2));
        Folded.Of<Campaign>(Opened, Day(1))!.NextDayOpensAt.ShouldBe(At(2026, 6, 2, 0).At);
        Folded.Of<Campaign>(Opened, Day(1), Closed)!.NextDayOpensAt.ShouldBeNull();
    }

    [Fact]
    public void Days_that_nobody_opened_are_caught_up_in_order() =>
        OpensDay.Given(Opened, Day(1)).When(new(At(2026, 6, 4).At)).Then(Day(2), Day(3), Day(4));

    [Fact]
    public void A_clock_that_is_behind_opens_nothing() => OpensDay.Given(Opened, Day(5)).When(new(At(2026, 6, 4).At)).ThenNothing();

    private static BusinessDayOpened Day(int day) => new(Known.Campaign, new(2026, 6, day), Bogota);
}
