using System.Text.Json.Nodes;
using Crm.Api.Tests.Collections;
using Crm.Api.Tests.Kit;
using Crm.Api.Tests.TelecomSales;
using Crm.Api.Tests.Tickets;

namespace Crm.Api.Tests.Live;

// The trays of the other rooms: what arrives, what does not, and what leaves one tray for another.
public sealed partial class LiveTrayTests
{
    private const string Sales = "/api/telecom-sales/sales", SaleTrays = "/api/telecom-sales/trays", TicketTrays = "/api/tickets/trays", Tasks = "/api/tasks";

    [Fact]
    public async Task A_sale_that_goes_on_is_gone_from_its_tray_and_there_in_the_next()
    {
        var (campaign, other) = (await host.Campaign(), await host.Campaign());
        var (seller, _) = await host.Agent(campaign);
        var (stranger, _) = await host.Agent(other);
        var (reviewer, _) = await host.Agent(campaign, "back-office");
        LiveClient Tray(string place, string list) => new(reviewer, $"{SaleTrays}?place={place}", "sale.saleId", $"{SaleTrays}/{list}");
        await using var pending = await Tray("pendingReview", "pending-review").Follow();
        await using var calls = await Tray("verificationCalls", "verification-calls").Follow();
        await using var entry = await Tray("orderEntry", "order-entry").Follow();

        var theirs = (await stranger.Command(Sales, await host.Portability(other, await host.Plan(other)))).Id;
        var sale = (await seller.Command(Sales, await host.Portability(campaign, await host.Plan(campaign)))).Id;
        (await pending.Hears(heard => heard.Name == "changed")).Data!["line"].Text("customer.name").ShouldBe("María Ríos", "a sale that is new has its customer's name");
        pending.Rows.Keys.ShouldBe([sale.ToString()]);
        await pending.IsTheList();

        await reviewer.Command($"{Sales}/{sale}/claim");
        await reviewer.Command($"{Sales}/{sale}/approve", new { });
        (await pending.Hears(heard => heard.Name == "gone")).Data.Text("id").ShouldBe(sale.ToString());
        (await calls.Hears(heard => heard.Name == "changed")).Data!["line"].Text("sale.tray").ShouldBe("verificationCalls");
        await reviewer.Command($"{Sales}/{sale}/confirm", new { });
        await calls.Hears(heard => heard.Name == "gone");
        (await entry.Hears(heard => heard.Name == "changed")).Data!["line"].Text("sale.tray").ShouldBe("orderEntry");
        foreach (var client in (LiveClient[])[pending, calls, entry])
        {
            await client.IsTheList();
            NeverHeardOf(client, theirs);
        }

        var counted = JsonNode.Parse(await reviewer.GetStringAsync(SaleTrays))!.AsArray().ToDictionary(count => count.Text("tray"), count => count.Text("sales"));
        CountsOf(entry).ShouldBe(counted, ignoreOrder: true);
        await (await reviewer.SendAsync(LiveClient.Request($"{SaleTrays}?place=orderEntry,attic"), HttpCompletionOption.ResponseHeadersRead)).ShouldBeProblem(400, "invalid");
    }

