using Crm.Domain.Tests.Kit;
using Crm.Domain.Tickets.Categories;
using Crm.Domain.Tickets.Queues;
using Crm.Domain.Tickets.Tickets;
using static Crm.Domain.Tests.Kit.Expected;
using static Crm.Domain.Tests.Kit.Known;
using static Crm.Domain.Tests.Tickets.TicketScene;

namespace Crm.Domain.Tests.Tickets;

public sealed class AssignTicketTests
{
    private static readonly Spec<Ticket, AssignTicket> Assigns = new(AssignTicketHandler.Handle);
    private static readonly Spec<Ticket, ClaimTicket> Claims = new(ClaimTicketHandler.Handle);
    private static readonly Spec<Ticket, UnassignTicket> Unassigns = new(UnassignTicketHandler.Handle);

    private static readonly Spec<Ticket, ShareOutTicket> SharesOut = new((command, ticket, streams) =>
        ShareOutTicketHandler.Handle(command, ticket, streams.Get<Queue>(Known.Queue.Value), streams.Find<CategoryTree>(Network.Value)));

    private static readonly AssignTicket ToAgent = new(Agent, Team, WorksForQueue: true, null, Supervisor, Monday);

    [Fact]
    public void Is_put_into_somebodys_hands() => Assigns.Given(Opened).When(ToAgent).Then(Assigned);

    [Fact]
    public void Is_taken_from_one_to_another_with_a_reason()
    {
        var toOther = ToAgent with { AssigneeId = OtherAgent };

        Assigns.Given(Opened, Assigned).When(toOther).ThenRefused("tickets.text-missing");
        Assigns.Given(Opened, Assigned).When(toOther with { Reason = "On holiday" }).Then(Assigned with
        {
            AssigneeId = OtherAgent,
            PreviousAssigneeId = Agent,
            PreviousTeamId = Team,
            Reason = "On holiday",
            Standing = Held with { AssigneeId = OtherAgent },
        });
    }

    [Fact]
    public void Only_who_works_for_the_queue_gets_it()
    {
        Assigns.Given(Opened).When(ToAgent with { WorksForQueue = false }).ThenRefused("tickets.assignee-not-of-queue");
        Claims.Given(Opened).When(new(Agent, Team, WorksForQueue: false, Monday)).ThenRefused("tickets.assignee-not-of-queue");
    }

    [Theory]
    [InlineData(TicketState.Resolved), InlineData(TicketState.Closed)]
    public void What_has_ended_changes_no_hands(TicketState state)
    {
        Assigns.Given(UpTo(state)).When(ToAgent with { AssigneeId = OtherAgent, Reason = "Why" }).ThenRefused(CodeOf(state));
        Unassigns.Given(UpTo(state)).When(new("Why", Supervisor, Monday)).ThenRefused(CodeOf(state));
    }

    [Fact]
    public void Is_taken_by_one_and_not_by_a_second()
    {
        Claims.Given(Opened).When(new(Agent, Team, true, Monday)).Then(Assigned with { Strategy = "claim", By = Agent });
        Claims.Given(Opened, Assigned).When(new(OtherAgent, Team, true, Monday)).ThenRefused("tickets.taken").Figures["assigneeId"].ShouldBe(Agent);
    }

    [Fact]
    public void Is_given_back_with_a_reason()
    {
        Unassigns.Given(Opened, Assigned).When(new("Not mine", Agent, Monday)).Then(new TicketUnassigned(Known.Ticket, Agent, Team, "Not mine", Agent, Unassigned, Monday));
        Unassigns.Given(Opened, Assigned).When(new("", Agent, Monday)).ThenRefused("tickets.text-missing");
    }

    [Fact]
    public void Is_shared_out_in_turn_and_the_turn_is_taken_in_the_same_unit() =>
        SharesOut.Given(Opened).AndOn<Queue>(Known.Queue.Value, Desk, InTurn).When(new(new(Turns, Agent, [Member(Agent), Member(OtherAgent)]), Monday)).Then(
            Assigned with { AssigneeId = OtherAgent, Strategy = "round-robin", By = null, Standing = Held with { AssigneeId = OtherAgent } },
            On<QueueTurns>(Turns, new QueueTurnTaken(Known.Queue, Monday.Date, OtherAgent, Known.Ticket)));

    [Fact]
    public void Waits_in_the_tray_where_nobody_is_there_or_the_queue_shares_by_hand()
    {
        SharesOut.Given(Opened).AndOn<Queue>(Known.Queue.Value, Desk, InTurn).When(new(new(Turns, null, []), Monday)).ThenRefused("tickets.nobody-there");
        SharesOut.Given(Opened).AndOn<Queue>(Known.Queue.Value, Desk, ByHand).When(new(new(Turns, null, [Member(Agent)]), Monday)).ThenRefused("tickets.queue-shares-by-hand");
    }
}
