using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Identity;
using Crm.Domain.Kernel;

namespace Crm.Api.Demo;

/// <summary>A campaign with a little work in it, and the demo agents in its teams: what a newcomer finds in Development.</summary>
public sealed class DemoSeed(DemoDay day, CommandRunner runner, UserUnits units, UserReader users, NaturalKeys keys, BusinessClock clock) : IDemoSeed
{
    public const string Campaign = "COBRANZA-CO";
    private const int Seed = 1, Events = 900;

    public string Name => "collections";
    public int Order => 10;

    public async Task Run(CancellationToken ct)
    {
        List<UserId> agents = [];
        foreach (var userName in new[] { "agent", "agent2" })
            if (await users.IdOf(userName, ct) is { } agent) agents.Add(agent);

        var result = await day.Run(Campaign, Seed, Events, Opening(clock.GetUtcNow()), agents, null, ct);
        foreach (var (agent, team) in agents.Zip(result.Site.Teams)) await Join(agent, result.Site.Campaign, team, ct);
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

    private async Task Join(UserId agent, CampaignId campaign, TeamId team, CancellationToken ct)
    {
        var grant = keys.Derive("demo-grant", agent.ToString(), team.ToString());
        await DemoCampaign.Do("GrantRole", () => runner.Run(
            DemoCampaign.Origin("GrantRole"), units.Grant(agent, grant, Roles.Agent, campaign, team, null, null, null, mayGrant: true), ct));
    }
}
