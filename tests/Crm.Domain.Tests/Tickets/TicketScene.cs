using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using Crm.Domain.Tickets.Categories;
using Crm.Domain.Tickets.Queues;
using Crm.Domain.Tickets.Tickets;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Tickets;

/// <summary>A ticket of a campaign's queue in Bogotá, asked for by a user on Monday 1 June 2026 at ten, and what happens to it.</summary>
internal static class TicketScene
{
    public static readonly UserId Asker = new(Id("a5"));
    public static readonly CategoryId Network = new(Id("ca01")), Equipment = new(Id("ca02")), Dialler = new(Id("ca03"));
    public static readonly Guid Said = Id("5a1d"), Turns = Id("70a5");
    public static readonly BusinessMoment Monday = At(2026, 6, 1);

    public static readonly TicketRequester Requester = new(RequesterKind.User, Asker.Value);
    public static readonly TicketStanding Unassigned = new(
        TicketState.Open, Known.Queue, Known.Campaign, TicketType.Incident, Equipment, TicketPriority.Medium, Requester, null, null, Reopenings: 0);

    public static readonly TicketStanding Held = Unassigned with { AssigneeId = Agent, TeamId = Team };

    public static readonly QueueOpened Desk = new(Known.Queue, "MESA", Known.Campaign, Bogota);
    public static readonly QueueTermsSet ByHand = new(Known.Queue, "Mesa de ayuda", [], AssignmentStrategy.Manual, [], Supervisor);
    public static readonly QueueTermsSet InTurn = ByHand with { Strategy = AssignmentStrategy.RoundRobin };
    public static readonly CategoryAdded NetworkAdded = new(Network, null, "network", "Red", "Network", Supervisor);
    public static readonly CategoryAdded EquipmentAdded = new(Equipment, Network, "equipment", "Equipos", "Equipment", Supervisor);

    public static readonly TicketOpened Opened = new(
        Known.Ticket, "TK-202606-000001", Asker.Value, "No audio", "My headset is silent", TicketChannel.Web, [], [], null, Asker, Unassigned, Monday);

    public static readonly TicketAssigned Assigned = new(Known.Ticket, Agent, Team, null, null, "manual", null, Supervisor, Held, Monday);
    public static readonly TicketStarted Started = new(Known.Ticket, Agent, Held with { State = TicketState.InProgress }, Monday);

    public static readonly TicketCommented Asked = new(
        Known.Ticket, Asker.Value, Said, "Which one?", CommentVisibility.Public, CommentAuthor.Staff, Agent, Held with { State = TicketState.InProgress }, Monday);

    public static readonly TicketCustomerAwaited CustomerAwaited = new(
        Known.Ticket, Said, At(2026, 6, 8).At, Agent, Held with { State = TicketState.WaitingForCustomer }, Monday);

    public static readonly TicketThirdPartyAwaited ThirdPartyAwaited = new(
        Known.Ticket, TicketState.InProgress, "The carrier", Agent, Held with { State = TicketState.WaitingForThirdParty }, Monday);

    public static readonly TicketResolved Resolved = new(
        Known.Ticket, Asker.Value, "Changed the headset", TicketState.InProgress, 1, At(2026, 6, 4).At, Monday.At, Agent,
        Held with { State = TicketState.Resolved }, Monday);

    public static readonly TicketClosed Closed = new(
        Known.Ticket, TicketState.Resolved, CloseCause.ByStaff, Monday.At, Supervisor, Held with { State = TicketState.Closed }, At(2026, 6, 2));

    public static readonly TicketReopened Reopened = new(
        Known.Ticket, Asker.Value, TicketState.Resolved, Monday.At, "Silent again", true, Asker, Held with { State = TicketState.Open, Reopenings = 1 }, At(2026, 6, 2));

    /// <summary>The events that bring the ticket into each state.</summary>
    public static IReadOnlyList<IEvent> UpTo(TicketState state) => state switch
    {
        TicketState.Open => [Opened, Assigned],
        TicketState.InProgress => [Opened, Assigned, Started],
        TicketState.WaitingForCustomer => [Opened, Assigned, Started, Asked, CustomerAwaited],
        TicketState.WaitingForThirdParty => [Opened, Assigned, Started, ThirdPartyAwaited],
        TicketState.Resolved => [Opened, Assigned, Started, Resolved],
        _ => [Opened, Assigned, Started, Resolved, Closed],
    };

    public static string CodeOf(TicketState state) => state switch
    {
        TicketState.Open => "tickets.is-open",
        TicketState.InProgress => "tickets.is-in-progress",
        TicketState.WaitingForCustomer => "tickets.is-waiting-for-customer",
        TicketState.WaitingForThirdParty => "tickets.is-waiting-for-third-party",
        TicketState.Resolved => "tickets.is-resolved",
        _ => "tickets.is-closed",
    };

    public static QueueMember Member(UserId user, int open = 0, int? capacity = null, params IReadOnlyList<string> skills) => new(user, Team, open, capacity, skills, null);
}
