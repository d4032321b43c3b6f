using System.Text.Json.Nodes;
using Crm.Api.Tests.Collections;
using Crm.Api.Tests.Kit;
using static Crm.Api.Tests.Collections.CollectionsHost;

namespace Crm.Api.Tests.Audit;

/// <summary>The trail, its exports, and that reading it is on record.</summary>
[Collection(OneOffice.Name)]
public sealed class AuditTests(CollectionsHost host)
{
    [Fact]
    public async Task The_trail_of_a_debtor_tells_everything_about_him_newest_first_in_both_languages()
    {
        var seeded = await host.Account();
        var promise = await host.Administrator.Command("/api/collections/promises", new { accountId = seeded.Account, amount = Cop(100_000), dueOn = (await host.Today()).AddDays(2) });
        var first = await host.Administrator.Read($"/api/audit/events?debtor={seeded.Debtor}&limit=2", promise.Position);
        var second = await host.Administrator.Read($"/api/audit/events?debtor={seeded.Debtor}&limit=10&cursor={first.Text("next")}");
        var all = first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(line => line!.Text("type")).ToList();
        all.ShouldBe(["account_promised", "promise_made", "account_placed", "debtor_registered"], ignoreOrder: true);
        first["items"]![0].Text("command").ShouldBe("MakePromise");
        first["items"]![0]!["actorId"].ShouldNotBeNull();

        using var spanish = new HttpRequestMessage(HttpMethod.Get, $"/api/audit/events?stream={promise.Id}");
        spanish.Headers.AcceptLanguage.ParseAdd("es");
        var text = await (await host.Administrator.SendAsync(spanish)).Content.ReadAsStringAsync();
        JsonNode.Parse(text)!["items"]![0].Text("text").ShouldContain("romes");
    }

    [Fact]
    public async Task A_supervisor_sees_only_his_campaign_and_an_agent_nothing()
    {
        var mine = await host.Account();
        var other = await host.Account();
        var (supervisor, _) = await host.Agent(mine.Campaign, "supervisor");
        var (agent, _) = await host.Agent(mine.Campaign);
        (await supervisor.Items($"/api/audit/events?stream={mine.Account}")).ShouldNotBeEmpty();
        (await supervisor.Items($"/api/audit/events?stream={other.Account}")).ShouldBeEmpty();
        (await supervisor.Items($"/api/audit/events?debtor={other.Debtor}")).ShouldBeEmpty();
        await (await agent.GetAsync(new Uri("/api/audit/events", UriKind.Relative))).ShouldBeProblem(403, "permission-lacking");
    }

    [Fact]
    public async Task Exports_are_whole_neutral_to_spreadsheets_and_on_record()
    {
        var seeded = await host.Account();
        await host.Administrator.Command($"/api/collections/accounts/{seeded.Account}/pause", new { reason = "dispute", note = "=cmd|' /C calc'!A0" });
        var charged = await host.Administrator.Command($"/api/collections/accounts/{seeded.Account}/charges", new { component = "fees", amount = Cop(10), reason = "=HYPERLINK(\"x\")" });
        await host.Administrator.Read($"/api/audit/events?stream={seeded.Account}", charged.Position);

        var lines = await host.Administrator.GetStringAsync(new Uri($"/api/audit/events/export?format=ndjson&stream={seeded.Account}", UriKind.Relative));
        lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line).Text("type")).ShouldBe(["account_placed", "days_past_due_paused", "balance_charged"]);
        var csv = await host.Administrator.GetStringAsync(new Uri($"/api/audit/events/export?format=csv&stream={seeded.Account}", UriKind.Relative));
        csv.Split("\r\n").ShouldAllBe(line => !line.StartsWith('='));
        var report = await host.Administrator.GetStringAsync(new Uri($"/api/collections/exports/debtors?campaign={seeded.Campaign}&columns=reference,balance,document", UriKind.Relative));
        report.TrimStart('\uFEFF').Split("\r\n")[0].ShouldBe("Reference,Total debt,Document");
        report.ShouldContain("1000010");

        (await host.Scalar<long>("select count(*) from crm_access_log where kind = 'audit-export' and stage = 'ended' and rows = 3")).ShouldBe(2);
        (await host.Scalar<long>("select count(*) from crm_access_log where kind = 'report-export' and stage = 'ended' and rows = 1")).ShouldBe(1);
        await Should.ThrowAsync<Npgsql.PostgresException>(() => host.Execute("delete from crm_access_log"));
    }

    [Fact]
    public async Task A_stream_is_shown_event_by_event_with_what_each_changed()
    {
        var seeded = await host.Account();
        await host.Administrator.Command($"/api/collections/accounts/{seeded.Account}/charges", new { component = "fees", amount = Cop(10), reason = "Notice" });
        var steps = (await host.Administrator.Read($"/api/streams/{seeded.Account}/events"))["items"]!.AsArray();
        steps.Select(step => step!.Text("version")).ShouldBe(["1", "2"]);
        var fees = steps[1]!["changes"]!.AsArray().Single(change => change!.Text("path") == "/balance/fees")!;
        (fees.Text("old"), fees.Text("new"), fees.Text("kind")).ShouldBe(("0", "10", "changed"));
        (await host.Administrator.Read($"/api/streams/{seeded.Account}/diff?from=1&to=2"))["changes"]!.AsArray().ShouldNotBeEmpty();
        (await host.Administrator.StatusOf($"/api/streams/{seeded.Account}?version=3")).ShouldBe(404);
        (await host.Administrator.StatusOf($"/api/streams/{seeded.Account}?version=1&at=2026-01-01T00:00:00Z")).ShouldBe(400);
        (await host.Administrator.StatusOf($"/api/streams/{Guid.CreateVersion7()}")).ShouldBe(404);
    }
}
