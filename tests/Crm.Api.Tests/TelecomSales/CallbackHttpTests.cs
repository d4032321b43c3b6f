using System.Globalization;
using System.Net.Http.Json;
using Crm.Api.Tests.Collections;
using Crm.Api.Tests.Kit;

namespace Crm.Api.Tests.TelecomSales;

/// <summary>Promised calls over HTTP, with the host's own agenda: planned, due, missed, called again, given away, exported.</summary>
[Collection(OneOffice.Name)]
public sealed class CallbackHttpTests(CollectionsHost host)
{
    private const string Callbacks = "/api/telecom-sales/callbacks";

    [Fact]
    public async Task A_call_is_planned_announced_once_missed_and_made()
    {
        var campaign = await host.Campaign();
        var (agent, id) = await host.Agent(campaign);
        var now = await host.Now();
        var planned = await agent.Command(Callbacks, Plan(campaign, now.AddHours(1)));

        var tray = await agent.Read($"{Callbacks}?person=me", planned.Position);
        tray["items"]!.AsArray().ShouldHaveSingleItem()!.Text("prospectName").ShouldBe("Ana Peña");
        (await agent.Read($"{Callbacks}?person=me&due=true", planned.Position))["items"]!.AsArray().ShouldBeEmpty("its instant has not come");

        await host.Pass(2);
        var view = await agent.Read($"{Callbacks}/{planned.Id}");
        view["callback"].Text("state").ShouldBe("missed");
        view["history"]!.AsArray().Select(entry => entry.Text("step")).ShouldBe(["scheduled", "due", "missed"]);
        (await agent.Read($"{Callbacks}?person=me&due=true"))["items"]!.AsArray().Count.ShouldBe(1, "a missed one still has to be made");

        var again = await agent.Command($"{Callbacks}/{planned.Id}/call-again", new { reached = false, dueAt = (await host.Now()).AddDays(1), note = "Voice mail", callId = Guid.CreateVersion7() });
        (await agent.Read($"{Callbacks}/{planned.Id}", again.Position))["callback"]!["tries"]!.GetValue<int>().ShouldBe(1);
        await agent.Command($"{Callbacks}/{planned.Id}/decline", new { note = "Too dear" });
        await (await agent.PostAsJsonAsync($"{Callbacks}/{planned.Id}/cancel", new { reason = "Over" })).ShouldBeProblem(409, "telecom-sales.callback-over");
    }

    [Fact]
    public async Task Two_calls_of_one_person_at_one_minute_are_warned_of_and_not_refused()
    {
        var campaign = await host.Campaign();
        var (agent, _) = await host.Agent(campaign);
        var at = (await host.Now()).AddDays(1);
        var first = await agent.Command(Callbacks, Plan(campaign, at));
        await host.CaughtUp();

        var answer = await agent.PostAsJsonAsync(Callbacks, Plan(campaign, at));
        answer.IsSuccessStatusCode.ShouldBeTrue();
        var warned = System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["atOnce"]!.AsArray();
        warned.ShouldHaveSingleItem()!["callbackId"]!.GetValue<Guid>().ShouldBe(first.Id);
    }

    [Fact]
    public async Task The_calendar_counts_the_days_at_the_campaigns_wall_clock()
    {
        var campaign = await host.Campaign();
        var (agent, _) = await host.Agent(campaign);
        // 23:30 in Bogotá is the next day in UTC.
        var day = (await host.Today()).AddDays(3);
        var late = new DateTimeOffset(day, new(23, 30), TimeSpan.FromHours(-5));
        await agent.Command(Callbacks, Plan(campaign, late));
        var last = await agent.Command(Callbacks, Plan(campaign, late.AddHours(-5)));

        var iso = day.ToString("O", CultureInfo.InvariantCulture);
        foreach (var view in (string[])["day", "week", "month"])
        {
            var calendar = await agent.Read($"{Callbacks}/calendar?view={view}&on={iso}&person=me", last.Position);
            var its = calendar["days"]!.AsArray().ShouldHaveSingleItem()!;
            (its.Text("on"), its["calls"]!.GetValue<int>(), its["states"]!["scheduled"]!.GetValue<int>()).ShouldBe((iso, 2, 2), view);
            calendar["callbacks"]!["items"]!.AsArray().Count.ShouldBe(2);
        }

        await (await agent.GetAsync($"{Callbacks}/calendar?view=year")).ShouldBeProblem(400, "invalid");
    }

