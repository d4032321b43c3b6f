using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.Tickets.Categories;
using Crm.Domain.Tickets.Queues;
using Crm.Domain.Tickets.Requesters;
using Crm.Domain.Tickets.Sla;
using Crm.Domain.Tickets.SlaPolicies;
using Crm.Domain.Tickets.SlaWatches;
using Crm.Domain.Tickets.Tickets;

namespace Crm.Projections.Tests.Kit;

/// <summary>
/// A help desk that lives through a script of numbers: two queues, three people, some tickets, and every decision taken by the domain itself.
/// What the domain refuses did not happen.
/// </summary>
public sealed class HelpDesk
{
    public static readonly QueueId Desk = new(Known.Id("7c01")), Faults = new(Known.Id("7c02"));
    public static readonly RequesterId Customer = new(Known.Id("7e01"));
    public static readonly UserId Asker = new(Known.Id("a5"));
    private static readonly Guid Tree = Known.Id("7d00");
    private static readonly CategoryId Network = new(Known.Id("7d01")), Equipment = new(Known.Id("7d02"));
    private static readonly UserId[] Agents = [Known.Agent, Known.OtherAgent, Known.Supervisor];

    private readonly Dictionary<(Type Type, Guid Id), object> _states = [];
    private readonly List<TicketId> _tickets = [];
    private int _made;

    public History History { get; } = new();
    public BusinessMoment Now { get; private set; } = Known.At(6, 1, 8);
    public IEnumerable<Ticket> Tickets => _tickets.Select(id => State<Ticket>(id.Value)!);

    /// <summary>What nobody but the staff may ever see: it stands in every internal text of these histories.</summary>
    public const string Secret = "zzinternal";

    public static HelpDesk Living(IReadOnlyList<int> script)
    {
        var desk = new HelpDesk();
        desk.Furnish();
        foreach (var number in script)
        {
            desk.Step(number);
            if (number % 41 == 0) desk.Promise(number);
            desk.WatchClocks();
        }

        return desk;
    }

    /// <summary>Always the same histories, for claims about what happens in some of them.</summary>
    public static IEnumerable<HelpDesk> Fixed(int histories) => Enumerable.Range(1, histories).Select(seed =>
    {
        var random = new Random(seed);
        return Living([.. Enumerable.Range(0, 40 + seed % 120).Select(_ => random.Next(60_000_000))]);
    });

    private void Furnish()
    {
        Decide<CategoryTree>(Tree, AddCategoriesHandler.Handle(
            new([new(Network, null, "network", "Red", "Network"), new(Equipment, Network, "equipment", "Equipos", "Equipment")], Known.Supervisor), null));
        foreach (var (id, code, strategy) in ((QueueId, string, AssignmentStrategy)[])[(Desk, "MESA", AssignmentStrategy.Manual), (Faults, "AVERIAS", AssignmentStrategy.RoundRobin)])
        {
            Decide<Queue>(id.Value, OpenQueueHandler.Handle(new(id, code, id == Desk ? Known.Campaign : null, Known.Bogota, new(code, [], strategy, []), Known.Supervisor), null));
            Decide<Queue>(id.Value, AddQueueTeamHandler.Handle(new(Known.Campaign, Known.Team, TeamExists: true, Known.Supervisor), State<Queue>(id.Value)!));
        }

        Decide<Requester>(Customer.Value, RegisterRequesterHandler.Handle(new(Customer, Known.Campaign, "CO", "Luz Mora", "luz@example.com", null), null));
    }

