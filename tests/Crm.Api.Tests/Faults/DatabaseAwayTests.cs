using System.Net;
using Crm.Benchmarks.Faults.Kit;

namespace Crm.Api.Tests.Faults;

/// <summary>PostgreSQL is not there, from the start or all of a sudden: a typed answer that says when to try again, and service by itself once it is.</summary>
[Collection(FaultTests.Name)]
public sealed class DatabaseAwayTests(FaultFixture fixture)
{
    private const string Tray = "/api/collections/trays/accounts";
    private readonly FaultScene _scene = fixture.Scene;

    [Fact]
    public async Task A_host_started_before_its_database_answers_503_and_serves_once_it_is_there()
    {
        _scene.Cluster.Stop(immediately: true);
        await using var host = _scene.Launch();
        await host.Listens(fixture.Limit);
        using var office = new Office(host.Url);

        await ShouldBeAway(office.Http.GetAsync(Tray));
        await ShouldBeAway(office.Http.SendAsync(Office.Charge(Guid.CreateVersion7(), "too-early")));
        var health = await office.Http.GetAsync("/health/ready");
        health.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await health.Content.ReadAsStringAsync()).ShouldContain("\"reachable\":false");
        (await office.Http.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await _scene.RestartServer(fixture.Limit);
        await host.Ready(fixture.Limit);
        await office.SignIn(fixture.Limit);
        (await office.Http.GetAsync(Tray)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_database_killed_in_mid_flight_is_a_503_and_the_same_host_goes_on_when_it_is_back()
    {
        await using var host = await _scene.StartHost(fixture.Limit);
        using var office = await FaultScene.SignedIn(host, fixture.Limit);
        var account = (await office.PlaceAccounts("AWAY", 1, fixture.Limit))[0];
        var before = await Office.Read<Crm.Api.Http.CommandAnswer>(await office.Http.SendAsync(Office.Charge(account, "before")), fixture.Limit);

        _scene.KillServer();
        // Decided on what the host has in memory, on its way to the database when that is gone: it is asked after, not given up.
        var underWay = office.Http.SendAsync(Office.Charge(account, "under-way"));
        await ShouldBeAway(office.Http.GetAsync(Tray));
        await ShouldBeAway(office.Http.SendAsync(Office.Charge(Guid.CreateVersion7(), "away")));
        (await office.Http.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await office.Http.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await _scene.RestartServer(fixture.Limit);
        await Repeated(office, account, "under-way", underWay);
        var after = await Repeated(office, account, "after", office.Http.SendAsync(Office.Charge(account, "after")));
        after.Version.ShouldBe(before.Version + 2);
        (await office.Http.GetAsync(Tray)).StatusCode.ShouldBe(HttpStatusCode.OK);
        host.IsRunning.ShouldBeTrue();
    }

    // The database may still be coming up, and an outcome that nobody could learn is answered 503: the same request again under its key settles both.
    private async Task<Crm.Api.Http.CommandAnswer> Repeated(Office office, Guid account, string key, Task<HttpResponseMessage> sent)
    {
        var answer = await sent;
        await Until.True(async () =>
        {
            if (answer.StatusCode is not HttpStatusCode.ServiceUnavailable) return true;
            answer = await office.Http.SendAsync(Office.Charge(account, key));
            return false;
        }, $"{key} is settled", TimeSpan.FromSeconds(30), fixture.Limit);
        return await Office.Read<Crm.Api.Http.CommandAnswer>(answer, fixture.Limit);
    }

    private static async Task ShouldBeAway(Task<HttpResponseMessage> asking)
    {
        using var answer = await asking;
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }
}
