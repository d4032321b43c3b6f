using Crm.Api.Tests.Collections;
using Crm.Api.Tests.Privacy;
using Crm.Testing;

namespace Crm.Api.Tests.Tickets;

/// <summary>Who finds and sees which tickets, and what is left of an erased person's.</summary>
[Collection(OneOffice.Name)]
public sealed class TicketReachTests(CollectionsHost host)
{
    [Fact]
    public async Task A_ticket_is_found_by_words_in_spanish_and_english_by_number_and_by_what_it_is()
    {
        var desk = await host.Desk();
        var (agent, _) = await desk.Member();
        await host.Administrator.Command("/api/tickets/categories/defaults");
        await host.CaughtUp();
        var categories = await agent.GetStringAsync("/api/tickets/categories");
        categories.ShouldContain("\"code\":\"equipment\"");
        var tree = System.Text.Json.Nodes.JsonNode.Parse(categories)!.AsArray();
        var network = tree.Single(node => node!.Text("code") == "network" && node!["parentId"] is null)!.Text("id");
        var equipment = tree.Single(node => node!.Text("code") == "equipment")!.Text("id");

        var fault = await agent.Command("/api/tickets", new
        {
            queueId = desk.Queue,
            subject = "Averías en la instalación",
            description = "La señal se corta cada noche",
            type = "fault",
            priority = "critical",
            categoryId = equipment,
            tags = new[] { "VIP" },
            requester = new { kind = "customer", fullName = "Luz Mora", phone = "300 555 1122" },
        });
        var other = await agent.Command("/api/tickets", new { queueId = desk.Queue, subject = "Replacing broken headsets", description = "Twelve of them", type = "request" });
        var seen = await agent.Command($"/api/tickets/{other.Id}/comments", new { text = "Ordered from the supplier", visibility = "internal" });

        async Task<IReadOnlyList<Guid>> Found(string query) =>
            [.. (await agent.Items($"/api/tickets?queue={desk.Queue}&{query}", seen.Position)).Select(row => Guid.Parse(row!.Text("ticketId")))];

        (await Found("q=averia instalaciones")).ShouldBe([fault.Id], "plural, accents and order do not matter");
        (await Found("q=SEÑAL")).ShouldBe([fault.Id]);
        (await Found("q=headset replaced")).ShouldBe([other.Id], "English is stemmed too");
        (await Found("q=supplier")).ShouldBe([other.Id], "the staff finds internal words");
        (await Found("q=\"cada noche\"")).ShouldBe([fault.Id]);
        (await Found("q=nothing-like-it")).ShouldBeEmpty();
        (await Found("q=señal -noche")).ShouldBeEmpty();
        (await Found("type=fault&priority=critical&open=true&tag=vip")).ShouldBe([fault.Id]);
        (await Found($"category={network}")).ShouldBe([fault.Id], "what is filed under a part is found under the whole");
        (await Found("assignee=none")).ShouldBe([other.Id, fault.Id], "the newest first");
        var number = (await agent.Read($"/api/tickets/{other.Id}", seen.Position)).Text("ticket.number");
        (await Found($"q={number.ToLowerInvariant()}")).ShouldBe([other.Id]);

        var page = await agent.Read($"/api/tickets?queue={desk.Queue}&limit=1&total=true", seen.Position);
        page.Text("total").ShouldBe("2");
        (await agent.Items($"/api/tickets?queue={desk.Queue}&limit=1&cursor={page.Text("next")}", seen.Position)).Single()!.Text("ticketId").ShouldBe(fault.Id.ToString());
    }

