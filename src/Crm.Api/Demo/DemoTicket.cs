using System.Globalization;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Tickets;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Queues;
using Crm.Domain.Tickets.Requesters;
using Crm.Domain.Tickets.Tickets;

namespace Crm.Api.Demo;

/// <summary>One ticket from who asks to wherever it stands: its number says how far it comes, so that thirteen of them are in every state.</summary>
internal sealed class DemoTicket(
    CommandRunner runner, NaturalKeys keys, TicketFacts facts, DemoPlace place, DemoCrew crew, DemoTimes times, DemoDesk desk, QueueId queue, CategoryId category, int seed, int number)
{
    private const int FirstPerson = 9_000_000;

    // Not for secrets: the same day again is the point.
#pragma warning disable CA5394
    private readonly Random _chance = new(unchecked(seed * 1_000_037 + number));
    private readonly TicketId _id = new(keys.Derive("demo-ticket", place.Campaign.ToString(), $"{seed}", $"{number}"));
    private DemoStory<Ticket> _story = null!;
    private DateTimeOffset _now;
    private int _said;

    private UserId Agent => crew.Agents[number / 2 % crew.Agents.Count];
    private TeamId Team => place.Teams[number / 2 % crew.Agents.Count % place.Teams.Count];
    private BusinessMoment Now => BusinessMoment.Of(_now, place.Zone);

    /// <summary>Who asks within is another agent than who answers.</summary>
    private UserId Colleague => crew.Agents[(number / 2 + 1) % crew.Agents.Count];

    /// <summary>The user who writes as the requester; <c>null</c>: a customer is none.</summary>
    private UserId? Asker => desk.Campaign is null ? Colleague : null;

    /// <summary>Lives it. Repeating it changes nothing.</summary>
    /// <returns>How many events it made.</returns>
    public async Task<int> Run(CancellationToken ct)
    {
        _story = new(runner, _id.Value);
        switch (number % 13)
        {
            // Nobody has answered these since the doors opened on the last working day: they are late.
            case 0: await Opened(0, TicketPriority.High, ct); break;
            case 2: await Taken(0, TicketPriority.High, ct); break;
            case 10: await Internally(ct); break;
            case 1: await Fresh(TicketPriority.Medium, ct); break;
            case 11: await Fresh(TicketPriority.Critical, ct); break;
            case 3: await Answered(ct); break;
            case 4: await Asked(ct); break;
            case 5: await Elsewhere(ct); break;
            case 6: await AskedAndAnswered(ct); break;
            case 7: await Resolved(ct); break;
            case 8: await Closed(ct); break;
            case 9: await Reopened(ct); break;
            default: await Insisted(ct); break;
        }

        return _story.Events;
    }

    private async Task Opened(int daysAgo, TicketPriority priority, CancellationToken ct)
    {
        _now = times.Opening.AddDays(-daysAgo).AddMinutes(_chance.Next(20, 120));
        await Open(priority, ct);
    }

    private async Task Fresh(TicketPriority priority, CancellationToken ct)
    {
        _now = times.Now.AddMinutes(-_chance.Next(5, 60));
        await Open(priority, ct);
    }

    private async Task Taken(int daysAgo, TicketPriority priority, CancellationToken ct)
    {
        await Opened(daysAgo, priority, ct);
        await Step("ClaimTicket", ticket => ClaimTicketHandler.Handle(new(Agent, Team, WorksForQueue: true, Now), ticket), ct);
    }

    private async Task Started(int daysAgo, TicketPriority priority, CancellationToken ct)
    {
        await Taken(daysAgo, priority, ct);
        await Step("StartTicket", ticket => StartTicketHandler.Handle(new(Agent, Now), ticket), ct);
    }

    private async Task Answered(CancellationToken ct)
    {
        await Started(0, Usual, ct);
        await Say("Lo estamos revisando", CommentVisibility.Public, CommentAuthor.Staff, ct);
    }

    // Critical, worked on, and only among the staff anything was said of it.
    private async Task Internally(CancellationToken ct)
    {
        await Started(0, TicketPriority.Critical, ct);
        await Say("La medición no da señal", CommentVisibility.Internal, CommentAuthor.Staff, ct);
    }

    private async Task Asked(CancellationToken ct)
    {
        await Started(0, Usual, ct);
        var question = Comment();
        await Step("AwaitCustomer", ticket => AwaitCustomerHandler.Handle(new(question, "¿Qué luz parpadea?", Agent, Now), ticket), ct);
    }

    private async Task AskedAndAnswered(CancellationToken ct)
    {
        await Asked(ct);
        await Say("La roja", CommentVisibility.Public, CommentAuthor.Requester, ct);
    }

    private async Task Elsewhere(CancellationToken ct)
    {
        await Started(0, Usual, ct);
        await Step("AwaitThirdParty", ticket => AwaitThirdPartyHandler.Handle(new("El operador repara la fibra", Agent, Now), ticket), ct);
    }

    private async Task Solved(int daysAgo, CancellationToken ct)
    {
        await Started(daysAgo, Usual, ct);
        await Step("ResolveTicket", ticket => ResolveTicketHandler.Handle(new("Se cambió el equipo y quedó en servicio", Agent, Now), ticket), ct);
    }

    // Done a moment ago, so that it is not closed yet.
    private async Task Resolved(CancellationToken ct)
    {
        await Answered(ct);
        _now = times.Now.AddMinutes(-_chance.Next(30, 180));
        await Step("ResolveTicket", ticket => ResolveTicketHandler.Handle(new("Se empalmó la fibra", Agent, Now), ticket), ct);
    }

    private async Task Closed(CancellationToken ct)
    {
        await Solved(3, ct);
        await Step("CloseTicket", ticket => CloseTicketHandler.Handle(new(ByRequester: true, Asker, Now), ticket), ct, Asker);
    }

    private async Task Reopened(CancellationToken ct)
    {
        await Solved(2, ct);
        _now = _now.AddDays(1);
        await Step("ReopenTicket", ticket => ReopenTicketHandler.Handle(new("Volvió a fallar", ByRequester: true, Asker, Now), ticket), ct, Asker);
    }

    private async Task Insisted(CancellationToken ct)
    {
        await Opened(0, Usual, ct);
        await Say("¿Hay novedades?", CommentVisibility.Public, CommentAuthor.Requester, ct);
    }

    private async Task Open(TicketPriority priority, CancellationToken ct)
    {
        var (requester, person) = (Requester(), FirstPerson + number);
        string? named = null;
        await _story.Take("OpenTicket", Asker ?? Agent, async (unit, ticket) =>
        {
            var registers = desk.Campaign is null ? null : RegisterRequesterHandler.Handle(
                new(new(requester.SubjectId), desk.Campaign, "CO", DemoPeople.Name(person), Email, DemoPeople.Phone(person)), await unit.Load<Requester>(requester.SubjectId));
            var (known, categories) = (await unit.Require<Queue>(queue.Value), await facts.Categories(unit));
            Decision Decide(string its) => OpenTicketHandler.Handle(
                new(_id, its, desk.Subjects[number / 2 % 3], "Desde esta mañana; ya reinicié el equipo.", desk.Types[number / 2 % desk.Types.Count], category, priority, requester, RequesterErased: false,
                    desk.Campaign is null ? TicketChannel.Web : TicketChannel.Phone, [], [], null, Asker ?? Agent, Now), ticket, known, categories);

            // A number is drawn for what will be written only: once the stream is there, it has its own.
            if (await unit.Load<Ticket>(_id.Value) is null && Decide("") is { Appends: true }) named ??= await facts.NextNumber(Now, ct);
            var decision = Decide(named ?? "");
            return registers is { Events.Count: > 0 } ? decision.And<Requester>(requester.SubjectId, registers.Events) : decision;
        }, ct);
    }

    private Task Say(string text, CommentVisibility visibility, CommentAuthor author, CancellationToken ct)
    {
        var (comment, by) = (Comment(), author is CommentAuthor.Staff ? Agent : Asker);
        return Step("CommentTicket", ticket => CommentTicketHandler.Handle(new(comment, text, visibility, author, by, Now), ticket), ct, by);
    }

    private Task Step(string command, Func<Ticket, Decision> decide, CancellationToken ct, UserId? by = null)
    {
        if (_now < times.Opening.AddHours(10)) _now = _now.AddMinutes(_chance.Next(5, 40));
        return _story.Take(command, by ?? Agent, decide, ct);
    }

    private Guid Comment() => keys.Derive("demo-comment", _id.ToString(), $"{_said++}");

    private TicketPriority Usual => (TicketPriority)(number / 2 % 3);

    private string Email => string.Create(CultureInfo.InvariantCulture, $"cliente{seed}-{number}@example.com");

    // As a customer who writes from that address would be known.
    private TicketRequester Requester() => desk.Campaign is { } campaign
        ? new(RequesterKind.Customer, keys.Derive("ticket-requester", campaign.ToString(), Email))
        : new(RequesterKind.User, Colleague.Value);
#pragma warning restore CA5394
}
