using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Api.Http;
using Crm.Api.Tests.Collections;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Queues;
using Crm.Domain.Tickets.Sla;
using Crm.Domain.Tickets.Tickets;
using Crm.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Tickets;

/// <summary>The clocks of tickets on a whole host, its business clock moved by hand.</summary>
public sealed class SlaTests(CollectionsHost host) : IClassFixture<CollectionsHost>
{
    [Fact]
    public async Task A_moved_clock_breaches_a_ticket_once_and_a_paused_one_not()
    {
        var campaign = await host.Campaign();
        await host.CaughtUp();
        var published = await host.Administrator.Command("/api/tickets/sla-policies", new { campaignId = campaign, terms = Json(RoundTheClock) });
        published.Version.ShouldBe(3, "What held before, the new version, and that it holds.");
        var ticket = await Opened(campaign);
        await Scheduled(ticket, "next_breach_at is not null");

        await Pass(hours: 1);
        (await Announced(ticket)).ShouldBe(["sla_breached firstresponse"]);
        await Scheduled(ticket, "breached_since is not null");
        var task = await Eventually.Some(async () => (await host.Administrator.Items($"/api/tasks?about={ticket}")).SingleOrDefault(), "somebody has to see to it");
        (task.Text("trigger"), task.Text("priority"), task.Text("campaignId")).ShouldBe(("breachedTicket", "urgent", campaign.ToString()));

        // Answered, and waiting for the customer: the other clock stands still for as long as he likes.
        await On(ticket, (known, now) => ClaimTicketHandler.Handle(new(Somebody, new(Guid.CreateVersion7()), true, now), known));
        await On(ticket, (known, now) => StartTicketHandler.Handle(new(Somebody, now), known));
        await On(ticket, (known, now) => AwaitCustomerHandler.Handle(new(Guid.CreateVersion7(), "Which line?", Somebody, now), known));
        await Scheduled(ticket, "next_breach_at is null and breached_since is null");
        await Pass(hours: 24);
        (await Announced(ticket)).Count.ShouldBe(1);

        await On(ticket, (known, now) => ResumeTicketHandler.Handle(new(Somebody, now), known));
        await Scheduled(ticket, "next_breach_at is not null");
        await Pass(hours: 2.5m);
        (await Announced(ticket)).ShouldBe(["sla_breached firstresponse", "sla_warned resolution"]);
        await Pass(hours: 1);
        (await Announced(ticket)).ShouldBe(["sla_breached firstresponse", "sla_warned resolution", "sla_breached resolution"]);
        await Pass(hours: 30);
        (await Announced(ticket)).Count.ShouldBe(3, "Once each.");

        await TheAnswerAddsUp(ticket);
        await TheFiguresSayTheSame(campaign);
    }

    [Fact]
    public async Task A_new_promise_moves_the_deadlines_of_open_tickets_when_it_holds()
    {
        var campaign = await host.Campaign();
        await host.CaughtUp();
        var ticket = await Opened(campaign);
        await Scheduled(ticket, "next_breach_at is not null");

        await host.Administrator.Command("/api/tickets/sla-policies", new { campaignId = campaign, terms = Json(RoundTheClock), effectiveFrom = (await host.Now()).AddHours(2) });
        await Pass(hours: 1);
        (await Announced(ticket)).ShouldBeEmpty();
        await Pass(hours: 1.1m);
        await Eventually.True(async () => await Announced(ticket) is ["sla_breached firstresponse"], "the breach under the new promise");

        var versions = (await host.Administrator.Read($"/api/tickets/sla-policies?campaign={campaign}"))["versions"]!.AsArray();
        versions.Count.ShouldBe(2);
        var before = await host.Administrator.Read($"/api/tickets/{ticket}/sla?policy=1");
        (before["governing"]!.GetValue<bool>(), before["policy"]!.GetValue<int>()).ShouldBe((false, 1));
        (await host.Administrator.StatusOf($"/api/tickets/{ticket}/sla?policy=3")).ShouldBe(400);
    }

