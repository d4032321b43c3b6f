using System.Net;
using System.Net.Http.Json;
using Crm.Api.Identity;
using Crm.Api.Tests.Kit;
using Crm.Domain.Identity;

namespace Crm.Api.Tests.Identity;

public sealed partial class SignInTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task Name_and_password_give_tokens_that_open_what_the_role_allows()
    {
        var client = await host.SignedIn(Roles.Agent);
        var me = (await client.GetFromJsonAsync<MeAnswer>("/api/identity/me"))!;

        me.Roles.Single().Role.ShouldBe(Roles.Agent);
        me.Permissions.ShouldBe(RoleMatrix.Default.Of(Roles.Agent).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_name_is_taken_whatever_its_case()
    {
        var user = await host.User();
        (await HostFixture.SignIn(host.Anonymous(), user.UserName.ToUpperInvariant())).AccessToken.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task An_unknown_name_and_a_wrong_password_are_answered_alike()
    {
        var user = await host.User();
        var wrong = await (await Try(user.UserName, "not the password")).ShouldBeProblem(401, "sign-in-refused");
        var unknown = await (await Try("nobody.at.all", "not the password")).ShouldBeProblem(401, "sign-in-refused");

        wrong.Remove("correlationId");
        unknown.Remove("correlationId");
        unknown.ToJsonString().ShouldBe(wrong.ToJsonString());
    }

    [Fact]
    public async Task Five_failures_lock_the_account_for_fifteen_minutes_and_no_longer()
    {
        var user = await host.User();
        for (var i = 0; i < SignInFailures.AccountLimit; i++) await Try(user.UserName, "wrong");
        await (await Try(user.UserName, HostFixture.Password)).ShouldBeProblem(401, "sign-in-refused");

        host.Factory.Clock.Advance(SignInFailures.Window);
        (await Try(user.UserName, HostFixture.Password)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Guessing_in_parallel_gains_nothing()
    {
        var user = await host.User();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Try(user.UserName, "wrong")));

        var counted = await host.Scalar<long>("select max(n) from (select count(*) as n from crm_sign_in_failures where subject like 'account:%' group by subject) as counts");
        counted.ShouldBe(SignInFailures.AccountLimit);
    }

    [Fact]
    public async Task A_success_forgets_the_failures_before_it()
    {
        var user = await host.User();
        for (var i = 0; i < SignInFailures.AccountLimit - 1; i++) await Try(user.UserName, "wrong");
        (await Try(user.UserName, HostFixture.Password)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await Try(user.UserName, "wrong");
        (await Try(user.UserName, HostFixture.Password)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_refresh_token_is_exchanged_once_and_showing_it_again_ends_the_family()
    {
        var client = host.Anonymous();
        var first = await HostFixture.SignIn(client, (await host.User()).UserName);
        var second = await Refreshed(client, first.RefreshToken);
        (await Me(second.AccessToken)).ShouldBe(HttpStatusCode.OK);

        await (await Refresh(client, first.RefreshToken)).ShouldBeProblem(401, "refresh-refused");
        await (await Refresh(client, second.RefreshToken)).ShouldBeProblem(401, "refresh-refused");
        (await Me(second.AccessToken)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Of_two_who_show_the_same_refresh_token_at_once_at_most_one_gets_on()
    {
        var client = host.Anonymous();
        var tokens = await HostFixture.SignIn(client, (await host.User()).UserName);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Refresh(client, tokens.RefreshToken)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBeLessThanOrEqualTo(1);
        (await Me(tokens.AccessToken)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("CfDJ8AAAA")]
    public async Task What_is_no_refresh_token_is_refused(string token) =>
        ((int)(await Refresh(host.Anonymous(), token)).StatusCode).ShouldBeOneOf(400, 401);

    [Fact]
    public async Task An_idle_session_ends()
    {
        var client = host.Anonymous();
        var tokens = await HostFixture.SignIn(client, (await host.User()).UserName);
        host.Factory.Clock.Advance(TimeSpan.FromMinutes(30) + TimeSpan.FromSeconds(1));

        await (await Refresh(client, tokens.RefreshToken)).ShouldBeProblem(401, "refresh-refused");
    }

    [Fact]
    public async Task Signing_out_ends_the_session_at_once()
    {
        var client = await host.SignedIn(Roles.Agent);
        (await client.PostAsJsonAsync("/api/identity/sign-out", new { })).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await client.GetAsync("/api/identity/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_suspended_user_cannot_sign_in_nor_refresh()
    {
        var (client, user) = (host.Anonymous(), await host.User());
        var tokens = await HostFixture.SignIn(client, user.UserName);
        var administrator = await host.SignedIn(Roles.Administrator);
        (await administrator.PostAsJsonAsync($"/api/identity/users/{user.Id}/suspend", new { reason = "Left" })).EnsureSuccessStatusCode();

        await (await Refresh(client, tokens.RefreshToken)).ShouldBeProblem(401, "refresh-refused");
        await (await Try(user.UserName, HostFixture.Password)).ShouldBeProblem(401, "sign-in-refused");
    }

    [Fact]
    public async Task A_new_password_ends_the_sessions_under_the_old_one()
    {
        var (client, user) = (host.Anonymous(), await host.User());
        var tokens = await HostFixture.SignIn(client, user.UserName);
        client.DefaultRequestHeaders.Authorization = new("Bearer", tokens.AccessToken);
        (await client.PostAsJsonAsync("/api/identity/me/password", new { oldPassword = HostFixture.Password, newPassword = "a quite different one" })).EnsureSuccessStatusCode();

        await (await Refresh(client, tokens.RefreshToken)).ShouldBeProblem(401, "refresh-refused");
        (await Try(user.UserName, "a quite different one")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_session_counts_on_another_host_of_the_same_installation()
    {
        await using var other = new HostFactory(host.ConnectionString);
        await other.Ready();
        var tokens = await HostFixture.SignIn(host.Anonymous(), (await host.User()).UserName);

        var client = other.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", tokens.AccessToken);
        (await client.GetAsync("/api/identity/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Neither_password_nor_hash_nor_name_stands_in_the_store_in_clear()
    {
        var user = await host.User();
        var clear = await host.Scalar<long>(
            $"select count(*) from mt_events where stream_id = '{user.Id}' and (data::text ilike '%{user.UserName}%' or data::text like '%Somebody%' or data::text like '%AQAAAA%')");
        clear.ShouldBe(0);
    }

    private Task<HttpResponseMessage> Try(string userName, string password) =>
        host.Anonymous().PostAsJsonAsync("/api/identity/sign-in", new { userName, password });

    private static Task<HttpResponseMessage> Refresh(HttpClient client, string refreshToken) =>
        client.PostAsJsonAsync("/api/identity/refresh", new { refreshToken });

    private static async Task<SessionTokens> Refreshed(HttpClient client, string refreshToken) =>
        (await (await Refresh(client, refreshToken)).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<SessionTokens>())!;

    private async Task<HttpStatusCode> Me(string accessToken)
    {
        var client = host.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", accessToken);
        return (await client.GetAsync("/api/identity/me")).StatusCode;
    }
}
