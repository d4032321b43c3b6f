using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Identity;
using Crm.Domain.Kernel;

namespace Crm.Api.Demo;

/// <summary>Who works in the demo: the demo users, with what they need in its campaigns, or people who do not exist.</summary>
public sealed class DemoStaff(CommandRunner runner, UserUnits units, UserReader users, NaturalKeys keys)
{
    /// <summary>The demo users that sell and answer; none where there are none.</summary>
    public async Task<IReadOnlyList<UserId>> Agents(CancellationToken ct)
    {
        List<UserId> agents = [];
        foreach (var userName in (string[])["agent", "agent2"])
            if (await users.IdOf(userName, ct) is { } agent) agents.Add(agent);
        return agents;
    }

    /// <summary>The demo users as the crew of a campaign, each in a team of it or over all of it.</summary>
    public async Task<DemoCrew> Crew(DemoPlace place, CancellationToken ct)
    {
        var agents = await Agents(ct);
        foreach (var (agent, team) in agents.Zip(place.Teams)) await Join(agent, Roles.Agent, place.Campaign, team, ct);

        var nobody = Nobody(place.Code);
        return new(
            agents.Count > 0 ? agents : nobody.Agents, await Over("backoffice", Roles.BackOffice, place, ct) ?? nobody.Reviewer, await Over("supervisor", Roles.Supervisor, place, ct) ?? nobody.Supervisor);
    }

    /// <summary>People who do not exist, always the same ones.</summary>
    public DemoCrew Nobody(string code) => new(
        [.. Enumerable.Range(0, 12).Select(agent => new UserId(keys.Derive("demo-agent", code, $"{agent}")))], new(keys.Derive("demo-reviewer", code)), new(keys.Derive("demo-supervisor", code)));

    /// <summary>Gives somebody a role in a campaign, once.</summary>
    public async Task Join(UserId user, string role, CampaignId campaign, TeamId? team, CancellationToken ct)
    {
        var grant = keys.Derive("demo-grant", user.ToString(), (team?.Value ?? campaign.Value).ToString());
        await DemoCampaign.Do("GrantRole", () => runner.Run(
            DemoCampaign.Origin("GrantRole"), units.Grant(user, grant, role, campaign, team, null, null, null, mayGrant: true), ct));
    }

    private async Task<UserId?> Over(string userName, string role, DemoPlace place, CancellationToken ct)
    {
        if (await users.IdOf(userName, ct) is not { } user) return null;

        await Join(user, role, place.Campaign, null, ct);
        return user;
    }
}

/// <param name="Reviewer">Of the back office.</param>
public sealed record DemoCrew(IReadOnlyList<UserId> Agents, UserId Reviewer, UserId Supervisor);