    private void Step(int number)
    {
        var (what, size) = (number % 28, number / 28);
        if (_tickets.Count == 0 || what is 0 or 1)
        {
            Open(size);
            return;
        }

        var ticket = State<Ticket>(_tickets[size % _tickets.Count].Value)!;
        var agent = Agents[size / 7 % 3];
        switch (what)
        {
            case 2 or 3: Sleep(1 + size % 60); break;
            case 4 or 5: On(ticket, AssignTicketHandler.Handle(new(agent, Known.Team, true, "Theirs", Known.Supervisor, Now), ticket)); break;
            case 6: On(ticket, ClaimTicketHandler.Handle(new(agent, Known.Team, true, Now), ticket)); break;
            case 7: On(ticket, UnassignTicketHandler.Handle(new(Secret, agent, Now), ticket)); break;
            case 8 or 9: On(ticket, StartTicketHandler.Handle(new(agent, Now), ticket)); break;
            case 10: On(ticket, AwaitCustomerHandler.Handle(new(NewId(), "Which one?", agent, Now), ticket)); break;
            case 11: On(ticket, AwaitThirdPartyHandler.Handle(new(Secret, agent, Now), ticket)); break;
            case 12: On(ticket, ResumeTicketHandler.Handle(new(agent, Now), ticket)); break;
            case 13 or 14: Comment(ticket, size); break;
            case 15 or 16: On(ticket, ResolveTicketHandler.Handle(new("Changed the headset", agent, Now), ticket)); break;
            case 17: On(ticket, CloseTicketHandler.Handle(new(size % 2 == 0, agent, Now), ticket)); break;
            case 18: On(ticket, ReopenTicketHandler.Handle(new(size % 2 == 0 ? "Silent again" : Secret, size % 2 == 0, agent, Now), ticket)); break;
            case 19: On(ticket, ChangePriorityHandler.Handle(new((TicketPriority)(size % 4), Secret, agent, Now), ticket)); break;
            case 20: On(ticket, MoveTicketHandler.Handle(new(Secret, size % 2 == 0, agent, Now), ticket, State<Queue>((size % 3 == 0 ? Desk : Faults).Value)!)); break;
            case 21: On(ticket, ReclassifyTicketHandler.Handle(new((TicketType)(size % 8), size % 2 == 0 ? Network : Equipment, agent, Now), ticket, State<Queue>(ticket.Standing.QueueId.Value)!, State<CategoryTree>(Tree))); break;
            case 22: On(ticket, LogWorkHandler.Handle(new(NewId(), agent, 1 + size % 90, Now.Date, Secret, Now), ticket)); break;
            case 23: On(ticket, size % 3 == 0 ? UnwatchTicketHandler.Handle(new(agent, agent, Now), ticket) : WatchTicketHandler.Handle(new(agent, agent, Now), ticket)); break;
            case 24: On(ticket, size % 3 == 0 ? UntagTicketHandler.Handle(new("vip", agent, Now), ticket) : TagTicketHandler.Handle(new("vip", agent, Now), ticket)); break;
            case 25: Link(ticket, size); break;
            case 26: Rearrange(ticket, size); break;
            default: Govern(ticket, size); break;
        }
    }

    private void Open(int size)
    {
        var id = new TicketId(NewId());
        _tickets.Add(id);
        var queue = State<Queue>((size % 2 == 0 ? Desk : Faults).Value)!;
        var requester = size % 3 == 0 ? new TicketRequester(RequesterKind.Customer, Customer.Value) : new(RequesterKind.User, Asker.Value);
        var turn = queue.Terms.Strategy is AssignmentStrategy.Manual ? null : new QueueTurn(
            Known.Id("70" + Now.Date.DayNumber.ToString("x", null)), null, [.. Agents.Take(size % 4).Select(agent => new QueueMember(agent, Known.Team, 0, null, [], null))]);
        var decision = OpenTicketHandler.Handle(
            new(id, $"TK-202606-{_tickets.Count:D6}", "No audio", "My headset is silent", (TicketType)(size % 8), size % 5 == 0 ? null : Equipment, (TicketPriority)(size / 3 % 4),
                requester, State<Requester>(Customer.Value)!.Erased && requester.Kind is RequesterKind.Customer, TicketChannel.Web, size % 4 == 0 ? ["vip"] : [], [], null, Asker, Now),
            null, queue, State<CategoryTree>(Tree), turn);
        if (decision.Refusal is not null) _tickets.Remove(id);
        Decide<Ticket>(id.Value, decision);
    }

