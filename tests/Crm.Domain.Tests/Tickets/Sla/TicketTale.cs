using System.Globalization;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using Crm.Domain.Tickets.Sla;
using Crm.Domain.Tickets.Tickets;

namespace Crm.Domain.Tests.Tickets.Sla;

/// <summary>What happens to a ticket, told by the clock on the wall of a zone: "2026-06-05 18:00".</summary>
internal sealed class TicketTale(string zone = Known.Bogota)
{
    public static readonly TicketId Ticket = new(Known.Id("7001"));
    public static readonly QueueId Faults = new(Known.Id("7101")), Sales = new(Known.Id("7102"));
    public static readonly Guid Customer = Known.Id("7201");

    private readonly List<IEvent> _events = [];

    private TicketStanding _standing = new(
        TicketState.Open, Faults, Known.Campaign, TicketType.Fault, null, TicketPriority.Medium, new(RequesterKind.Customer, Customer), null, null, 0);

    public IReadOnlyList<IEvent> Events => _events;
    public TicketState State => _standing.State;
    public TicketHistory History => Of(_events);

    public static TicketHistory Of(IEnumerable<IEvent> events) =>
        events.Select(Stored.RoundTrip).Aggregate((TicketHistory?)null, (ticket, @event) => TicketHistory.Evolve(ticket, @event))!;

    public SlaReckoning Under(SlaTerms terms, string now) => SlaReckoning.Of(History, terms, At(now).At);

    public SlaRun Run(SlaClock clock, SlaTerms terms, string now, int number = 1) => Under(terms, now).Runs.Single(run => run.Clock == clock && run.Number == number);

    public BusinessMoment At(string wall)
    {
        var local = DateTime.ParseExact(wall, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return BusinessMoment.Of(WallClock.InstantOf(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local), zone), zone);
    }

    public string Wall(DateTimeOffset? instant) => instant is { } some
        ? BusinessMoment.Of(some, zone) is var moment ? $"{moment.Date:yyyy-MM-dd} {moment.Time:HH:mm}" : ""
        : "never";

    public TicketTale Opened(string at, TicketPriority priority = TicketPriority.Medium, UserId? by = null) => Opened(At(at), priority, by);
    public TicketTale Started(string at, UserId? by = null) => Started(At(at), by);
    public TicketTale AwaitsCustomer(string at) => AwaitsCustomer(At(at));
    public TicketTale AwaitsThirdParty(string at) => AwaitsThirdParty(At(at));
    public TicketTale Resumed(string at, ResumeCause cause = ResumeCause.RequesterReplied) => Resumed(At(at), cause);
    public TicketTale Said(string at, CommentVisibility visibility = CommentVisibility.Public, CommentAuthor author = CommentAuthor.Staff) => Said(At(at), visibility, author);
    public TicketTale Resolved(string at) => Resolved(At(at));
    public TicketTale Closed(string at, CloseCause cause = CloseCause.AfterResolution) => Closed(At(at), cause);
    public TicketTale Reopened(string at) => Reopened(At(at));
    public TicketTale Prioritised(string at, TicketPriority priority) => Prioritised(At(at), priority);
    public TicketTale Moved(string at, QueueId queue) => Moved(At(at), queue);

    public TicketTale Opened(BusinessMoment at, TicketPriority priority, UserId? by = null)
    {
        _standing = _standing with { Priority = priority };
        return Add(new TicketOpened(Ticket, "TK-202606-000001", Customer, "No signal", "Since this morning", TicketChannel.Phone, [], [], null, by ?? Known.Agent, _standing, at));
    }

    public TicketTale Assigned(BusinessMoment at, UserId to)
    {
        var (was, team) = (_standing.AssigneeId, _standing.TeamId);
        return Add(new TicketAssigned(Ticket, to, Known.Team, was, team, "round-robin", was is null ? null : "Load", null, In(_standing with { AssigneeId = to, TeamId = Known.Team }), at));
    }

    public TicketTale Started(BusinessMoment at, UserId? by = null) => Add(new TicketStarted(Ticket, by ?? Known.Agent, In(TicketState.InProgress), at));

    public TicketTale AwaitsCustomer(BusinessMoment at) =>
        Add(new TicketCustomerAwaited(Ticket, Known.Id("7301"), at.At.AddDays(7), Known.Agent, In(TicketState.WaitingForCustomer), at));

    public TicketTale AwaitsThirdParty(BusinessMoment at) =>
        Add(new TicketThirdPartyAwaited(Ticket, State, "The carrier", Known.Agent, In(TicketState.WaitingForThirdParty), at));

    public TicketTale Resumed(BusinessMoment at, ResumeCause cause) =>
        Add(new TicketResumed(Ticket, State, cause, null, cause is ResumeCause.ByStaff ? Known.Agent : null, In(TicketState.InProgress), at));

    public TicketTale Said(BusinessMoment at, CommentVisibility visibility, CommentAuthor author) =>
        Add(new TicketCommented(Ticket, Customer, Known.Id("7302"), "We are on it", visibility, author, author is CommentAuthor.Staff ? Known.Agent : null, _standing, at));

    public TicketTale Resolved(BusinessMoment at) =>
        Add(new TicketResolved(Ticket, Customer, "A new splitter", State, _standing.Reopenings + 1, at.At.AddHours(72), History.OpenedAt, Known.Agent, In(TicketState.Resolved), at));

    public TicketTale Closed(BusinessMoment at, CloseCause cause) => Add(new TicketClosed(Ticket, State, cause, History.OpenedAt, null, In(TicketState.Closed), at));

    public TicketTale Reopened(BusinessMoment at) => Add(new TicketReopened(
        Ticket, Customer, State, at.At, "It is down again", true, null, In(_standing with { State = TicketState.Open, Reopenings = _standing.Reopenings + 1 }), at));

    public TicketTale Prioritised(BusinessMoment at, TicketPriority priority)
    {
        var was = _standing.Priority;
        return Add(new TicketPriorityChanged(Ticket, was, priority, "The whole street", Known.Supervisor, In(_standing with { Priority = priority }), at));
    }

    public TicketTale Moved(BusinessMoment at, QueueId queue)
    {
        var was = _standing.QueueId;
        return Add(new TicketMoved(Ticket, was, queue, Known.Campaign, Known.Campaign, zone, "Not ours", Known.Agent, In(_standing with { QueueId = queue }), at));
    }

    private TicketStanding In(TicketState state) => In(_standing with { State = state });
    private TicketStanding In(TicketStanding standing) => _standing = standing;

    private TicketTale Add(IEvent @event)
    {
        _events.Add(@event);
        return this;
    }
}