    [Fact]
    public async Task The_staff_sees_its_queues_and_nobody_else_does()
    {
        var (desk, elsewhere) = (await host.Desk(), await host.Desk());
        var (member, _) = await desk.Member();
        var (colleague, colleagueId) = await host.Agent(desk.Campaign);
        var (supervisor, _) = await host.Agent(desk.Campaign, "supervisor");
        var (stranger, strangerId) = await elsewhere.Member();
        var asked = await desk.Ask(colleague);
        await host.CaughtUp();

        await member.Read($"/api/tickets/{asked.Id}", status: 200);
        await supervisor.Read($"/api/tickets/{asked.Id}", status: 200);
        await host.Administrator.Read($"/api/tickets/{asked.Id}", status: 200);
        foreach (var nobody in (HttpClient[])[stranger, colleague])
        {
            await nobody.Read($"/api/tickets/{asked.Id}", status: 404);
            (await nobody.Send($"/api/tickets/{asked.Id}/claim", null)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
            (await nobody.Items("/api/tickets")).ShouldBeEmpty();
        }

        await stranger.Read($"/api/tickets/requests/{asked.Id}", status: 404);
        (await stranger.Send("/api/tickets/requests", new { queueId = desk.Queue, subject = "Mine", description = "Please" })).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        (await supervisor.Refused($"/api/tickets/{asked.Id}/assign", new { assigneeId = strangerId })).ShouldBe("urn:crm:tickets.assignee-not-of-queue");
        (await supervisor.Refused($"/api/tickets/{asked.Id}/assign", new { assigneeId = colleagueId })).ShouldBe("urn:crm:tickets.assignee-not-of-queue");

        // A ticket that somebody has stays in his reach; handed to another campaign's queue, it leaves the old one's.
        var moved = await host.Administrator.Command($"/api/tickets/{asked.Id}/move", new { queueId = elsewhere.Queue, reason = "Theirs" });
        (await stranger.Items("/api/tickets/trays?tray=unassigned", moved.Position)).Single()!.Text("ticket.ticketId").ShouldBe(asked.Id.ToString());
        await member.Read($"/api/tickets/{asked.Id}", status: 404);
        (await colleague.Read($"/api/tickets/requests/{asked.Id}", moved.Position)).Text("state").ShouldBe("open");
    }

    [Fact]
    public async Task What_was_written_about_a_customer_is_gone_when_he_is_erased()
    {
        var desk = await host.Desk();
        var (agent, _) = await desk.Member();
        object Open(string subject) => new
        {
            queueId = desk.Queue,
            subject,
            description = "quetzalphone at night",
            requester = new { kind = "customer", fullName = "Quirina Zapata", email = "quirina@example.com" },
        };
        var opened = await agent.Command("/api/tickets", Open("quetzalfault"));
        (await agent.Read($"/api/tickets/{opened.Id}", opened.Position)).Text("requester.name").ShouldBe("Q. Z.", "a person's data is for who works with him");
        var view = await agent.Read($"/api/tickets/{opened.Id}", (await agent.Command($"/api/tickets/{opened.Id}/claim")).Position);
        var customer = view.Text("requester.id");
        (view.Text("requester.name"), view.Text("requester.email")).ShouldBe(("Quirina Zapata", "quirina@example.com"));

        var erase = $"/api/privacy/subjects/{customer}/erase";
        (await host.Administrator.Refused(erase, new { reason = "Asked for it" })).ShouldBe("urn:crm:privacy.open-ticket");
        await agent.Command($"/api/tickets/{opened.Id}/resolve", new { solution = "quetzalrouter changed" });
        (await host.Administrator.Command($"/api/tickets/{opened.Id}/close")).Version.ShouldBe(4);
        await host.CaughtUp();
        (await host.Administrator.Refused(erase, new { reason = "Asked for it" })).ShouldBe("urn:crm:privacy.retention-running");
        await host.NothingIsKept(desk.Campaign);
        await host.Administrator.Command(erase, new { reason = "Asked for it" });

        await Eventually.True(async () => await host.Scalar<long>($"select count(*) from mt_events where stream_id = '{opened.Id}' and type = 'record_text_erased'") == 1, "redacted");
        await host.CaughtUp();
        foreach (var path in (string[])[$"/api/tickets/{opened.Id}", "/api/tickets?q=quetzalfault", "/api/tickets?q=quetzalrouter", $"/api/tickets?requester={customer}"])
        {
            var text = await host.Administrator.Read(path, status: 200);
            text.ShouldNotContain("quetzal");
            text.ShouldNotContain("Quirina");
        }

        (await host.Administrator.Items("/api/tickets?q=quetzalphone")).ShouldBeEmpty();
        (await host.Scalar<long>("select count(*) from mt_events where data::text ilike '%quetzal%'")).ShouldBe(0, "events hold cipher text only");
        (await agent.Refused("/api/tickets", Open("quetzalagain"))).ShouldBe("urn:crm:tickets.requester-erased");
    }
}