    [Fact]
    public async Task Clocks_and_promises_of_another_campaign_are_out_of_reach()
    {
        var (mine, theirs) = (await host.Campaign(), await host.Campaign());
        await host.CaughtUp();
        var ticket = await Opened(theirs);
        await host.CaughtUp();
        var (agent, _) = await host.Agent(mine);
        var supervisor = await host.SignedIn("supervisor", mine);

        (await supervisor.StatusOf($"/api/tickets/{ticket}/sla")).ShouldBe(404);
        (await agent.StatusOf($"/api/tickets/{ticket}/sla")).ShouldBe(404);
        (await supervisor.StatusOf($"/api/tickets/sla-policies?campaign={theirs}")).ShouldBe(404);
        (await supervisor.Send("/api/tickets/sla-policies", new { campaignId = theirs, terms = Json(RoundTheClock) })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await supervisor.Send("/api/tickets/sla-policies", new { campaignId = (Guid?)null, terms = Json(RoundTheClock) })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await agent.Send("/api/tickets/sla-policies", new { campaignId = mine, terms = Json(RoundTheClock) })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var wrong = await host.Administrator.Send("/api/tickets/sla-policies", new { campaignId = mine, terms = Json(RoundTheClock with { WarnAtPercent = 0 }) });
        (wrong.StatusCode, JsonNode.Parse(await wrong.Content.ReadAsStringAsync())!.Text("code")).ShouldBe((HttpStatusCode.Conflict, "tickets.sla-terms-invalid"));
        (await supervisor.Command("/api/tickets/sla-policies", new { campaignId = mine, terms = Json(RoundTheClock) })).Version.ShouldBe(3);
    }

    private async Task TheAnswerAddsUp(Guid ticket)
    {
        var answer = await host.Administrator.Read($"/api/tickets/{ticket}/sla");
        (answer["governing"]!.GetValue<bool>(), answer["policy"]!.GetValue<int>()).ShouldBe((true, 2));
        var resolution = answer["clocks"]!.AsArray().Single(clock => clock.Text("clock") == "resolution")!;
        var running = resolution["segments"]!.AsArray().Where(segment => segment!["runs"]!.GetValue<bool>()).Sum(segment => segment!["calendarMinutes"]!.GetValue<decimal>());
        running.ShouldBe(resolution["elapsedMinutes"]!.GetValue<decimal>(), tolerance: 0.00001m);
        resolution["segments"]!.AsArray().Single(segment => !segment!["runs"]!.GetValue<bool>())!["calendarMinutes"]!.GetValue<decimal>().ShouldBeInRange(24 * 60, 24 * 60 + 5);
        (240 - resolution["elapsedMinutes"]!.GetValue<decimal>()).ShouldBe(resolution["remainingMinutes"]!.GetValue<decimal>());
        resolution.Text("status").ShouldBe("running");

        // Under the usual hours it would have been another sum, of the same segments.
        var usual = (await host.Administrator.Read($"/api/tickets/{ticket}/sla?policy=1"))["clocks"]!.AsArray().Single(clock => clock.Text("clock") == "resolution")!;
        (usual.Text("time"), usual["segments"]!.AsArray().Count).ShouldBe(("business", resolution["segments"]!.AsArray().Count));
    }

    private async Task TheFiguresSayTheSame(Guid campaign)
    {
        await host.CaughtUp();
        var today = await host.Today();
        string Of(string name, string more = "") => $"/api/tickets/kpis/{name}?campaign={campaign}&from={today.AddDays(-5):yyyy-MM-dd}&to={today:yyyy-MM-dd}{more}";

        var compliance = (await host.Administrator.Read(Of("slaCompliance")))["total"]!;
        (compliance["numerator"]!.GetValue<decimal>(), compliance["denominator"]!.GetValue<decimal>()).ShouldBe((0, 2));
        compliance["parts"]!["first_response_breached"]!.GetValue<decimal>().ShouldBe(1);
        (await host.Administrator.Read(Of("slaCompliance", "&policy=2")))["total"]!["denominator"]!.GetValue<decimal>().ShouldBe(2);
        (await host.Administrator.StatusOf(Of("slaCompliance", "&policy=9"))).ShouldBe(400);

        var response = (await host.Administrator.Read(Of("firstResponseCalendarTime", "&groupBy=Priority")));
        response["rows"]!.AsArray().Single()!.Text("group").ShouldBe("critical");
        response["total"]!["parts"]!["median"]!.GetValue<decimal>().ShouldBeInRange(3600, 3900);
        (await host.Administrator.Read(Of("backlog")))["rows"]!.AsArray().Select(row => row!["numerator"]!.GetValue<decimal>()).ShouldAllBe(open => open == 1);
        (await host.Administrator.Read(Of("repeatedFaults")))["total"]!["denominator"]!.GetValue<decimal>().ShouldBe(1);
        (await host.Administrator.Read(Of("reopenRate")))["total"]!["denominator"]!.GetValue<decimal>().ShouldBe(0);
    }

    // Critical: answered within 30 minutes, resolved within 4 hours, of day and night.
    private static SlaTerms RoundTheClock { get; } = Usual with
    {
        Targets = [.. Usual.Targets.Select(target => target with { FirstResponse = Calendar(target.FirstResponse!), Resolution = Calendar(target.Resolution!) })],
    };

    private static JsonNode Json(SlaTerms terms) => JsonSerializer.SerializeToNode(terms, ApiJson.Options)!;

    private static SlaTerms Usual => SlaTerms.Usual("America/Bogota", BusinessCalendar.Colombia);

    private static SlaLimit Calendar(SlaLimit limit) => limit with { Time = SlaTime.Calendar };

    private static UserId Somebody { get; } = new(Guid.CreateVersion7());

    private async Task<Guid> Opened(Guid campaign)
    {
        var (queue, ticket) = (new QueueId(Guid.CreateVersion7()), new TicketId(Guid.CreateVersion7()));
        await Do(async unit => UnitDecision.For<Queue>(queue.Value, OpenQueueHandler.Handle(
            new(queue, $"Q-{host.Next()}", new(campaign), "America/Bogota", new("Faults", [], AssignmentStrategy.Manual, []), Somebody), await unit.Load<Queue>(queue.Value))));
        var now = BusinessMoment.Of(await host.Now(), "America/Bogota");
        await Do(async unit => UnitDecision.For<Ticket>(ticket.Value, OpenTicketHandler.Handle(
            new(ticket, $"TK-202611-{host.Next():D6}", "No signal", "Since this morning", TicketType.Fault, null, TicketPriority.Critical,
                new(RequesterKind.Customer, Guid.CreateVersion7()), false, TicketChannel.Phone, [], [], null, Somebody, now),
            await unit.Load<Ticket>(ticket.Value), await unit.Require<Queue>(queue.Value), null)));
        return ticket.Value;
    }

    private async Task On(Guid ticket, Func<Ticket, BusinessMoment, Decision> decide)
    {
        var now = BusinessMoment.Of(await host.Now(), "America/Bogota");
        await Do(async unit => UnitDecision.For<Ticket>(ticket, decide(await unit.Require<Ticket>(ticket), now)));
    }

    private async Task Do(Func<CommandUnit, Task<UnitDecision>> decide) =>
        (await host.Services.GetRequiredService<CommandRunner>().Run(new CommandOrigin("Test"), (unit, _) => decide(unit), CancellationToken.None))
            .ShouldBeOfType<CommandOutcome.Done>();

    /// <summary>Waits until the deadlines stated last are so, and until the agenda knows them.</summary>
    private async Task Scheduled(Guid ticket, string how) => await Eventually.True(() => host.Scalar<bool>(
        $"""
        select coalesce((select {how}
            from (select data ->> 'nextBreachAt' as next_breach_at, data ->> 'breachedSince' as breached_since, seq_id from mt_events
                  where type = 'sla_scheduled' and data ->> 'ticketId' = '{ticket}' order by seq_id desc limit 1) e
            where (select min(last_seq_id) from mt_event_progression where name like 'sla_agenda%') >= e.seq_id), false)
        """), how);

    private async Task<IReadOnlyList<string>> Announced(Guid ticket)
    {
        var text = await host.Scalar<string>(
            $"""
            select coalesce(string_agg(type || ' ' || lower(data ->> 'clock'), ',' order by seq_id), '') from mt_events
            where type in ('sla_warned', 'sla_breached') and data ->> 'ticketId' = '{ticket}'
            """);
        return text.Length == 0 ? [] : text.Split(',');
    }

    private async Task Pass(decimal hours) => await host.PassTo((await host.Now()).AddMinutes((double)(hours * 60)));
}
