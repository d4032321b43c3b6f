using System.Net;
using System.Net.Http.Json;
using Crm.Api.Identity;
using Crm.Api.Tests.Kit;
using Crm.Domain.Identity;

namespace Crm.Api.Tests.Identity;

public sealed class SecondFactorTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task Who_enrolled_signs_in_in_two_steps()
    {
        var user = await host.User(Roles.Agent);
        var (secret, codes) = await (await host.As(user)).Enrol(host);
        codes.Count.ShouldBe(10);

        var first = await host.Try(user.UserName);
        first.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var asked = (await first.Content.ReadFromJsonAsync<SecondFactorAnswer>())!;
        asked.Enrol.ShouldBeFalse();

        host.Factory.Clock.Advance(TimeSpan.FromSeconds(60));
        var tokens = await Second(asked.Challenge, host.CodeOf(secret)).Read<SessionTokens>();
        (await host.Anonymous().With(tokens.AccessToken).GetFromJsonAsync<MeAnswer>("/api/identity/me"))!.HasSecondFactor.ShouldBeTrue();
    }

    [Fact]
    public async Task A_code_is_spent_also_when_two_show_it_at_once()
    {
        var user = await host.User();
        var (secret, _) = await (await host.As(user)).Enrol(host);
        host.Factory.Clock.Advance(TimeSpan.FromSeconds(60));
        var (one, two) = (await Challenge(user), await Challenge(user));

        var code = host.CodeOf(secret);
        var answers = await Task.WhenAll(Second(one, code), Second(two, code));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        (await Second(one, code)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_recovery_code_works_once()
    {
        var user = await host.User();
        var (_, codes) = await (await host.As(user)).Enrol(host);
        (await Second(await Challenge(user), codes[0])).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Second(await Challenge(user), codes[0])).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Second(await Challenge(user), codes[1].ToUpperInvariant())).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Wrong_codes_lock_the_account_and_a_right_password_between_them_buys_none()
    {
        var user = await host.User();
        var (secret, _) = await (await host.As(user)).Enrol(host);
        host.Factory.Clock.Advance(TimeSpan.FromSeconds(60));
        var tried = 0;
        for (; tried < 20; tried++)
        {
            if (await host.Try(user.UserName) is not { StatusCode: HttpStatusCode.Accepted } step) break;
            await Second((await step.Content.ReadFromJsonAsync<SecondFactorAnswer>())!.Challenge, "000000");
        }

        tried.ShouldBe(SignInFailures.AccountLimit);
        (await host.Try(user.UserName)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        host.Factory.Clock.Advance(SignInFailures.FirstLock);
        (await Second(await Challenge(user), host.CodeOf(secret))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_challenge_lapses_and_ends_with_the_password_it_was_given_for()
    {
        var user = await host.User();
        var (secret, _) = await (await host.As(user)).Enrol(host);
        var challenge = await Challenge(user);
        host.Factory.Clock.Advance(SignInChallenges.Lifetime);
        (await Second(challenge, host.CodeOf(secret))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        var fresh = await Challenge(user);
        var administrator = await host.SignedIn(Roles.Administrator);
        await administrator.Post($"/api/identity/users/{user.Id}/password", new { password = "another one of mine" });
        (await Second(fresh, host.CodeOf(secret))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Second("nonsense", "123456")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_administrator_resets_it_and_the_sessions_end()
    {
        var user = await host.User(Roles.Agent);
        var client = await host.As(user);
        await client.Enrol(host);
        var administrator = await host.SignedIn(Roles.Administrator);
        (await administrator.Post($"/api/identity/users/{user.Id}/second-factor/reset", new { reason = "Lost his phone" })).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await client.GetAsync("/api/identity/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await host.Try(user.UserName)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_secret_and_the_codes_do_not_stand_in_the_store_in_clear()
    {
        var user = await host.User();
        var (secret, codes) = await (await host.As(user)).Enrol(host);
        (await host.Scalar<long>($"select count(*) from mt_events where stream_id = '{user.Id}' and (data::text like '%{secret}%' or data::text like '%{codes[0]}%')")).ShouldBe(0);
    }

    private Task<HttpResponseMessage> Second(string challenge, string code) => host.Anonymous().Post("/api/identity/sign-in/second-factor", new { challenge, code });

    private async Task<string> Challenge(TestUser user) => (await host.Try(user.UserName).Read<SecondFactorAnswer>()).Challenge;
}

/// <summary>On a database of its own: the policy is everybody's.</summary>
public sealed class DemandedSecondFactorTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task A_role_that_demands_it_lets_nobody_in_without_and_enrols_on_the_way()
    {
        var (super, user) = (await host.SignedIn(Roles.SuperAdministrator), await host.User(Roles.Supervisor));
        var policy = new { secondFactorRoles = new[] { Roles.Supervisor }, sessionHours = 12, idleMinutes = 30, accessLogDays = 90 };
        (await super.PutAsJsonAsync("/api/identity/sign-in-policy", policy)).EnsureSuccessStatusCode();

        var asked = await host.Try(user.UserName).Read<SecondFactorAnswer>();
        asked.Enrol.ShouldBeTrue();
        (await host.Anonymous().Post("/api/identity/sign-in/second-factor", new { asked.Challenge, code = "123456" })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        var secret = await host.Anonymous().Post("/api/identity/sign-in/second-factor/offer", new { asked.Challenge }).Read<SecondFactorSecret>();
        secret.Uri.ShouldStartWith("otpauth://totp/Crm:" + user.UserName);
        var tokens = await host.Anonymous().Post("/api/identity/sign-in/second-factor/enrol", new { asked.Challenge, code = host.CodeOf(secret.Secret) }).Read<SessionTokens>();
        tokens.RecoveryCodes!.Count.ShouldBe(10);

        var client = host.Anonymous().With(tokens.AccessToken);
        host.Factory.Clock.Advance(TimeSpan.FromSeconds(60));
        await (await client.Post("/api/identity/me/second-factor/remove", new { code = host.CodeOf(secret.Secret) })).ShouldBeProblem(409, "identity.second-factor-demanded");
    }
}
