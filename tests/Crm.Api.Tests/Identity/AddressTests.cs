using System.Net;
using System.Net.Http.Json;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Identity.Access;
using Crm.Api.Tests.Kit;
using Crm.Domain.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Identity;

/// <summary>On a database of its own: the list is everybody's.</summary>
public sealed class AddressTests(HostFixture host) : IClassFixture<HostFixture>
{
    private const string Office = "200.1.2.3", Home = "181.5.6.7", Elsewhere = "45.9.9.9";

    [Fact]
    public async Task From_an_address_on_no_list_nobody_gets_in_but_who_may_and_says_so()
    {
        var (super, agent, second) = (await host.User(Roles.SuperAdministrator), await host.User(Roles.Agent), await host.User(Roles.Supervisor));
        var client = await Client(super, Office);
        var (secret, _) = await Enrolled(client);
        var outside = await Client(agent, Office);

        // Allowing another place first would shut him out who does it.
        await (await client.Post("/api/identity/addresses", Rule("10.0.0.0/8"), Office)).ShouldBeProblem(409, "identity.rule-shuts-out");
        (await client.Post("/api/identity/addresses", Rule("200.1.2.0/24"), Office)).EnsureSuccessStatusCode();
        (await client.Post("/api/identity/addresses", Rule(Home, Roles.Agent), Office)).EnsureSuccessStatusCode();

        // Before credentials are looked at: the right and the wrong password are answered alike, and nothing is counted.
        var right = await (await host.Try(agent.UserName, from: Elsewhere)).ShouldBeProblem(403, "address-refused");
        var wrong = await (await host.Try("nobody", "wrong", Elsewhere)).ShouldBeProblem(403, "address-refused");
        right.Remove("correlationId");
        wrong.Remove("correlationId");
        right.ToJsonString().ShouldBe(wrong.ToJsonString());
        (await host.Scalar<long>("select count(*) from crm_sign_in_failures")).ShouldBe(0);

        // The union lets him ask; his role's rules then decide.
        (await host.Try(agent.UserName, from: Home)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var tokens = await host.Try(second.UserName, from: Home).Read<SessionTokens>();
        await (await host.Anonymous().With(tokens.AccessToken).Get("/api/identity/me", Home)).ShouldBeProblem(403, "address-refused");
        (await host.Anonymous().With(tokens.AccessToken).Get("/api/identity/me", Office)).StatusCode.ShouldBe(HttpStatusCode.OK);

        // A token that was taken elsewhere opens nothing there.
        (await outside.Get("/api/identity/me", Elsewhere)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await host.Anonymous().Post("/api/identity/refresh", new { tokens.RefreshToken }, Elsewhere)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        // The way round it: password and code at once, for who may; whatever is wrong is answered alike.
        host.Factory.Clock.Advance(TimeSpan.FromSeconds(60));
        await (await Pass(agent.UserName, "123456")).ShouldBeProblem(401, "sign-in-refused");
        await (await Pass(super.UserName, "000000")).ShouldBeProblem(401, "sign-in-refused");
        await (await Pass("nobody", "123456")).ShouldBeProblem(401, "sign-in-refused");
        var passed = await Pass(super.UserName, host.CodeOf(secret)).Read<SessionTokens>();
        (await host.Anonymous().With(passed.AccessToken).Get("/api/identity/me", Elsewhere)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await host.Scalar<long>("select count(*) from mt_events where type = 'closed_list_passed'")).ShouldBe(1);

        // What was refused is on record, each alone, with the address readable to who may and to nobody else.
        await host.Services.GetRequiredService<VisitWriter>().Write(all: true, CancellationToken.None);
        var log = (await (await client.Get($"/api/identity/access-log?limit=500&address={Elsewhere}", Office)).Content.ReadFromJsonAsync<List<VisitAnswer>>(ApiJson.Options))!;
        log.Count(visit => visit.Kind == "refused-address").ShouldBe(3);
        log.Count(visit => visit.Kind == "refused-role").ShouldBe(1);
        log.Where(visit => visit.Kind.StartsWith("refused", StringComparison.Ordinal)).ShouldAllBe(visit => visit.Requests == 1 && visit.Address == Elsewhere);
        (await host.Scalar<long>($"select count(*) from crm_visits v where v::text like '%{Elsewhere}%'")).ShouldBe(0);
    }

    private Task<HttpResponseMessage> Pass(string userName, string code) =>
        host.Anonymous().Post("/api/identity/sign-in/pass-closed-list", new { userName, password = HostFixture.Password, code }, Elsewhere);

    private async Task<HttpClient> Client(TestUser user, string from) => host.Anonymous().With((await host.Try(user.UserName, from: from).Read<SessionTokens>()).AccessToken);

    private async Task<(string Secret, IReadOnlyList<string> Codes)> Enrolled(HttpClient client) => await client.Enrol(host);

    private static object Rule(string network, string? role = null) => new { network, description = "A place", role, campaignId = (Guid?)null, expiresAt = (string?)null };
}

/// <summary>Visits are summed, refusals stand alone, and what is older than the policy goes with a trace.</summary>
[Collection(OneHost.Name)]
public sealed class AccessLogTests(HostFixture host)
{
    [Fact]
    public async Task Visits_of_an_hour_are_one_row_and_a_flood_of_requests_writes_no_more()
    {
        var user = await host.User(Roles.Administrator);
        var client = await host.As(user);
        for (var i = 0; i < 25; i++) (await client.Get("/api/identity/me", "200.7.7.7")).EnsureSuccessStatusCode();
        await host.Services.GetRequiredService<VisitWriter>().Write(all: true, CancellationToken.None);

        var visits = (await client.GetFromJsonAsync<List<VisitAnswer>>($"/api/identity/access-log?user={user.Id}&address=200.7.7.7", ApiJson.Options))!;
        visits.Sum(visit => visit.Requests).ShouldBe(25);
        visits.Count.ShouldBe(1);
        (await host.Scalar<long>($"select count(*) from crm_visits where user_id = '{user.Id}'")).ShouldBeLessThanOrEqualTo(4);
    }

    [Fact]
    public async Task The_log_is_append_only()
    {
        await Should.ThrowAsync<Npgsql.PostgresException>(() => host.Execute("delete from crm_visits"));
        await Should.ThrowAsync<Npgsql.PostgresException>(() => host.Execute("update crm_visits set requests = 0"));
        await Should.ThrowAsync<Npgsql.PostgresException>(() => host.Execute("select crm_drop_visits(array[current_date])"));
        await Should.ThrowAsync<Npgsql.PostgresException>(() => host.Execute("select crm_drop_reads(array[current_date])"));
    }
}
