using System.Text.RegularExpressions;
using Crm.Api.Tests.Collections;
using Crm.EventStore.Projecting.Rebuilding;
using Crm.Projections.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Tickets;

/// <summary>Tickets from the first word to the last rebuild, through HTTP on a real database.</summary>
public sealed partial class TicketFlowTests(CollectionsHost host) : IClassFixture<CollectionsHost>
{
    private const string Secret = "zzinternal";

    [Fact]
    public async Task A_ticket_is_asked_for_taken_answered_resolved_reopened_and_confirmed()
    {
        var desk = await host.Desk();
        var (asker, askerId) = await host.Agent(desk.Campaign);
        var (agent, agentId) = await desk.Member();

        var asked = await desk.Ask(asker);
        (await agent.Read("/api/tickets/trays/counts", asked.Position)).Text("unassigned").ShouldBe("1");
        var waiting = (await agent.Items($"/api/tickets/trays?tray=unassigned&queue={desk.Queue}", asked.Position)).Single()!;
        Number().IsMatch(waiting.Text("ticket.number")).ShouldBeTrue(waiting.Text("ticket.number"));
        waiting.Text("requester.name").ShouldBe("Somebody Else");

        var ticket = $"/api/tickets/{asked.Id}";
        (await agent.Refused($"{ticket}/start")).ShouldBe("urn:crm:tickets.assignee-missing");
        await agent.Command($"{ticket}/claim");
        await agent.Command($"{ticket}/start");
        var question = await agent.Command($"{ticket}/await-customer", new { question = "Which side?" });
        (await agent.Refused($"{ticket}/resolve", new { solution = "Done" })).ShouldBe("urn:crm:tickets.is-waiting-for-customer");
        (await agent.Items("/api/tickets/trays?tray=waiting", question.Position)).Single()!.Text("ticket.state").ShouldBe("waitingForCustomer");

        var mine = $"/api/tickets/requests/{asked.Id}";
        (await asker.Read(mine, question.Position))["words"]!.AsArray().Single()!.Text("text").ShouldBe("Which side?");
        await asker.Command($"{mine}/reply", new { text = "The left one" });
        await agent.Command($"{ticket}/comments", new { text = $"{Secret}: he sat on it", visibility = "internal" });
        await agent.Command($"{ticket}/work", new { minutes = 25, note = $"{Secret} measured" });
        await agent.Command($"{ticket}/priority", new { priority = "high", reason = Secret });
        var resolved = await agent.Command($"{ticket}/resolve", new { solution = "Changed the headset" });

        var reopened = await asker.Command($"{mine}/reopen", new { reason = "Silent again" });
        reopened.Version.ShouldBe(resolved.Version + 1);
        var again = await agent.Command($"{ticket}/resolve", new { solution = "Changed the port" });
        (await agent.Items("/api/tickets/trays?tray=resolved", again.Position)).Single()!.Text("ticket.reopenings").ShouldBe("1");
        var closed = await asker.Command($"{mine}/confirm");
        (await asker.Refused($"{mine}/reply", new { text = "Thanks" })).ShouldBe("urn:crm:tickets.is-closed");

        var view = await agent.Read(ticket, closed.Position);
        view.Text("ticket.standing.state").ShouldBe("closed");
        view.Text("ticket.resolutions").ShouldBe("2");
        view.Text("ticket.minutesWorked").ShouldBe("25");
        view["people"]!.AsObject().Select(person => person.Key).Order().ShouldBe(new[] { askerId.ToString(), agentId.ToString() }.Order());
        var sentences = view["timeline"]!.AsArray().Select(line => line!.Text("sentence")).ToList();
        sentences.ShouldContain("Ticket resumed: the requester replied");
        sentences.ShouldContain("Ticket closed: the requester confirmed");
        sentences[0].ShouldMatch("^Ticket TK-\\d{6}-\\d{6} opened, priority medium$");
        (await agent.Items("/api/tickets/trays", closed.Position)).ShouldBeEmpty();

        await Nothing_internal_is_told_to_who_asked(asker, asked.Id);
        foreach (var name in TicketsProjections.All.Select(view => view.Name))
        {
            await host.CaughtUp();
            (await host.Services.GetRequiredService<ProjectionRebuilder>().Rebuild(name, new RebuildOptions(Compare: true), null, default))
                .Comparison.ShouldNotBeNull().Different.ShouldBe(0, $"{name} is not what its events say");
        }
    }