    [Fact]
    public async Task A_ticket_is_heard_of_by_its_campaign_and_by_the_teams_that_work_for_its_queue_as_long_as_they_do()
    {
        var (desk, elsewhere) = (await host.Desk(), await host.Desk());
        var (member, _) = await desk.Member();
        var (stranger, _) = await elsewhere.Member();
        var (supervisor, _) = await host.Agent(desk.Campaign, "supervisor");
        var hall = (await host.Administrator.Command("/api/tickets/queues", new { code = $"HALL-{host.Next()}", name = "Hall", strategy = "manual" })).Id;
        await host.Administrator.Command($"/api/tickets/queues/{hall}/teams", new { campaignId = desk.Campaign, teamId = desk.Team });
        await host.CaughtUp();
        LiveClient Follower(HttpClient client, string asked, string list) => new(client, TicketTrays + asked, "ticket.ticketId", TicketTrays + list);
        await using var unassigned = await Follower(member, "?place=unassigned", "?tray=unassigned").Follow();
        await using var mine = await Follower(member, "?person=me&place=working,waiting", "?tray=mine").Follow();
        await using var theirs = await Follower(stranger, "", "").Follow();
        await using var whole = await Follower(supervisor, "", "").Follow();

        // One of the whole installation: no campaign's, so that only the team that works for its queue hears of it.
        var general = (await host.Administrator.Command("/api/tickets/requests", new { queueId = hall, subject = "Lights", description = "They are off", type = "incident" })).Id;
        var own = (await desk.Ask(member)).Id;
        await unassigned.Until(() => unassigned.Rows.Count == 2, "both came");
        await whole.Until(() => whole.Rows.ContainsKey(own.ToString()), "the campaign's came");
        NeverHeardOf(whole, general);

        await member.Command($"/api/tickets/{own}/claim");
        (await unassigned.Hears(heard => heard.Name == "gone")).Data.Text("id").ShouldBe(own.ToString());
        (await mine.Hears(heard => heard.Name == "changed")).Data.Text("id").ShouldBe(own.ToString());
        await mine.IsTheList();
        await whole.IsTheList();
        await whole.Until(() => CountsOf(whole)["working"] == "1", "it is counted where it stands");
        var counted = (await supervisor.Read($"{TicketTrays}/counts")).AsObject();
        foreach (var (place, total) in CountsOf(whole)) total.ShouldBe(counted.Text(place), place);

        NeverHeardOf(theirs, own);
        await host.Administrator.Command($"/api/tickets/{own}/move", new { queueId = elsewhere.Queue, reason = "Theirs" });
        (await whole.Hears(heard => heard.Name == "gone")).Data.Text("id").ShouldBe(own.ToString());
        (await theirs.Hears(heard => heard.Name == "changed")).Data.Text("id").ShouldBe(own.ToString());
        foreach (var client in (LiveClient[])[mine, theirs, whole]) await client.IsTheList();
        NeverHeardOf(theirs, general);

        await host.Administrator.Command($"/api/tickets/queues/{hall}/teams/{desk.Team}/remove");
        await unassigned.Ended();
        await unassigned.Connect();
        await unassigned.Until(() => unassigned.Resets.Count > 0, "he is told to read anew");
        await unassigned.IsTheList();
        unassigned.Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_task_that_changes_hands_is_gone_for_one_and_there_for_the_other_and_when_it_is_done_for_nobody()
    {
        var (campaign, other) = (await host.Campaign(), await host.Campaign());
        var (mine, me) = await host.Agent(campaign);
        var (hers, she) = await host.Agent(campaign);
        var (supervisor, _) = await host.Agent(campaign, "supervisor");
        var (_, stranger) = await host.Agent(other);
        await using var first = await new LiveClient(mine, Tasks, "taskId").Follow();
        await using var second = await new LiveClient(hers, Tasks, "taskId").Follow();
        await using var all = await new LiveClient(supervisor, Tasks, "taskId").Follow();

        var theirs = (await host.Administrator.Command(Tasks, new { title = "Count the chairs", campaignId = other, assigneeId = stranger })).Id;
        var task = (await host.Administrator.Command(Tasks, new { title = "Send the letter", campaignId = campaign, assigneeId = me })).Id;
        (await first.Hears(heard => heard.Name == "changed")).Data!["line"].Text("title").ShouldBe("Send the letter");
        await host.Administrator.Command($"{Tasks}/{task}/assign", new { assigneeId = she });
        (await first.Hears(heard => heard.Name == "gone")).Data.Text("id").ShouldBe(task.ToString());
        (await second.Hears(heard => heard.Name == "changed")).Data!["line"].Text("assigneeId").ShouldBe(she.ToString());
        await all.Until(() => all.Rows.TryGetValue(task.ToString(), out var row) && row.Text("assigneeId") == she.ToString(), "the supervisor heard of it");
        await all.IsTheList();
        all.Total.ShouldBe(1);

        await hers.Command($"{Tasks}/{task}/complete", new { notes = "Sent" });
        await second.Hears(heard => heard.Name == "gone");
        foreach (var client in (LiveClient[])[first, second, all])
        {
            await client.IsTheList();
            client.Rows.ShouldBeEmpty();
            NeverHeardOf(client, theirs);
        }
    }

    private static void NeverHeardOf(LiveClient client, Guid row) => client.Heard.ShouldAllBe(heard => heard.Data == null || !heard.Data.ToJsonString(null).Contains(row.ToString()));

    private static Dictionary<string, string> CountsOf(LiveClient client) =>
        client.Heard.Last(heard => heard.Name == "counts").Data!["places"]!.AsObject().ToDictionary(place => place.Key, place => place.Value!.ToJsonString());
}
