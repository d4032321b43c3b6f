using Crm.Domain.Tests.Kit;
using Crm.Domain.Tickets.Queues;
using Crm.Domain.Tickets.Tickets;
using static Crm.Domain.Tests.Kit.Known;
using static Crm.Domain.Tests.Tickets.TicketScene;

namespace Crm.Domain.Tests.Tickets;

public sealed class QueueTests
{
    private static readonly Spec<Queue, OpenQueue> Opens = new(OpenQueueHandler.Handle);
    private static readonly Spec<Queue, SetQueueTerms> SetsTerms = new(SetQueueTermsHandler.Handle);
    private static readonly Spec<Queue, AddQueueTeam> AddsTeam = new(AddQueueTeamHandler.Handle);
    private static readonly QueueTerms Terms = new(" Mesa de ayuda ", [], AssignmentStrategy.Manual, []);
    private static readonly OpenQueue Open = new(Known.Queue, "MESA", Known.Campaign, Bogota, Terms, Supervisor);

    [Fact]
    public void Opens_with_its_terms() => Opens.Given().When(Open).Then(Desk, ByHand);

    [Fact]
    public void A_code_is_one_queue_for_ever() => Opens.Given(Desk, ByHand).When(Open with { CampaignId = null }).ThenRefused("tickets.queue-code-taken");

    [Theory]
    [InlineData("a", "tickets.queue-code-malformed"), InlineData("MESA DE AYUDA", "tickets.queue-code-malformed")]
    public void A_code_is_short_and_plain(string code, string refused) => Opens.Given().When(Open with { Code = code }).ThenRefused(refused);

    [Fact]
    public void Its_zone_is_known_and_its_name_said()
    {
        Opens.Given().When(Open with { Zone = "Bogotá" }).ThenRefused("tickets.zone-unknown");
        Opens.Given().When(Open with { Terms = Terms with { Name = " " } }).ThenRefused("tickets.queue-name-malformed");
        Opens.Given().When(Open with { Terms = Terms with { Skills = [""] } }).ThenRefused("tickets.queue-skills-malformed");
    }

    [Fact]
    public void Terms_are_kept_in_one_form() => SetsTerms.Given(Desk, ByHand)
        .When(new(new("Faults", [TicketType.Fault, TicketType.Incident, TicketType.Fault], AssignmentStrategy.BySkill, [" fibre ", "english", "fibre"]), Supervisor))
        .Then(ByHand with { Name = "Faults", Types = [TicketType.Incident, TicketType.Fault], Strategy = AssignmentStrategy.BySkill, Skills = ["english", "fibre"] });

    [Fact]
    public void A_campaigns_queue_is_worked_by_its_own_teams()
    {
        var add = new AddQueueTeam(Known.Campaign, Team, TeamExists: true, Supervisor);

        AddsTeam.Given(Desk, ByHand).When(add).Then(new QueueTeamAdded(Known.Queue, Known.Campaign, Team, Supervisor));
        AddsTeam.Given(Desk, ByHand).When(add with { CampaignId = new(Id("c2")) }).ThenRefused("tickets.team-of-another-campaign");
        AddsTeam.Given(Desk, ByHand).When(add with { TeamExists = false }).ThenRefused("tickets.team-unknown");
        AddsTeam.Given(Desk with { CampaignId = null }, ByHand).When(add with { CampaignId = new(Id("c2")) }).Decision.Refusal.ShouldBeNull();
    }

    [Fact]
    public void Teams_leave_and_the_queue_closes_and_opens_again()
    {
        Spec<Queue, RemoveQueueTeam> removes = new(RemoveQueueTeamHandler.Handle);
        Spec<Queue, CloseQueue> closes = new(CloseQueueHandler.Handle);
        Spec<Queue, ReopenQueue> reopens = new(ReopenQueueHandler.Handle);
        var closed = new QueueClosed(Known.Queue, "Merged", Supervisor);

        removes.Given(Desk, new QueueTeamAdded(Known.Queue, Known.Campaign, Team, Supervisor)).When(new(Team, Supervisor)).Then(new QueueTeamRemoved(Known.Queue, Team, Supervisor));
        closes.Given(Desk).When(new("Merged", Supervisor)).Then(closed);
        closes.Given(Desk).When(new(" ", Supervisor)).ThenRefused("tickets.text-missing");
        reopens.Given(Desk, closed).When(new(Supervisor)).Then(new QueueReopened(Known.Queue, Supervisor));
    }

    [Fact]
    public void Turns_remember_the_latest_of_the_day()
    {
        var turns = Enumerable.Range(0, 60).Select(i => new QueueTurnTaken(Known.Queue, Monday.Date, i % 2 == 0 ? Agent : OtherAgent, new(Id((0x7000 + i).ToString("x", null)))));

        var known = Folded.Of<QueueTurns>(turns)!;
        (known.Latest.Count, known.Latest[^1]).ShouldBe((50, new(OtherAgent, new(Id("703b")))));
    }
}