    // Whatever he may ask: his own views, the staff's views of his ticket, lists, searches, replays.
    private static async Task Nothing_internal_is_told_to_who_asked(HttpClient asker, Guid id)
    {
        foreach (var path in (string[])["/api/tickets/requests", "/api/tickets/requests?open=false", $"/api/tickets/requests/{id}"])
        {
            var text = await asker.Read(path, status: 200);
            text.ShouldContain("Changed the headset");
            text.ShouldNotContain(Secret);
            text.ShouldNotContain("assignee");
        }

        foreach (var path in (string[])["/api/tickets", $"/api/tickets?q={Secret}", "/api/tickets/trays", "/api/tickets/trays?tray=mine", "/api/tickets/trays/counts"])
            (await asker.Read(path, status: 200)).ShouldNotContain(id.ToString());
        await asker.Read($"/api/tickets/{id}", status: 404);
        await asker.Read($"/api/streams/{id}/events", status: 403);
        await asker.Read($"/api/audit/events?stream={id}", status: 403);
    }

    [Fact]
    public async Task Of_many_who_take_a_ticket_at_once_one_gets_it()
    {
        var desk = await host.Desk();
        var (asker, _) = await host.Agent(desk.Campaign);
        var members = new List<(HttpClient Client, Guid Id)>();
        for (var i = 0; i < 4; i++) members.Add(await desk.Member());

        for (var round = 0; round < 5; round++)
        {
            var asked = await desk.Ask(asker);
            var answers = await Task.WhenAll(members.Select(member => member.Client.Send($"/api/tickets/{asked.Id}/claim", null)));
            answers.Count(answer => answer.IsSuccessStatusCode).ShouldBe(1);
            foreach (var lost in answers.Where(answer => !answer.IsSuccessStatusCode)) (await lost.Content.ReadAsStringAsync()).ShouldContain("tickets.taken");
            (await host.Scalar<long>($"select count(*) from mt_events where stream_id = '{asked.Id}' and type = 'ticket_assigned'")).ShouldBe(1);
        }
    }

    [Fact]
    public async Task Tickets_opened_at_once_have_numbers_of_their_own_and_go_to_people_in_turn()
    {
        var desk = await host.Desk("roundRobin");
        var (asker, _) = await host.Agent(desk.Campaign);
        var (first, second) = (await desk.Member(atWork: true), await desk.Member(atWork: true));
        await desk.Member();
        await host.CaughtUp();

        var asked = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => desk.Ask(asker)));
        var position = asked.Max(answer => answer.Position);
        var rows = (await host.Administrator.Items($"/api/tickets/trays?queue={desk.Queue}", position)).Select(row => row!["ticket"]!).ToList();

        rows.Select(row => row.Text("number")).Distinct().Count().ShouldBe(10);
        rows.GroupBy(row => Guid.Parse(row.Text("assigneeId"))).ToDictionary(group => group.Key, group => group.Count())
            .ShouldBe(new Dictionary<Guid, int> { [first.Id] = 5, [second.Id] = 5 }, ignoreOrder: true);
        (await first.Client.Items("/api/tickets/trays?tray=mine", position)).Count.ShouldBe(5);
        (await first.Client.Read("/api/tickets/trays/counts", position)).Text("team").ShouldBe("10");
    }

    [Fact]
    public async Task A_silent_customer_and_a_resolution_nobody_objects_to_close_the_ticket()
    {
        var desk = await host.Desk();
        var (asker, _) = await host.Agent(desk.Campaign);
        var (agent, _) = await desk.Member();
        var (silent, done) = (await desk.Ask(asker), await desk.Ask(asker));
        foreach (var id in (Guid[])[silent.Id, done.Id]) await agent.Command($"/api/tickets/{id}/claim");
        await agent.Command($"/api/tickets/{silent.Id}/start");
        await agent.Command($"/api/tickets/{silent.Id}/await-customer", new { question = "Which side?" });
        await agent.Command($"/api/tickets/{done.Id}/resolve", new { solution = "Done" });

        // Somebody else's test may have moved the clock of the same host; what closes does so on its own day all the same.
        await host.Pass(days: 2);
        (await agent.Read($"/api/tickets/{done.Id}")).Text("ticket.standing.state").ShouldBe("resolved");
        await host.Pass(days: 1);
        (await agent.Read($"/api/tickets/{done.Id}")).Text("ticket.standing.state").ShouldBe("closed");
        (await agent.Read($"/api/tickets/{silent.Id}")).Text("ticket.standing.state").ShouldBe("waitingForCustomer");
        await host.Pass(days: 4);
        (await agent.Read($"/api/tickets/{silent.Id}")).Text("ticket.standing.state").ShouldBe("closed");
        (await asker.Read($"/api/tickets/requests/{silent.Id}")).Text("state").ShouldBe("closed");

        await host.Pass(days: 16);
        (await asker.Refused($"/api/tickets/requests/{silent.Id}/reopen", new { reason = "Sorry, I was away" })).ShouldBe("urn:crm:tickets.reopening-too-late");
    }

    [GeneratedRegex(@"^TK-20\d{4}-\d{6}$")]
    private static partial Regex Number();
}
