using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Tickets;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Categories;
using Crm.Domain.Tickets.Queues;
using Crm.Domain.Tickets.Tickets;

namespace Crm.Api.Demo;

/// <summary>A day of two help desks, one for everybody within and one for a campaign's customers: tickets in every state, some of them late.</summary>
public sealed class DemoTickets(CommandRunner runner, NaturalKeys keys, TicketFacts facts)
{
    /// <summary>Events that a ticket makes on average.</summary>
    internal const int EventsOfATicket = 5;

    private const int AtOnce = 16, MaxQueueCode = 30;

    /// <summary>Lives the day. The same place, seed and number are the same tickets; repeating it changes nothing.</summary>
    /// <returns>How many events it made.</returns>
    public async Task<int> Run(DemoPlace place, int seed, int tickets, DemoTimes times, DemoCrew crew, CancellationToken ct)
    {
        var made = await Once<CategoryTree>("AddDefaultTicketCategories", facts.CategoriesId, crew, _ => AddCategoriesHandler.Handle(new(CategoryEndpoints.Defaults(keys), crew.Supervisor), null), ct);
        var desks = new[]
        {
            new DemoDesk(SupportOf(place.Code), null, "Soporte interno", [TicketType.Incident, TicketType.Request], ["dialler/audio", "telecom-sales/order-entry", "network/access"],
                ["La diadema no tiene audio", "No abre el portal del operador", "Mi usuario está bloqueado"]),
            new DemoDesk(NetworkOf(place.Code), place.Campaign, "Red: clientes", [TicketType.Fault, TicketType.Question, TicketType.Installation],
                ["service/no-service", "service/slow", "service/installation"], ["Sin servicio desde esta mañana", "El internet está muy lento", "No llegó el técnico"]),
        };
        foreach (var desk in desks) made += await Open(desk, place, crew, ct);

        var categories = DefaultCategories.All.Zip(CategoryEndpoints.Defaults(keys)).ToDictionary(pair => pair.First.Path, pair => pair.Second.CategoryId);
        await Parallel.ForEachAsync(Enumerable.Range(0, tickets), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (number, each) =>
        {
            // The stories go round in an odd number, so that each comes to both desks.
            var desk = desks[number % desks.Length];
            var own = await new DemoTicket(runner, keys, facts, place, crew, times, desk, facts.QueueOf(desk.Code), categories[desk.Categories[number / 2 % 3]], seed, number).Run(each);
            Interlocked.Add(ref made, own);
        });
        return made;
    }

    /// <summary>The queues of a place, of which one belongs to no campaign.</summary>
    public IReadOnlyList<QueueId> QueuesOf(string campaign) => [facts.QueueOf(SupportOf(campaign)), facts.QueueOf(NetworkOf(campaign))];

    private static string SupportOf(string campaign) => Code("SOPORTE", campaign);

    private static string NetworkOf(string campaign) => Code("RED", campaign);

    // Codes are unique in the installation: the short ones are those of the campaign that comes with Development.
    private static string Code(string name, string campaign)
    {
        if (campaign == DemoSalesSeed.Campaign) return name;
        var code = $"{name}-{string.Concat(campaign.ToUpperInvariant().Where(c => char.IsAsciiLetterOrDigit(c) || c == '-'))}";
        return code.Length > MaxQueueCode ? code[..MaxQueueCode] : code;
    }

    private async Task<int> Open(DemoDesk desk, DemoPlace place, DemoCrew crew, CancellationToken ct)
    {
        var id = facts.QueueOf(desk.Code);
        var story = new DemoStory<Queue>(runner, id.Value);
        await story.Take("OpenQueue", crew.Supervisor, (_, queue) => Task.FromResult(OpenQueueHandler.Handle(
            new(id, desk.Code, desk.Campaign, place.Zone, new(desk.Name, [], AssignmentStrategy.Manual, []), crew.Supervisor), queue)), ct);
        foreach (var team in place.Teams)
            await story.Take("AddQueueTeam", crew.Supervisor, queue => AddQueueTeamHandler.Handle(new(place.Campaign, team, TeamExists: true, crew.Supervisor), queue), ct);
        return story.Events;
    }

    private async Task<int> Once<T>(string command, Guid id, DemoCrew crew, Func<T?, Decision> decide, CancellationToken ct) where T : class, IAggregate<T>
    {
        var story = new DemoStory<T>(runner, id);
        await story.Take(command, crew.Supervisor, (_, state) => Task.FromResult(decide(state)), ct);
        return story.Events;
    }
}

/// <param name="Campaign"><c>null</c>: everybody's.</param>
internal sealed record DemoDesk(string Code, CampaignId? Campaign, string Name, IReadOnlyList<TicketType> Types, IReadOnlyList<string> Categories, IReadOnlyList<string> Subjects);
