using Crm.Api.Hosting;
using Crm.Domain.Identity;
using Crm.Domain.Kernel;

namespace Crm.Api.Demo;

/// <summary>A campaign with a little work in it, and the demo agents in its teams: what a newcomer finds in Development.</summary>
public sealed class DemoSeed(DemoDay day, DemoStaff staff, BusinessClock clock) : IDemoSeed
{
    public const string Campaign = "COBRANZA-CO";
    private const int Seed = 1, Events = 900;

    public string Name => "collections";
    public int Order => 10;

    public async Task Run(CancellationToken ct)
    {
        var agents = await staff.Agents(ct);
        var result = await day.Run(Campaign, Seed, Events, Opening(clock.GetUtcNow()), agents, null, ct);
        foreach (var (agent, team) in agents.Zip(result.Site.Teams)) await staff.Join(agent, Roles.Agent, result.Site.Campaign, team, ct);
    }

    /// <summary>Half past seven in Bogotá on the last day on which people work, so that the day's contacts are within the hours.</summary>
    internal static DateTimeOffset Opening(DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/Bogota");
        var date = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime).AddDays(-1);
        while (!BusinessCalendar.Colombia.IsWorkingDay(date)) date = date.AddDays(-1);
        var local = date.ToDateTime(new(7, 30));
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}

/// <summary>A campaign that sells for an operator, with sales in every tray.</summary>
public sealed class DemoSalesSeed(DemoSales sales, DemoCampaign campaigns, DemoStaff staff, BusinessClock clock) : IDemoSeed
{
    public const string Campaign = "VENTAS-CO";
    private const int Seed = 2, Sales = 40;

    public string Name => "telecom-sales";
    public int Order => 20;

    public async Task Run(CancellationToken ct)
    {
        var times = DemoTimes.At(clock.GetUtcNow());
        var place = await campaigns.Begin(Campaign, "Ventas móviles y hogar", times.Opening, ct);
        await sales.Run(place, Seed, Sales, times, await staff.Crew(place, ct), ct);
    }
}

/// <summary>Internal support for everybody, and the customers of the network of the campaign that sells; tickets in every state, some of them late.</summary>
public sealed class DemoTicketsSeed(DemoTickets tickets, DemoCampaign campaigns, DemoStaff staff, BusinessClock clock) : IDemoSeed
{
    private const int Seed = 3, Tickets = 26;

    public string Name => "tickets";
    public int Order => 30;

    public async Task Run(CancellationToken ct)
    {
        var times = DemoTimes.At(clock.GetUtcNow());
        var place = await campaigns.Begin(DemoSalesSeed.Campaign, "Ventas móviles y hogar", times.Opening, ct);
        await tickets.Run(place, Seed, Tickets, times, await staff.Crew(place, ct), ct);
    }
}

/// <summary>When a demo day is.</summary>
/// <param name="Opening">The instant at which the doors opened, on the last working day.</param>
/// <param name="Now">The business clock: what waits since a moment ago began shortly before it.</param>
public sealed record DemoTimes(DateTimeOffset Opening, DateTimeOffset Now)
{
    public static DemoTimes At(DateTimeOffset now) => new(DemoSeed.Opening(now), now);
}