    /// <summary>Hours pass; what is due to close closes at its hour.</summary>
    private void Sleep(int hours)
    {
        Now = BusinessMoment.Of(Now.At.AddHours(hours), Now.Zone);
        foreach (var ticket in Tickets.ToList()) On(ticket, CloseTicketWhenDueHandler.Handle(new(Now), ticket));
    }

    private void Comment(Ticket ticket, int size)
    {
        var author = size % 2 == 0 ? CommentAuthor.Requester : CommentAuthor.Staff;
        var visibility = author is CommentAuthor.Staff && size % 3 == 0 ? CommentVisibility.Internal : CommentVisibility.Public;
        On(ticket, CommentTicketHandler.Handle(new(NewId(), visibility is CommentVisibility.Internal ? Secret : "The left one", visibility, author, Agents[size % 3], Now), ticket));
    }

    private void Link(Ticket ticket, int size)
    {
        var link = new TicketLink(TicketLinkKind.Account, Known.Account.ToString());
        On(ticket, (size % 4) switch
        {
            0 => UnlinkTicketHandler.Handle(new(link, Known.Agent, Now), ticket),
            1 => SetParentTicketHandler.Handle(new(_tickets[0] == ticket.Id ? null : _tickets[0], [], Known.Agent, Now), ticket),
            _ => LinkTicketHandler.Handle(new(link, Known.Agent, Now), ticket),
        });
    }

    private void Rearrange(Ticket ticket, int size)
    {
        var (queue, tree) = (State<Queue>(ticket.Standing.QueueId.Value)!, State<CategoryTree>(Tree)!);
        switch (size % 9)
        {
            case 0: Decide<Queue>(queue.Id.Value, CloseQueueHandler.Handle(new("Full", Known.Supervisor), queue)); break;
            case 1 or 2: Decide<Queue>(queue.Id.Value, ReopenQueueHandler.Handle(new(Known.Supervisor), queue)); break;
            case 3: Decide<Queue>(queue.Id.Value, RemoveQueueTeamHandler.Handle(new(Known.Team, Known.Supervisor), queue)); break;
            case 4: Decide<Queue>(queue.Id.Value, AddQueueTeamHandler.Handle(new(Known.Campaign, Known.Team, true, Known.Supervisor), queue)); break;
            case 5: Decide<CategoryTree>(Tree, RetireCategoryHandler.Handle(new(Equipment, Known.Supervisor), tree)); break;
            case 6: Decide<CategoryTree>(Tree, RestoreCategoryHandler.Handle(new(Equipment, Known.Supervisor), tree)); break;
            case 7: Decide<CategoryTree>(Tree, RenameCategoryHandler.Handle(new(Network, $"Red {size % 5}", "Network", Known.Supervisor), tree)); break;
            default: Decide<CategoryTree>(Tree, PlaceCategoryHandler.Handle(new(Equipment, size % 2 == 0 ? null : Network, Known.Supervisor), tree)); break;
        }
    }

    // Rarely: a customer's data is corrected, or erased with the texts of a ticket.
    private void Govern(Ticket ticket, int size)
    {
        if (size % 7 == 0 && !ticket.TextErased) Append(typeof(Ticket), ticket.Id.Value, new RecordTextErased(ticket.Id.Value, ticket.SubjectId));
        else Decide<Requester>(Customer.Value, CorrectRequesterHandler.Handle(new("CO", $"Luz {size % 9}", "luz@example.com", null, Known.Agent), State<Requester>(Customer.Value)!));
    }

    /// <summary>The terms of a campaign, or of the installation, that these histories know.</summary>
    public SlaPolicy PolicyOf(CampaignId? campaign) =>
        State<SlaPolicy>(PolicyStream(campaign)) ?? SlaPolicy.Unpublished(campaign, Known.Bogota, BusinessCalendar.Colombia);

