using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Crm.Api.Tests.Kit;
using Crm.Domain.Identity;

namespace Crm.Api.Tests.Hosting;

public sealed class OperationsTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task Readiness_names_every_read_model_with_its_lag()
    {
        var report = (await host.Anonymous().GetFromJsonAsync<JsonObject>("/health/ready"))!;

        report["schema"]!["current"]!.GetValue<bool>().ShouldBeTrue();
        var names = report["projections"]!.AsArray().Select(shard => shard!["name"]!.GetValue<string>()).ToList();
        Projections.ReadModels.All.Select(projection => projection.Name).ShouldBeSubsetOf(names);
        report["projections"]!.AsArray().ShouldAllBe(shard => shard!["lagEvents"] != null && shard["lagSeconds"] != null && shard["quarantined"] != null);
    }

    [Fact]
    public async Task Metrics_are_Prometheus_text_by_route_and_never_by_path()
    {
        var administrator = await host.SignedIn(Roles.Administrator);
        var id = Guid.CreateVersion7();
        await administrator.GetAsync($"/api/identity/users/{id}?name=secret");

        var text = await host.Anonymous().GetStringAsync("/metrics");
        text.ShouldContain("# TYPE crm_http_request_duration_seconds histogram");
        text.ShouldContain("route=\"/api/identity/users/{id:guid}\",status=\"4xx\"");
        text.ShouldNotContain(id.ToString());
        text.ShouldNotContain("secret");
    }

    [Fact]
    public async Task Metrics_say_what_is_appended_and_how_far_everything_has_come()
    {
        await host.User(Roles.Agent);
        var text = await host.Anonymous().GetStringAsync("/metrics");

        var shards = Projections.ReadModels.All.Select(projection => projection.Name);
        foreach (var measure in new[] { "crm_projection_lag_events", "crm_projection_lag_seconds", "crm_quarantined_documents", "crm_shard_owned" })
            foreach (var name in shards) text.ShouldContain($"\n{measure}{{name=\"{name}\",kind=\"projection\"}} ");
        text.ShouldContain("\ncrm_dead_letters{name=\"");
        text.ShouldContain("\ncrm_database_up 1\n");
        text.ShouldContain("\ncrm_hosts_alive 1\n");
        text.ShouldContain("# TYPE crm_append_batch_units histogram");
        text.ShouldMatch("\ncrm_append_events_total [1-9]");
        text.ShouldMatch("\ncrm_append_waiting 0\n");
    }

    [Fact]
    public async Task The_business_clock_moves_forward_and_never_back()
    {
        var client = await host.SignedIn(Roles.SuperAdministrator);
        var before = (await client.GetFromJsonAsync<JsonObject>("/api/development/clock"))!["now"]!.GetValue<DateTimeOffset>();
        var moved = await client.PostAsJsonAsync("/api/development/clock", new { days = 2, hours = (int?)null, to = (string?)null });

        var now = (await moved.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!["now"]!.GetValue<DateTimeOffset>();
        (now - before).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromDays(2));
        await (await client.PostAsJsonAsync("/api/development/clock", new { days = (int?)null, hours = (int?)null, to = before })).ShouldBeProblem(400, "invalid");
    }

    [Fact]
    public async Task Outside_Development_the_clock_cannot_be_moved()
    {
        await using var production = new HostFactory(host.ConnectionString, "Production");
        await production.Ready();
        var client = production.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await HostFixture.SignIn(client, (await host.User(Roles.SuperAdministrator)).UserName)).AccessToken);

        await (await client.PostAsJsonAsync("/api/development/clock", new { days = 2 })).ShouldBeProblem(404, "not-found");
        (await client.GetAsync("/openapi/v1.json")).EnsureSuccessStatusCode();
    }
}
