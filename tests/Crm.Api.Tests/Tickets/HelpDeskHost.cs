using System.Text.Json.Nodes;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Tests.Collections;
using Crm.Domain.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Tickets;

/// <summary>What tests of tickets begin with, made over HTTP.</summary>
internal static class HelpDeskHost
{
    /// <summary>A campaign with a team and a queue that the team works for.</summary>
    public static async Task<Desk> Desk(this CollectionsHost host, string strategy = "manual")
    {
        var campaign = await host.Campaign();
        var team = Guid.CreateVersion7();
        await host.Administrator.Command($"/api/campaigns/{campaign}/teams", new { name = "Support", teamId = team });
        var queue = await host.Administrator.Command("/api/tickets/queues", new { code = $"DESK-{host.Next()}", name = "Mesa de ayuda", campaignId = campaign, strategy });
        await host.Administrator.Command($"/api/tickets/queues/{queue.Id}/teams", new { campaignId = campaign, teamId = team });
        return new(host, campaign, team, queue.Id);
    }

    public static async Task<string> Read(this HttpClient client, string path, int status)
    {
        var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(status, $"{path}: {text}");
        return text;
    }

    public static async Task<string> Refused(this HttpClient client, string path, object? body = null)
    {
        var answer = await client.Send(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(409, $"{path}: {text}");
        return JsonNode.Parse(text)!["type"]!.GetValue<string>();
    }
}

internal sealed record Desk(CollectionsHost Host, Guid Campaign, Guid Team, Guid Queue)
{
    /// <summary>Somebody of the queue's team; perhaps at work.</summary>
    public async Task<(HttpClient Client, Guid Id)> Member(bool atWork = false)
    {
        var user = await Host.User();
        var units = Host.Services.GetRequiredService<UserUnits>();
        (await Host.Services.GetRequiredService<CommandRunner>().Run(
            new CommandOrigin("Test"), units.Grant(user.Id, Guid.CreateVersion7(), "agent", new CampaignId(Campaign), new TeamId(Team), null, null, null, mayGrant: true), default))
            .ShouldBeOfType<CommandOutcome.Done>();
        var client = Host.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await Crm.Api.Tests.Kit.HostFixture.SignIn(client, user.UserName)).AccessToken);
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        if (atWork) await client.Command($"/api/identity/agents/{user.Id}/clock-in", new { campaignId = Campaign });
        return (client, user.Id.Value);
    }

    public Task<Commanded> Ask(HttpClient client, string subject = "No audio", string description = "My headset is silent since the update") =>
        client.Command("/api/tickets/requests", new { queueId = Queue, subject, description, type = "incident" });
}
