using System.Net;
using System.Net.Http.Json;
using Crm.Api.Tests.Kit;
using Crm.Testing;
using Npgsql;

namespace Crm.Api.Tests.Hosting;

public sealed class DatabaseDownTests
{
    [Fact]
    public async Task Without_its_database_the_host_answers_503_and_recovers_without_a_restart()
    {
        // A database that is made only later: for the host no different from a server that is not there yet.
        var cluster = await PostgresTestCluster.Shared;
        var name = $"late_{Guid.CreateVersion7():N}";
        await using var host = new HostFactory(cluster.ConnectionString(name));
        await host.Started();
        var client = host.CreateClient();

        var answer = await client.PostAsJsonAsync("/api/identity/sign-in", new { userName = "a", password = "b" });
        await answer.ShouldBeProblem(503, "unavailable");
        answer.Headers.RetryAfter!.Delta.ShouldNotBeNull();
        var health = await client.GetAsync("/health/ready");
        health.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await health.Content.ReadAsStringAsync()).ShouldContain("\"reachable\":false");
        (await client.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await cluster.EnsureDatabase(name, CancellationToken.None);
        await host.Ready();

        (await client.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await (await client.PostAsJsonAsync("/api/identity/sign-in", new { userName = "a", password = "b" })).ShouldBeProblem(401, "sign-in-refused");
    }

    [Fact]
    public async Task A_database_lost_in_mid_flight_is_503_until_it_is_back()
    {
        var fixture = new HostFixture();
        await fixture.InitializeAsync();
        try
        {
            var client = fixture.Anonymous();
            var name = new NpgsqlConnectionStringBuilder(fixture.ConnectionString).Database!;
            await Allow(name, connections: false);

            var answer = await client.PostAsJsonAsync("/api/identity/sign-in", new { userName = "a", password = "b" });
            await answer.ShouldBeProblem(503, "unavailable");
            answer.Headers.RetryAfter.ShouldNotBeNull();

            await Allow(name, connections: true);
            await (await client.PostAsJsonAsync("/api/identity/sign-in", new { userName = "a", password = "b" })).ShouldBeProblem(401, "sign-in-refused");
        }
        finally
        {
            await fixture.DisposeAsync();
        }
    }

    private static async Task Allow(string database, bool connections)
    {
        var cluster = await PostgresTestCluster.Shared;
        await using var admin = new NpgsqlConnection(cluster.ConnectionString("postgres") + ";Pooling=false");
        await admin.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"alter database {database} allow_connections {connections}; select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'", admin);
        await command.ExecuteNonQueryAsync();
    }
}
