using Crm.Domain.Tests.Kit;
using Crm.Domain.Tickets.Categories;
using Crm.Domain.Tickets.Queues;
using Crm.Domain.Tickets.Tickets;
using static Crm.Domain.Tests.Kit.Known;
using static Crm.Domain.Tests.Tickets.TicketScene;

namespace Crm.Domain.Tests.Tickets;

public sealed class ChangeTicketTests
{
    private static readonly Spec<Ticket, MoveTicket> Moves = new((command, ticket, streams) => MoveTicketHandler.Handle(command, ticket, streams.Get<Queue>(OtherQueue.Value)));
    private static readonly Spec<Ticket, ChangePriority> Prioritizes = new(ChangePriorityHandler.Handle);

    private static readonly Spec<Ticket, ReclassifyTicket> Reclassifies = new((command, ticket, streams) =>
        ReclassifyTicketHandler.Handle(command, ticket, streams.Get<Queue>(Known.Queue.Value), streams.Find<CategoryTree>(Network.Value)));

    private static readonly Spec<Ticket, LogWork> Logs = new(LogWorkHandler.Handle);
    private static readonly Spec<Ticket, SetParentTicket> SetsParent = new(SetParentTicketHandler.Handle);

    private static readonly QueueOpened Internal = new(OtherQueue, "INTERNA", null, "Europe/Madrid");
    private static readonly QueueTermsSet InternalTerms = ByHand with { QueueId = OtherQueue, Name = "Interna" };
    private static readonly LogWork Hour = new(Id("60"), Agent, 60, Monday.Date, "Measured the line", Monday);

    [Fact]
    public void Goes_to_another_queue_with_whoever_works_there_too() =>
        Moves.Given(Opened, Assigned).AndOn<Queue>(OtherQueue.Value, Internal, InternalTerms).When(new("Ours", AssigneeWorksThere: true, Agent, Monday)).Then(
            new TicketMoved(Known.Ticket, Known.Queue, OtherQueue, Known.Campaign, null, "Europe/Madrid", "Ours", Agent, Held with { QueueId = OtherQueue, CampaignId = null }, Monday));

    [Fact]
    public void Waits_in_the_other_queue_for_somebody_where_who_had_it_does_not_work() =>
        Moves.Given(Opened, Assigned).AndOn<Queue>(OtherQueue.Value, Internal, InternalTerms).When(new("Ours", AssigneeWorksThere: false, Agent, Monday)).Then(
            new TicketUnassigned(Known.Ticket, Agent, Team, "Ours", Agent, Unassigned, Monday),
            new TicketMoved(Known.Ticket, Known.Queue, OtherQueue, Known.Campaign, null, "Europe/Madrid", "Ours", Agent, Unassigned with { QueueId = OtherQueue, CampaignId = null }, Monday));

    [Fact]
    public void Goes_to_no_queue_that_does_not_take_it_and_not_once_it_ended()
    {
        Moves.Given(Opened).AndOn<Queue>(OtherQueue.Value, Internal, InternalTerms with { Types = [TicketType.Fault] }).When(new("Ours", true, Agent, Monday)).ThenRefused("tickets.type-not-served");
        Moves.Given(UpTo(TicketState.Resolved)).AndOn<Queue>(OtherQueue.Value, Internal, InternalTerms).When(new("Ours", true, Agent, Monday)).ThenRefused("tickets.is-resolved");
    }

    [Fact]
    public void Its_days_are_of_the_wall_clock_of_the_queue_it_is_in() => Folded.Of<Ticket>(
        Opened, new TicketMoved(Known.Ticket, Known.Queue, OtherQueue, Known.Campaign, null, "Europe/Madrid", "Ours", Agent, Unassigned, Monday))!.Zone.ShouldBe("Europe/Madrid");

    [Fact]
    public void Gets_another_priority_with_a_reason()
    {
        Prioritizes.Given(Opened).When(new(TicketPriority.Critical, "All are silent", Agent, Monday)).Then(
            new TicketPriorityChanged(Known.Ticket, TicketPriority.Medium, TicketPriority.Critical, "All are silent", Agent, Unassigned with { Priority = TicketPriority.Critical }, Monday));
        Prioritizes.Given(Opened).When(new(TicketPriority.Critical, "", Agent, Monday)).ThenRefused("tickets.text-missing");
        Prioritizes.Given(UpTo(TicketState.Closed)).When(new(TicketPriority.Critical, "Why", Agent, Monday)).ThenRefused("tickets.is-closed");
    }

