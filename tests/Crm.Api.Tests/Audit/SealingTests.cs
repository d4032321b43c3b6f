using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Crm.Api.Tests.Kit;
using Crm.Domain.Identity;
using Crm.EventStore.Sealing;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Audit;

public sealed class SealingTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task An_auditor_sees_how_far_the_history_is_sealed_and_takes_it_away()
    {
        var auditor = await host.SignedIn(Roles.Auditor);
        await host.Services.GetRequiredService<Sealer>().Seal(SealSource.Events, everything: true, default);

        var status = (await auditor.GetFromJsonAsync<JsonArray>("/api/audit/seals/status"))!;
        status.Select(chain => chain!["chain"]!.GetValue<string>()).ShouldBe(["events", "access_log", "visits"]);
        status[0]!["lastPosition"]!.GetValue<long>().ShouldBeGreaterThan(0);
        (await auditor.GetFromJsonAsync<JsonArray>("/api/audit/seals?limit=1"))!.Count.ShouldBe(1);

        var head = await auditor.GetStringAsync("/api/audit/seals/head");
        var heads = HeldHead.ReadAll(head);
        var proof = SealProof.Read(await auditor.GetStringAsync("/api/audit/events/1/proof"));
        proof.Check(new([], heads[0].Key)).ShouldBeNull();

        var file = Path.GetTempFileName();
        await using (var bundle = File.Create(file)) await (await auditor.GetStreamAsync("/api/audit/bundle")).CopyToAsync(bundle);
        var report = await BundleVerifier.Verify(file, new(heads, heads[0].Key), default);
        report.Chain.Finding.ShouldBeNull();
        report.Chain.Rows.ShouldBeGreaterThan(0);
        File.Delete(file);
        (await host.Scalar<long>("select count(*) from crm_access_log where kind = 'audit-export' and stage = 'ended'")).ShouldBeGreaterThanOrEqualTo(2);
    }

    [Theory]
    [InlineData("/api/audit/seals")]
    [InlineData("/api/audit/seals/status")]
    [InlineData("/api/audit/seals/head")]
    [InlineData("/api/audit/events/1/proof")]
    [InlineData("/api/audit/bundle")]
    public async Task An_agent_sees_none_of_it(string path) =>
        (await (await host.SignedIn(Roles.Agent)).GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

    [Fact]
    public async Task What_there_is_not_is_answered_so()
    {
        var auditor = await host.SignedIn(Roles.Auditor);
        await (await auditor.GetAsync("/api/audit/seals?chain=nonsense")).ShouldBeProblem(400, "invalid");
        await (await auditor.GetAsync($"/api/audit/events/{Guid.CreateVersion7()}/proof")).ShouldBeProblem(404, "not-found");
        await (await auditor.GetAsync("/api/audit/events/999999999/proof")).ShouldBeProblem(409, "not-sealed");
        await (await auditor.GetAsync($"/api/audit/bundle?stream={Guid.CreateVersion7()}")).ShouldBeProblem(404, "not-found");
        await (await auditor.GetAsync("/api/audit/bundle?from=9&to=3")).ShouldBeProblem(400, "invalid");
    }

    [Fact]
    public async Task Health_states_the_lag_of_the_seals()
    {
        var health = (await host.Anonymous().GetFromJsonAsync<JsonObject>("/health/ready"))!;
        health["sealing"]!["enabled"]!.GetValue<bool>().ShouldBeTrue();
        health["sealing"]!["error"].ShouldBeNull();
        health["sealing"]!["chains"]!.AsArray().Count.ShouldBe(3);
    }

    [Fact]
    public async Task The_host_serves_with_a_login_that_can_change_nothing_that_happened()
    {
        var serving = host.Services.GetRequiredService<Npgsql.NpgsqlDataSource>();
        foreach (var sql in new[] { "update mt_events set type = type", "delete from mt_streams", "delete from crm_seals", "delete from crm_access_log" })
        {
            await using var command = serving.CreateCommand(sql);
            (await Should.ThrowAsync<Npgsql.PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState.ShouldBe(Npgsql.PostgresErrorCodes.InsufficientPrivilege);
        }
    }
}