    public TicketHistory HistoryOf(TicketId ticket) => History.Events.Where(recorded => recorded.StreamId == ticket.Value)
        .Aggregate((TicketHistory?)null, (history, recorded) => TicketHistory.Evolve(history, recorded.Data))!;

    private static Guid PolicyStream(CampaignId? campaign) => campaign is null ? Known.Id("7f00") : Known.Id("7f01");

    // Now or three days ahead, for open tickets or new ones.
    private void Promise(int size)
    {
        CampaignId? campaign = size % 2 == 0 ? null : Known.Campaign;
        var terms = SlaTerms.Usual(Known.Bogota, BusinessCalendar.Colombia) with
        {
            WarnAtPercent = 50 + size % 7,
            Governs = (SlaGovernance)(size % 3 % 2),
        };
        Decide<SlaPolicy>(PolicyStream(campaign), PublishSlaPolicyHandler.Handle(
            new(campaign, terms, size % 5 == 0 ? Now.At.AddDays(3) : null, Known.Supervisor, PolicyOf(campaign), Now.At), State<SlaPolicy>(PolicyStream(campaign))));
    }

    // What the agenda and the reactions would do: every deadline at its instant, every change of a ticket at once.
    private void WatchClocks()
    {
        foreach (var campaign in (CampaignId?[])[null, Known.Campaign])
        {
            if (State<SlaPolicy>(PolicyStream(campaign)) is { } policy) Decide<SlaPolicy>(PolicyStream(campaign), ApplySlaPolicyHandler.Handle(new(Now.At), policy));
        }

        foreach (var ticket in Tickets.ToList())
        {
            var (watch, campaign) = (WatchStream(ticket.Id), ticket.Standing.CampaignId);
            Decide<SlaWatch>(watch, WatchSlaHandler.Handle(
                new(Now.At, State<SlaPolicy>(PolicyStream(campaign)) is null ? PolicyStream(campaign) : null), State<SlaWatch>(watch), HistoryOf(ticket.Id), PolicyOf(campaign)));
        }
    }

    public static Guid WatchStream(TicketId ticket) => new(ticket.ToString().Replace("-8000-", "-8f00-", StringComparison.Ordinal));

    public TState? State<TState>(Guid id) where TState : class => _states.GetValueOrDefault((typeof(TState), id)) as TState;

    private Guid NewId() => Known.Id("7" + (++_made).ToString("x6", System.Globalization.CultureInfo.InvariantCulture));

    private void On(Ticket ticket, Decision decision) => Decide<Ticket>(ticket.Id.Value, decision);

    private void Decide<TStream>(Guid stream, Decision decision)
    {
        if (decision.Refusal is not null) return;
        foreach (var @event in decision.Events) Append(typeof(TStream), stream, @event);
        foreach (var other in decision.Others) foreach (var @event in other.Events) Append(other.StreamType, other.StreamId, @event);
    }

    private void Append(Type type, Guid stream, IEvent @event)
    {
        History.Append(stream, @event, Now.At);
        object? state = type.Name switch
        {
            nameof(Ticket) => Ticket.Evolve(State<Ticket>(stream), @event),
            nameof(Queue) => Queue.Evolve(State<Queue>(stream), @event),
            nameof(QueueTurns) => QueueTurns.Evolve(State<QueueTurns>(stream), @event),
            nameof(SlaWatch) => SlaWatch.Evolve(State<SlaWatch>(stream), @event),
            nameof(SlaPolicy) => SlaPolicy.Evolve(State<SlaPolicy>(stream), @event),
            nameof(CategoryTree) => CategoryTree.Evolve(State<CategoryTree>(stream), @event),
            _ => Requester.Evolve(State<Requester>(stream), @event),
        };
        if (state is not null) _states[(type, stream)] = state;
    }
}