    [Fact]
    public void Turns_out_to_be_about_something_else()
    {
        var scene = Reclassifies.Given(Opened).AndOn<Queue>(Known.Queue.Value, Desk, ByHand).AndOn<CategoryTree>(Network.Value, NetworkAdded, EquipmentAdded);

        scene.When(new(TicketType.Request, Network, Agent, Monday)).Then(new TicketReclassified(
            Known.Ticket, TicketType.Incident, TicketType.Request, Equipment, Network, Agent, Unassigned with { Type = TicketType.Request, CategoryId = Network }, Monday));
        scene.When(new(TicketType.Incident, Dialler, Agent, Monday)).ThenRefused("tickets.category-unknown");
        scene.AndOn<Queue>(Known.Queue.Value, ByHand with { Types = [TicketType.Incident] }).When(new(TicketType.Fault, Network, Agent, Monday)).ThenRefused("tickets.type-not-served");
    }

    [Fact]
    public void Work_is_logged_once_also_on_what_has_ended()
    {
        var closed = Held with { State = TicketState.Closed };

        Logs.Given(UpTo(TicketState.Closed)).When(Hour).Then(new TicketWorkLogged(Known.Ticket, Asker.Value, Id("60"), Agent, 60, Monday.Date, "Measured the line", closed, Monday));
    }

    [Theory]
    [InlineData(0, 0, "tickets.work-out-of-range"), InlineData(1441, 0, "tickets.work-out-of-range")]
    [InlineData(60, 1, "tickets.work-date-out-of-range"), InlineData(60, -61, "tickets.work-date-out-of-range")]
    public void Work_is_some_minutes_of_a_day_that_was(int minutes, int days, string refused) =>
        Logs.Given(Opened).When(Hour with { Minutes = minutes, On = Monday.Date.AddDays(days) }).ThenRefused(refused);

    [Fact]
    public void Is_part_of_another_but_never_of_its_own_parts()
    {
        SetsParent.Given(Opened).When(new(OtherTicket, [OtherTicket], Agent, Monday)).Then(new TicketParentSet(Known.Ticket, null, OtherTicket, Agent, Monday));
        SetsParent.Given(Opened).When(new(OtherTicket, [OtherTicket, Known.Ticket], Agent, Monday)).ThenRefused("tickets.part-of-itself");
        SetsParent.Given(Opened, new TicketParentSet(Known.Ticket, null, OtherTicket, Agent, Monday)).When(new(null, [], Agent, Monday))
            .Then(new TicketParentSet(Known.Ticket, OtherTicket, null, Agent, Monday));
    }

    [Fact]
    public void Tags_links_and_watchers_come_and_go()
    {
        var link = new TicketLink(TicketLinkKind.Ticket, OtherTicket.ToString());
        Spec<Ticket, TagTicket> tags = new(TagTicketHandler.Handle);
        Spec<Ticket, UntagTicket> untags = new(UntagTicketHandler.Handle);
        Spec<Ticket, LinkTicket> links = new(LinkTicketHandler.Handle);
        Spec<Ticket, UnlinkTicket> unlinks = new(UnlinkTicketHandler.Handle);
        Spec<Ticket, WatchTicket> watches = new(WatchTicketHandler.Handle);
        Spec<Ticket, UnwatchTicket> unwatches = new(UnwatchTicketHandler.Handle);

        tags.Given(Opened).When(new(" VIP ", Agent, Monday)).Then(new TicketTagged(Known.Ticket, "vip", Agent, Monday));
        tags.Given(Opened).When(new("<b>", Agent, Monday)).ThenRefused("tickets.tag-malformed");
        untags.Given(Opened with { Tags = ["vip"] }).When(new("VIP", Agent, Monday)).Then(new TicketUntagged(Known.Ticket, "vip", Agent, Monday));
        links.Given(Opened).When(new(link, Agent, Monday)).Then(new TicketLinked(Known.Ticket, link, Agent, Monday));
        links.Given(Opened).When(new(link with { Target = Known.Ticket.ToString() }, Agent, Monday)).ThenRefused("tickets.part-of-itself");
        unlinks.Given(Opened with { Links = [link] }).When(new(link, Agent, Monday)).Then(new TicketUnlinked(Known.Ticket, link, Agent, Monday));
        watches.Given(Opened).When(new(Supervisor, Agent, Monday)).Then(new TicketWatched(Known.Ticket, Supervisor, Agent, Monday));
        unwatches.Given(Opened, new TicketWatched(Known.Ticket, Supervisor, Agent, Monday)).When(new(Supervisor, Agent, Monday)).Then(new TicketUnwatched(Known.Ticket, Supervisor, Agent, Monday));
    }
}
