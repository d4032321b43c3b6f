using Crm.Domain.Tests.Kit;
using Crm.Domain.Tickets.Categories;
using Crm.Domain.Tickets.Queues;
using Crm.Domain.Tickets.Tickets;
using static Crm.Domain.Tests.Kit.Expected;
using static Crm.Domain.Tests.Kit.Known;
using static Crm.Domain.Tests.Tickets.TicketScene;

namespace Crm.Domain.Tests.Tickets;

public sealed class OpenTicketTests
{
    private static readonly OpenTicket Open = new(
        Known.Ticket, "TK-202606-000001", " No audio ", " My headset is silent ", TicketType.Incident, Equipment, TicketPriority.Medium, Requester,
        RequesterErased: false, TicketChannel.Web, [], [], null, Asker, Monday);

    private static readonly Spec<Ticket, OpenTicket> Opens = Opening(null);

    private static readonly Spec<Ticket, OpenTicket>.Scenario Waiting =
        Opens.GivenOn<Queue>(Known.Queue.Value, Desk, ByHand).AndOn<CategoryTree>(Network.Value, NetworkAdded, EquipmentAdded);

    [Fact]
    public void Stands_open_in_its_queue_with_everything_that_figures_are_asked_by() => Waiting.When(Open).Then(Opened);

    [Fact]
    public void Finds_somebody_at_once_by_the_queues_strategy() =>
        Opening(new(Turns, null, [Member(Agent)])).GivenOn<Queue>(Known.Queue.Value, Desk, InTurn).AndOn<CategoryTree>(Network.Value, NetworkAdded, EquipmentAdded)
            .When(Open).Then(
                Opened,
                Assigned with { Strategy = "round-robin", By = null },
                On<QueueTurns>(Turns, new QueueTurnTaken(Known.Queue, Monday.Date, Agent, Known.Ticket)));

    [Fact]
    public void Waits_where_nobody_is_there() =>
        Opening(new(Turns, null, [])).GivenOn<Queue>(Known.Queue.Value, Desk, InTurn).AndOn<CategoryTree>(Network.Value, NetworkAdded, EquipmentAdded)
            .When(Open).Then(Opened);

    [Fact]
    public void A_closed_queue_takes_nothing() => Waiting.AndOn<Queue>(Known.Queue.Value, new QueueClosed(Known.Queue, "Gone", Supervisor)).When(Open).ThenRefused("tickets.queue-closed");

    [Fact]
    public void A_queue_takes_what_it_serves()
    {
        var faults = Waiting.AndOn<Queue>(Known.Queue.Value, ByHand with { Types = [TicketType.Fault] });

        faults.When(Open).ThenRefused("tickets.type-not-served");
        faults.When(Open with { Type = TicketType.Fault }).Decision.Refusal.ShouldBeNull();
    }

    [Fact]
    public void Nothing_is_filed_under_what_is_not_there_or_was_retired()
    {
        Waiting.When(Open with { CategoryId = Dialler }).ThenRefused("tickets.category-unknown");
        Waiting.AndOn<CategoryTree>(Network.Value, new CategoryRetired(Network, Supervisor)).When(Open).ThenRefused("tickets.category-retired");
        Waiting.When(Open with { CategoryId = null }).Decision.Refusal.ShouldBeNull();
    }

    [Fact]
    public void Says_what_it_is_about()
    {
        Waiting.When(Open with { Subject = " " }).ThenRefused("tickets.text-missing").Fields.ShouldBe(["subject"]);
        Waiting.When(Open with { Description = "" }).ThenRefused("tickets.text-missing").Fields.ShouldBe(["description"]);
        Waiting.When(Open with { Subject = new('x', 256) }).ThenRefused("tickets.text-too-long");
    }

    [Fact]
    public void Nothing_is_opened_for_somebody_who_was_erased() => Waiting.When(Open with { RequesterErased = true }).ThenRefused("tickets.requester-erased");

    [Fact]
    public void Tags_are_kept_in_one_form_and_once() =>
        Waiting.When(Open with { Tags = [" VIP client ", "vip-client", "Router"] }).Then(Opened with { Tags = ["vip-client", "router"] });

    [Fact]
    public void Links_name_ids()
    {
        var link = new TicketLink(TicketLinkKind.Account, Known.Account.ToString());

        Waiting.When(Open with { Links = [link, link, new(TicketLinkKind.Ont, "HWTC1234ABCD")] }).Then(Opened with { Links = [link, new(TicketLinkKind.Ont, "HWTC1234ABCD")] });
        Waiting.When(Open with { Links = [new(TicketLinkKind.Account, "OB-1")] }).ThenRefused("tickets.link-malformed");
        Waiting.When(Open with { Links = [new(TicketLinkKind.Ont, "../etc")] }).ThenRefused("tickets.link-malformed");
    }

    [Fact]
    public void Is_no_part_of_itself() => Waiting.When(Open with { ParentId = Known.Ticket }).ThenRefused("tickets.part-of-itself");

    private static Spec<Ticket, OpenTicket> Opening(QueueTurn? turn) => new((command, ticket, streams) =>
        OpenTicketHandler.Handle(command, ticket, streams.Get<Queue>(Known.Queue.Value), streams.Find<CategoryTree>(Network.Value), turn));
}
