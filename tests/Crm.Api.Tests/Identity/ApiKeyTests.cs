using System.Net;
using System.Net.Http.Json;
using System.Text;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Identity.ApiKeys;
using Crm.Api.Tests.Kit;
using Crm.Domain.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Identity;

public sealed class ApiKeyTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task A_key_opens_what_it_is_good_for_and_nothing_else()
    {
        var issued = await Issue(await host.User(Roles.Administrator), [Permission.UsersRead]);
        var program = With(issued.Key);

        (await program.GetAsync("/api/identity/users")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await (await program.GetAsync("/api/identity/roles")).ShouldBeProblem(403, "permission-lacking"))["permission"]!.GetValue<string>().ShouldBe("roles:read");
        (await program.GetFromJsonAsync<MeAnswer>("/api/identity/me"))!.Permissions.ShouldBe([Permission.UsersRead]);
        (await Bearer(issued.Key).GetAsync("/api/identity/users")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_is_no_session()
    {
        var program = With((await Issue(await host.User(Roles.Administrator), [Permission.UsersRead])).Key);
        await (await program.GetAsync("/api/identity/me/sessions")).ShouldBeProblem(403, "permission-lacking");
        await (await program.Post("/api/identity/me/password", new { oldPassword = HostFixture.Password, newPassword = "a new one by program" })).ShouldBeProblem(403, "permission-lacking");
    }

    [Fact]
    public async Task A_key_never_reaches_further_than_its_user_nor_than_its_campaign()
    {
        var (his, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var (within, beyond) = (await host.User(Roles.Agent, his), await host.User(Roles.Agent, other));
        var campaign = With((await Issue(await host.User(Roles.Administrator), [Permission.UsersRead], his)).Key);
        (await campaign.GetAsync($"/api/identity/users/{within.Id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await campaign.GetAsync($"/api/identity/users/{beyond.Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var supervisor = With((await Issue(await host.User(Roles.Supervisor, his), [Permission.UsersRead, Permission.SettingsUpdate])).Key);
        (await supervisor.GetAsync($"/api/identity/users/{beyond.Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await supervisor.GetFromJsonAsync<MeAnswer>("/api/identity/me"))!.Permissions.ShouldBe([Permission.UsersRead]);
    }

    [Fact]
    public async Task Its_end_is_felt_at_once()
    {
        var administrator = await host.SignedIn(Roles.Administrator);
        var owner = await host.User(Roles.Administrator);
        var revoked = await Issue(owner, [Permission.UsersRead]);
        var program = With(revoked.Key);
        (await program.GetAsync("/api/identity/users")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await administrator.Post($"/api/identity/api-keys/{revoked.Id}/revoke", new { reason = "Found in a repository" })).EnsureSuccessStatusCode();
        (await program.GetAsync("/api/identity/users")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        var other = With((await Issue(owner, [Permission.UsersRead])).Key);
        (await other.GetAsync("/api/identity/users")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await administrator.Post($"/api/identity/users/{owner.Id}/suspend", new { reason = "Away" })).EnsureSuccessStatusCode();
        (await other.GetAsync("/api/identity/users")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Rotating_keeps_the_old_one_for_the_overlap()
    {
        var administrator = await host.SignedIn(Roles.Administrator);
        var old = await Issue(await host.User(Roles.Administrator), [Permission.UsersRead]);
        var renewed = await administrator.Post($"/api/identity/api-keys/{old.Id}/rotate", new { expiresAt = host.Factory.Clock.GetUtcNow().AddDays(30), overlapHours = 1 }).Read<IssuedApiKey>();
        (await With(old.Key).GetAsync("/api/identity/users")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await With(renewed.Key).GetAsync("/api/identity/users")).StatusCode.ShouldBe(HttpStatusCode.OK);

        host.Factory.Clock.Advance(TimeSpan.FromHours(1));
        (await With(old.Key).GetAsync("/api/identity/users")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await With(renewed.Key).GetAsync("/api/identity/users")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nobody_issues_a_key_for_what_he_does_not_hold()
    {
        var administrator = await host.SignedIn(Roles.Administrator);
        var super = await host.User(Roles.SuperAdministrator);
        await (await administrator.Post("/api/identity/api-keys", Request(super, [Permission.UsersGrantSuperAdministrator], null))).ShouldBeProblem(409, "identity.grant-beyond-own");
    }

    [Fact]
    public async Task A_wrong_secret_basic_and_other_forms_open_nothing()
    {
        var issued = await Issue(await host.User(Roles.Administrator), [Permission.UsersRead]);
        foreach (var wrong in new[] { issued.Key[..^1] + (issued.Key[^1] == 'A' ? 'B' : 'A'), issued.Key + "A", "crm_", "crm_" + new string('0', 76), issued.Key.ToUpperInvariant() })
            (await With(wrong).GetAsync("/api/identity/users")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, wrong);

        var basic = host.Anonymous();
        basic.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(issued.Key + ":")));
        (await basic.GetAsync("/api/identity/users")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await host.Anonymous().GetAsync("/api/identity/users?apiKey=" + issued.Key)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_list_shows_when_it_was_used_and_never_the_key()
    {
        var issued = await Issue(await host.User(Roles.Administrator), [Permission.UsersRead]);
        (await With(issued.Key).GetAsync("/api/identity/users")).EnsureSuccessStatusCode();
        await host.Services.GetRequiredService<KeyUses>().Write(CancellationToken.None);
        await host.CaughtUp();

        var administrator = await host.SignedIn(Roles.Administrator);
        var text = await administrator.GetStringAsync("/api/identity/api-keys?limit=500");
        text.ShouldNotContain(issued.Key[37..]);
        (await administrator.GetFromJsonAsync<Page<ApiKeyAnswer>>("/api/identity/api-keys?limit=500", ApiJson.Options))!.Items
            .Single(key => key.Id == issued.Id).LastUsedAt.ShouldNotBeNull();
        (await host.Scalar<long>($"select count(*) from mt_events where data::text like '%{issued.Key[37..]}%'")).ShouldBe(0);
    }

    private async Task<IssuedApiKey> Issue(TestUser owner, string[] permissions, Guid? campaign = null)
    {
        var super = await host.SignedIn(Roles.SuperAdministrator);
        return await super.Post("/api/identity/api-keys", Request(owner, permissions, campaign)).Read<IssuedApiKey>();
    }

    private object Request(TestUser owner, string[] permissions, Guid? campaign) =>
        new { userId = owner.Id.Value, label = "A program", permissions, campaignId = campaign, expiresAt = host.Factory.Clock.GetUtcNow().AddDays(30) };

    private HttpClient With(string key)
    {
        var client = host.Anonymous();
        client.DefaultRequestHeaders.Add("X-Api-Key", key);
        return client;
    }

    private HttpClient Bearer(string key) => host.Anonymous().With(key);
}
