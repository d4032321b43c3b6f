using System.Net;
using System.Net.Http.Json;
using Crm.Api.Http;
using Crm.Domain.Identity;
using Crm.Projections.Campaigns;
using Crm.Testing;

namespace Crm.Api.Tests.Collections;

[Collection(OneOffice.Name)]
public sealed class CampaignReadTests(CollectionsHost host)
{
    [Fact]
    public async Task Who_works_in_a_campaign_reads_it_and_finds_no_other()
    {
        var (own, other) = (await host.Campaign(), await host.Campaign());
        var (supervisor, _) = await host.Agent(own, Roles.Supervisor);
        await host.CaughtUp();

        (await supervisor.GetFromJsonAsync<Page<CampaignInfo>>("/api/campaigns", ApiJson.Options))!.Items.Single().CampaignId.Value.ShouldBe(own);
        (await supervisor.GetFromJsonAsync<Page<CampaignInfo>>("/api/campaigns?state=closed", ApiJson.Options))!.Items.ShouldBeEmpty();
        (await supervisor.GetAsync($"/api/campaigns/{other}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_read_of_a_campaign_is_enough_to_change_it()
    {
        var campaign = await host.Campaign();
        await host.CaughtUp();
        // Opening its first business day is a change as well.
        await Eventually.True(async () => (await host.Administrator.Read($"/api/campaigns/{campaign}"))["businessDate"] is not null, "its day is open");
        var read = await host.Administrator.GetAsync($"/api/campaigns/{campaign}");
        var shown = (await read.Content.ReadFromJsonAsync<CampaignInfo>(ApiJson.Options))!;

        var change = new HttpRequestMessage(HttpMethod.Put, $"/api/campaigns/{campaign}/calendar") { Content = JsonContent.Create(shown.Calendar!.Value, options: ApiJson.Options) };
        change.Headers.IfMatch.Add(read.Headers.ETag!);
        (await host.Administrator.SendAsync(change)).StatusCode.ShouldBe(HttpStatusCode.OK, await read.Content.ReadAsStringAsync());
    }
}
