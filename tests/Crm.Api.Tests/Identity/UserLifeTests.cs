using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Tests.Kit;
using Crm.Domain.Identity;
using Crm.Domain.Identity.Users;

namespace Crm.Api.Tests.Identity;

public sealed class UserLifeTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task A_link_sets_a_password_once()
    {
        var (administrator, user) = (await host.SignedIn(Roles.Administrator), await host.User());
        var link = await administrator.Post($"/api/identity/users/{user.Id}/password-reset").Read<PasswordResetAnswer>();
        (await host.Scalar<long>($"select count(*) from mt_events where data::text like '%{link.Token}%'")).ShouldBe(0);

        await (await Use(link.Token, "short")).ShouldBeProblem(409, "identity.password-length");
        (await Use(link.Token, "a passphrase from the link")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await (await Use(link.Token, "another one from the link")).ShouldBeProblem(401, "reset-refused");
        (await host.Try(user.UserName, "a passphrase from the link")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_link_lapses_and_lets_in_who_locked_himself_out()
    {
        var (administrator, user) = (await host.SignedIn(Roles.Administrator), await host.User());
        for (var i = 0; i < SignInFailures.AccountLimit; i++) await host.Try(user.UserName, "wrong");
        var link = await administrator.Post($"/api/identity/users/{user.Id}/password-reset").Read<PasswordResetAnswer>();
        (await Use(link.Token, "a passphrase from the link")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await host.Try(user.UserName, "a passphrase from the link")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var late = await administrator.Post($"/api/identity/users/{user.Id}/password-reset").Read<PasswordResetAnswer>();
        host.Factory.Clock.Advance(UserUnits.ResetLifetime);
        await (await Use(late.Token, "too late with this one")).ShouldBeProblem(401, "reset-refused");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("00000000000000000000000000000000.AAAA")]
    [InlineData("....")]
    public async Task What_is_no_link_is_refused(string token) => await (await Use(token, "a passphrase from nowhere")).ShouldBeProblem(401, "reset-refused");

    [Fact]
    public async Task Who_left_is_gone_at_once_and_his_name_is_free()
    {
        var (administrator, user) = (await host.SignedIn(Roles.Administrator), await host.User(Roles.Agent));
        var client = await host.As(user);
        (await client.GetAsync("/api/identity/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await administrator.Post($"/api/identity/users/{user.Id}/close", new { reason = "Left" })).EnsureSuccessStatusCode();

        (await client.GetAsync("/api/identity/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await administrator.Post("/api/identity/users", new { user.UserName, fullName = "Somebody New", email = (string?)null })).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await administrator.GetFromJsonAsync<UserAnswer>($"/api/identity/users/{user.Id}", ApiJson.Options))!.Status.ShouldBe(UserStatus.Closed);
    }

    [Fact]
    public async Task A_profile_is_changed_by_who_saw_it_last()
    {
        var (administrator, user) = (await host.SignedIn(Roles.Administrator), await host.User());
        var profile = new { fullName = "Otra Persona", email = "otra@example.com", language = "es", zone = "America/Lima" };
        (await administrator.PutAsJsonAsync($"/api/identity/users/{user.Id}/profile", profile)).StatusCode.ShouldBe(HttpStatusCode.PreconditionRequired);

        var seen = (await administrator.GetAsync($"/api/identity/users/{user.Id}")).Headers.ETag!;
        (await Put(administrator, $"/api/identity/users/{user.Id}/profile", profile, seen)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Put(administrator, $"/api/identity/users/{user.Id}/profile", profile, seen)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await administrator.PutAsJsonAsync($"/api/identity/users/{user.Id}/skills", new { skills = new[] { "Legal" } })).EnsureSuccessStatusCode();
        (await administrator.PutAsJsonAsync($"/api/identity/users/{user.Id}/capacity", new { capacity = 4 })).EnsureSuccessStatusCode();

        var now = (await administrator.GetFromJsonAsync<UserAnswer>($"/api/identity/users/{user.Id}", ApiJson.Options))!;
        (now.FullName, now.Email, now.Zone, now.Skills.Single(), now.Capacity).ShouldBe(("Otra Persona", "otra@example.com", "America/Lima", "legal", 4));
    }

    [Fact]
    public async Task The_list_shows_whom_one_reaches()
    {
        var (his, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var (within, beyond) = (await host.User(Roles.Agent, his), await host.User(Roles.Agent, other));
        var supervisor = await host.SignedIn(Roles.Supervisor, his);
        await host.CaughtUp();

        var names = (await supervisor.GetFromJsonAsync<Page<UserAnswer>>("/api/identity/users?limit=500", ApiJson.Options))!.Items.Select(row => row.UserName).ToList();
        names.ShouldContain(within.UserName);
        names.ShouldNotContain(beyond.UserName);

        var administrator = await host.SignedIn(Roles.Administrator);
        var found = (await administrator.GetFromJsonAsync<Page<UserAnswer>>($"/api/identity/users?role=agent&text={beyond.UserName}&status=active", ApiJson.Options))!.Items;
        found.ShouldContain(row => row.UserName == beyond.UserName);
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended_one_by_one_and_all_at_once()
    {
        var user = await host.User(Roles.Agent);
        var (one, two) = (await host.As(user), await host.As(user));
        await host.CaughtUp();
        var sessions = (await one.GetFromJsonAsync<List<SessionAnswer>>("/api/identity/me/sessions", ApiJson.Options))!;
        sessions.Count.ShouldBe(2);

        (await one.Post($"/api/identity/me/sessions/{sessions.Single(session => !session.Current).Id}/end")).EnsureSuccessStatusCode();
        (await two.GetAsync("/api/identity/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        var administrator = await host.SignedIn(Roles.Administrator);
        (await administrator.GetFromJsonAsync<List<SessionAnswer>>($"/api/identity/users/{user.Id}/sessions", ApiJson.Options))!.ShouldNotBeEmpty();
        (await administrator.Post($"/api/identity/users/{user.Id}/sessions/end", new { reason = "A stranger at his desk" })).EnsureSuccessStatusCode();
        (await one.GetAsync("/api/identity/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Nobody_ends_the_session_of_another()
    {
        var (mine, his) = (await host.As(await host.User(Roles.Agent)), await host.As(await host.User(Roles.Agent)));
        await host.CaughtUp();
        var session = (await his.GetFromJsonAsync<List<SessionAnswer>>("/api/identity/me/sessions", ApiJson.Options))!.Single();
        await (await mine.Post($"/api/identity/me/sessions/{session.Id}/end")).ShouldBeProblem(404, "not-found");
        (await his.GetAsync("/api/identity/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_happens_on_one_host_is_felt_on_another_within_a_moment()
    {
        await using var other = new HostFactory(host.ConnectionString);
        await other.Ready();
        var user = await host.User(Roles.Agent);
        var there = other.CreateClient().With((await HostFixture.SignIn(host.Anonymous(), user.UserName)).AccessToken);
        (await there.GetAsync("/api/identity/me")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var administrator = await host.SignedIn(Roles.Administrator);
        (await administrator.Post($"/api/identity/users/{user.Id}/suspend", new { reason = "Away" })).EnsureSuccessStatusCode();
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        while ((await there.GetAsync("/api/identity/me")).StatusCode != HttpStatusCode.Unauthorized)
            System.Diagnostics.Stopwatch.GetElapsedTime(started).ShouldBeLessThan(IdentityFeed.Trust + TimeSpan.FromSeconds(3));
    }

    private Task<HttpResponseMessage> Use(string token, string newPassword) => host.Anonymous().Post("/api/identity/password-reset", new { token, newPassword });

    private static Task<HttpResponseMessage> Put(HttpClient client, string path, object body, EntityTagHeaderValue seen)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(body) };
        request.Headers.IfMatch.Add(seen);
        return client.SendAsync(request);
    }
}
