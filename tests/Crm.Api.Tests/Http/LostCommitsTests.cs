using System.Net;
using System.Net.Http.Json;
using Crm.Api.Http;
using Crm.Api.Tests.Kit;
using Crm.Domain.Identity;

namespace Crm.Api.Tests.Http;

/// <summary>A server that came back without its last commits, from a copy or a broken disk: what the host remembers is of a future that never was.</summary>
public sealed class LostCommitsTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task What_is_decided_on_a_remembered_future_is_decided_anew_on_what_the_store_still_has()
    {
        var client = await host.SignedIn(Roles.Administrator);
        var user = await host.User();
        var suspended = await Do(client, user, "suspend");
        (await Do(client, user, "reactivate")).Version.ShouldBe(suspended.Version + 1);

        // Active, as the host remembers; but the versions it stands on are gone.
        await Lose(user, suspended.Version - 1);
        (await Do(client, user, "suspend")).Version.ShouldBe(suspended.Version);
        (await EventsOf(user)).ShouldBe(suspended.Version);
    }

    [Fact]
    public async Task Bug_already_so_was_answered_by_what_only_the_host_remembered()
    {
        var client = await host.SignedIn(Roles.Administrator);
        var user = await host.User();
        var suspended = await Do(client, user, "suspend");

        await Lose(user, suspended.Version - 1);

        (await Do(client, user, "suspend")).Version.ShouldBe(suspended.Version);
        (await EventsOf(user)).ShouldBe(suspended.Version, "it was suspended anew");
        (await client.GetStringAsync($"/api/identity/users/{user.Id}")).ShouldContain("\"suspended\"");
    }

    private static async Task<CommandAnswer> Do(HttpClient client, TestUser user, string verb)
    {
        var answer = await client.PostAsJsonAsync($"/api/identity/users/{user.Id}/{verb}", verb == "suspend" ? new { reason = "Left" } : new object());
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<CommandAnswer>())!;
    }

    private Task Lose(TestUser user, long after) => host.Execute(
        $"delete from mt_events where stream_id = '{user.Id}' and version > {after}; update mt_streams set version = {after} where id = '{user.Id}'");

    private Task<long> EventsOf(TestUser user) => host.Scalar<long>($"select count(*) from mt_events where stream_id = '{user.Id}'");
}
