using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Crm.Api.Tests.Collections;

namespace Crm.Api.Tests.Tickets;

public sealed partial class TicketFlowTests
{
    [Fact]
    public async Task A_customer_who_asked_is_found_masked_or_not_and_his_data_set_right()
    {
        var (desk, elsewhere) = (await host.Desk(), await host.Desk());
        var ((agent, _), (stranger, _)) = (await desk.Member(), await elsewhere.Member());
        var supervisor = await host.SignedIn("supervisor", desk.Campaign);
        var opened = await agent.Command("/api/tickets", new
        {
            queueId = desk.Queue,
            subject = "Sin señal",
            description = "Desde ayer",
            requester = new { kind = "customer", fullName = "Ximena Quiñónez", email = "ximena@example.com", phone = "300 777 8899" },
        });

        var customer = (await supervisor.Items("/api/tickets/requesters?q=quinonez xim", opened.Position)).Single()!;
        (customer.Text("fullName"), customer.Text("email"), customer.Text("phone"), customer.Text("shown")).ShouldBe(("Ximena Quiñónez", "ximena@example.com", "+573007778899", "true"));
        (await supervisor.Items("/api/tickets/requesters?q=777 8899")).Count.ShouldBe(1, "a phone is found however it is written");
        (await supervisor.Items("/api/tickets/requesters?q=ximena@example.com")).Count.ShouldBe(1);
        (await supervisor.Items("/api/tickets/requesters?q=nobody like it")).ShouldBeEmpty();

        var id = customer.Text("requesterId");
        var masked = (await agent.Items("/api/tickets/requesters?q=ximena")).Single()!;
        (masked.Text("fullName"), masked.Text("email"), masked.Text("shown")).ShouldBe(("X. Q.", "x•••@example.com", "false"));
        (await agent.Read($"/api/tickets/requesters/{id}", status: 200)).ShouldNotContain("777");
        (await stranger.Items("/api/tickets/requesters?q=ximena")).ShouldBeEmpty();
        await stranger.Read($"/api/tickets/requesters/{id}", status: 404);
        (await Corrected(stranger, new { fullName = "Mine" }, 1)).Status.ShouldBe(404);
        (await agent.Send($"/api/tickets/requesters/{id}/correct", new { phone = "3007778800" })).StatusCode.ShouldBe(System.Net.HttpStatusCode.PreconditionRequired);

        // What is left out stays, so that who sees it masked cannot spoil it.
        var (_, corrected) = await Corrected(agent, new { phone = "3007778800" }, 1);
        var position = corrected["position"]!.GetValue<long>();
        var after = await supervisor.Read($"/api/tickets/requesters/{id}", position);
        (after.Text("fullName"), after.Text("email"), after.Text("phone")).ShouldBe(("Ximena Quiñónez", "ximena@example.com", "+573007778800"));
        (await Corrected(agent, new { phone = "300 777 88 00" }, 1)).Status.ShouldBe(412, "he saw what is no more");
        (await Corrected(agent, new { phone = "300 777 88 00" }, 2)).Answer.Text("version").ShouldBe("2", "said again, nothing changes");
        (await Corrected(agent, new { email = "", phone = "" }, 2)).Answer.Text("type").ShouldBe("urn:crm:tickets.requester-unreachable");
        (await Corrected(agent, new { phone = "12" }, 2)).Answer.Text("type").ShouldBe("urn:crm:tickets.requester-phone-malformed");
        (await supervisor.Read($"/api/tickets/{opened.Id}", position)).Text("requester.phone").ShouldBe("+573007778800");

        async Task<(int Status, JsonNode Answer)> Corrected(HttpClient who, object body, long seen)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/tickets/requesters/{id}/correct") { Content = JsonContent.Create(body) };
            request.Headers.IfMatch.Add(new($"\"{seen}\""));
            var answer = await who.SendAsync(request);
            return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
        }
    }

    [Fact]
    public async Task Queues_of_nobody_s_campaign_have_figures_and_repeated_faults_have_names()
    {
        var desk = await host.Desk();
        var hall = (await host.Administrator.Command("/api/tickets/queues", new { code = $"HALL-{host.Next()}", name = "Hall" })).Id;
        await host.Administrator.Command($"/api/tickets/queues/{hall}/teams", new { campaignId = desk.Campaign, teamId = desk.Team });
        await host.CaughtUp();
        async Task<long> Fault(string name, string phone) => (await host.Administrator.Command("/api/tickets", new
        {
            queueId = hall,
            subject = "Sin servicio",
            description = "Otra vez",
            type = "fault",
            requester = new { kind = "customer", fullName = name, phone },
        })).Position;
        for (var fault = 0; fault < 4; fault++) await Fault("Nora Repetida", "3001112233");
        var last = await Fault("Tomás Sólouna", "3001112244");
        await host.CaughtUp();

        var today = (await host.Now()).Date;
        var period = $"from={today.AddDays(-1):yyyy-MM-dd}&to={today.AddDays(1):yyyy-MM-dd}";
        var figure = await host.Administrator.Read($"/api/tickets/kpis/repeatedFaults/installation?{period}", last);
        figure["campaignId"].ShouldBeNull();
        (figure.Text("total.numerator"), figure.Text("total.denominator")).ShouldBe(("1", "2"));
        var backlog = await host.Administrator.Read($"/api/tickets/kpis/backlog/installation?{period}&groupBy=Queue", last);
        backlog["rows"]!.AsArray().Single(row => row!.Text("group") == hall.ToString())!.Text("numerator").ShouldBe("5");
        (await host.Administrator.Read($"/api/tickets/kpis/backlog?campaign={desk.Campaign}&{period}", last)).Text("total.numerator").ShouldBe("0", "none of them is the campaign's");

        var names = JsonNode.Parse(await host.Administrator.Read($"/api/tickets/kpis/repeatedFaults/customers?{period}", status: 200))!.AsArray();
        var repeated = names.Single()!;
        repeated.Text("requester.name").ShouldBe("Nora Repetida");
        repeated["faults"]!.AsArray().Count.ShouldBe(4);

        // A supervisor of a campaign reaches nothing of the installation's.
        var supervisor = await host.SignedIn("supervisor", desk.Campaign);
        await supervisor.Read($"/api/tickets/kpis/repeatedFaults/installation?{period}", status: 404);
        await supervisor.Read($"/api/tickets/kpis/repeatedFaults/customers?{period}", status: 404);
        await supervisor.Read($"/api/tickets/kpis/repeatedFaults/customers?campaign={desk.Campaign}&{period}", status: 200);
    }

    [Fact]
    public async Task Who_works_for_a_queue_is_listed_with_what_he_has()
    {
        var (desk, elsewhere) = (await host.Desk(), await host.Desk());
        var ((there, thereId), (away, awayId), (stranger, _)) = (await desk.Member(atWork: true), await desk.Member(), await elsewhere.Member());
        var asked = await desk.Ask(there);
        var taken = await away.Command($"/api/tickets/{asked.Id}/claim");
        await host.CaughtUp();

        var members = JsonNode.Parse(await there.Read($"/api/tickets/queues/{desk.Queue}/members", status: 200))!.AsArray().ToDictionary(member => Guid.Parse(member!.Text("userId")), member => member!);
        members.Keys.ShouldBe([thereId, awayId], ignoreOrder: true);
        (await there.Items("/api/tickets/trays?tray=team")).Single()!.Text("ticket.ticketId").ShouldBe(asked.Id.ToString(), "a colleague of his team has it");
        (await stranger.Items("/api/tickets/trays?tray=team")).ShouldBeEmpty();
        (members[thereId].Text("takesWork"), members[thereId].Text("open"), members[thereId].Text("teamId")).ShouldBe(("true", "0", desk.Team.ToString()));
        (members[awayId].Text("takesWork"), members[awayId].Text("state"), members[awayId].Text("here")).ShouldBe(("false", "offline", "1"));
        taken.Position.ShouldBeGreaterThan(0);
        await stranger.Read($"/api/tickets/queues/{desk.Queue}/members", status: 404);
        await host.Administrator.Read($"/api/tickets/queues/{Guid.CreateVersion7()}/members", status: 404);
    }
}