    [Fact]
    public async Task A_call_is_its_agents_and_masked_for_who_may_not_see_personal_data()
    {
        var campaign = await host.Campaign();
        var ((agent, _), (other, otherId)) = (await host.Agent(campaign), await host.Agent(campaign));
        var (supervisor, _) = await host.Agent(campaign, "supervisor");
        var (analyst, _) = await host.Agent(campaign, "quality-analyst");
        var planned = await agent.Command(Callbacks, Plan(campaign, (await host.Now()).AddDays(1)));

        await (await other.GetAsync($"{Callbacks}/{planned.Id}")).ShouldBeProblem(404, "not-found");
        await (await other.PostAsJsonAsync($"{Callbacks}/{planned.Id}/decline", new { note = "x" })).ShouldBeProblem(404, "not-found");
        await (await other.PostAsJsonAsync($"{Callbacks}/{planned.Id}/reassign", new { agentId = otherId, reason = "Mine" })).ShouldBeProblem(403, "permission-lacking");

        var seen = await analyst.Read($"{Callbacks}/{planned.Id}", planned.Position);
        (seen["callback"].Text("prospectName"), seen["callback"]!["note"]).ShouldBe(("A. P.", null));
        seen["callback"].Text("phone").ShouldNotContain("300123");

        var given = await supervisor.Command($"{Callbacks}/{planned.Id}/reassign", new { agentId = otherId, reason = "On leave" });
        (await other.Read($"{Callbacks}/{planned.Id}", given.Position))["callback"].Text("prospectName").ShouldBe("Ana Peña");
        await (await agent.GetAsync($"{Callbacks}/{planned.Id}")).ShouldBeProblem(404, "not-found");

        var report = await (await supervisor.GetAsync($"/api/telecom-sales/exports/callbacks?campaign={campaign}&columns=name,state,kind&language=es")).Content.ReadAsStringAsync();
        report.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).ShouldBe(["Nombre cliente,Estado,Tipo venta", "Ana Peña,agendado,portabilidad"]);
        await (await agent.GetAsync("/api/telecom-sales/exports/callbacks")).ShouldBeProblem(403, "permission-lacking");
    }

    [Fact]
    public async Task A_call_is_won_with_a_sale_that_its_agent_made_a_moment_ago_and_with_no_other()
    {
        var campaign = await host.Campaign();
        var ((agent, _), (other, _)) = (await host.Agent(campaign), await host.Agent(campaign));
        var plan = await SalesRequests.Plan(host, campaign);
        var planned = await agent.Command(Callbacks, Plan(campaign, (await host.Now()).AddDays(1)));

        var others = (await other.Command("/api/telecom-sales/sales", await host.Portability(campaign, plan))).Id;
        await (await agent.PostAsJsonAsync($"{Callbacks}/{planned.Id}/win", new { saleId = others })).ShouldBeProblem(404, "not-found");
        var elsewhere = await host.Campaign();
        var foreign = (await host.Administrator.Command("/api/telecom-sales/sales", await host.Portability(elsewhere, await SalesRequests.Plan(host, elsewhere)))).Id;
        await (await host.Administrator.PostAsJsonAsync($"{Callbacks}/{planned.Id}/win", new { saleId = foreign })).ShouldBeProblem(409, "telecom-sales.callback-of-another-campaign");

        // At once: no list has seen the sale yet.
        var sale = (await agent.Command("/api/telecom-sales/sales", await host.Portability(campaign, plan))).Id;
        var won = await agent.Command($"{Callbacks}/{planned.Id}/win", new { saleId = sale, note = "Signed on the phone" });
        (await agent.Command($"{Callbacks}/{planned.Id}/win", new { saleId = sale })).Version.ShouldBe(won.Version, "told again");
        var view = await agent.Read($"{Callbacks}/{planned.Id}", won.Position);
        (view["callback"].Text("state"), view["callback"].Text("saleId")).ShouldBe(("won", sale.ToString()));
        view["history"]!.AsArray().Last().Text("step").ShouldBe("won");
        (await agent.Read($"{Callbacks}?person=me", won.Position))["items"]!.AsArray().ShouldBeEmpty("nobody has to call any more");
        await (await agent.PostAsJsonAsync($"{Callbacks}/{planned.Id}/decline", new { note = "x" })).ShouldBeProblem(409, "telecom-sales.callback-over");
    }

    private static object Plan(Guid campaign, DateTimeOffset dueAt) => new { campaignId = campaign, kind = "portability", prospectName = "Ana Peña", phone = "300 123 4567", dueAt, note = "After pay day" };
}
