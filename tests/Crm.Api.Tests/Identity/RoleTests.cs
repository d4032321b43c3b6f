using System.Net;
using System.Net.Http.Json;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Tests.Kit;
using Crm.Domain.Identity;

namespace Crm.Api.Tests.Identity;

/// <summary>On a database of its own: the roles are everybody's.</summary>
public sealed class RoleTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task A_changed_role_is_felt_by_who_is_signed_in()
    {
        var (super, agent) = (await host.SignedIn(Roles.SuperAdministrator), await host.SignedIn(Roles.BackOffice));
        (await agent.GetAsync("/api/audit/events")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        (await Change(super, Roles.BackOffice, [new("audit:read", Reach.Campaign)], [])).EnsureSuccessStatusCode();
        (await agent.GetAsync("/api/audit/events")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await Change(super, Roles.BackOffice, [], ["audit:read"])).EnsureSuccessStatusCode();
        (await agent.GetAsync("/api/audit/events")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_role_of_our_own_is_defined_granted_and_retired_when_nobody_holds_it()
    {
        var (super, user) = (await host.SignedIn(Roles.SuperAdministrator), await host.User());
        (await Define(super, "night-lead", [new("reports:read", Reach.All)])).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await super.Post($"/api/identity/users/{user.Id}/roles", Grant("night-lead"))).EnsureSuccessStatusCode();
        var client = await host.As(user);
        (await client.GetFromJsonAsync<MeAnswer>("/api/identity/me"))!.Permissions.ShouldBe(["reports:read"]);

        await host.CaughtUp();
        await (await super.Post("/api/identity/roles/night-lead/retire", new { reason = "Over" })).ShouldBeProblem(409, "identity.role-held");
        var grant = (await super.GetFromJsonAsync<UserAnswer>($"/api/identity/users/{user.Id}", ApiJson.Options))!.Roles.Single().GrantId;
        (await super.Post($"/api/identity/users/{user.Id}/roles/{grant}/revoke", new { reason = "Over" })).EnsureSuccessStatusCode();
        await host.CaughtUp();
        (await super.Post("/api/identity/roles/night-lead/retire", new { reason = "Over" })).EnsureSuccessStatusCode();
        await (await super.Post($"/api/identity/users/{user.Id}/roles", Grant("night-lead"))).ShouldBeProblem(409, "identity.unknown-role");
    }

    [Fact]
    public async Task Nobody_widens_a_role_beyond_what_he_holds()
    {
        var administrator = await host.SignedIn(Roles.Administrator);
        await (await Change(administrator, Roles.Agent, [new(Permission.UsersGrantSuperAdministrator, Reach.All)], [])).ShouldBeProblem(409, "identity.grant-beyond-own");
        await (await Define(administrator, "my-own", [new(Permission.UsersGrantSuperAdministrator, Reach.Own)])).ShouldBeProblem(409, "identity.grant-beyond-own");
        await (await Change(administrator, Roles.SuperAdministrator, [], ["users:read"])).ShouldBeProblem(409, "identity.super-administrator-is-whole");
    }

    [Fact]
    public async Task Who_may_edit_roles_in_a_campaign_only_widens_nothing_anywhere()
    {
        var super = await host.SignedIn(Roles.SuperAdministrator);
        (await Define(super, "role-editor", [new(Permission.RolesUpdate, Reach.Campaign), new(Permission.RolesCreate, Reach.Campaign), new(Permission.ReportsRead, Reach.Campaign)])).EnsureSuccessStatusCode();
        var editor = await host.SignedIn("role-editor", Guid.CreateVersion7());

        await (await Change(editor, "role-editor", [new(Permission.SettingsUpdate, Reach.All)], [])).ShouldBeProblem(409, "identity.grant-beyond-own");
        await (await Change(editor, "role-editor", [new(Permission.ReportsRead, Reach.All)], [])).ShouldBeProblem(409, "identity.grant-beyond-own");
        await (await Define(editor, "sneaky", [new(Permission.ReportsRead, Reach.All)])).ShouldBeProblem(409, "identity.grant-beyond-own");
    }

    [Fact]
    public async Task A_permission_that_there_is_not_is_no_permission()
    {
        var super = await host.SignedIn(Roles.SuperAdministrator);
        await (await Define(super, "odd", [new("users:everything", Reach.All)])).ShouldBeProblem(400, "invalid");
        await (await Define(super, "Odd Name", [])).ShouldBeProblem(400, "invalid");
        await (await Change(super, "nobody", [], [])).ShouldBeProblem(404, "not-found");
    }

    private static Task<HttpResponseMessage> Change(HttpClient client, string role, RolePermission[] allowed, string[] withdrawn) =>
        client.PostAsJsonAsync($"/api/identity/roles/{role}/change", new { allowed, withdrawn }, ApiJson.Options);

    private static Task<HttpResponseMessage> Define(HttpClient client, string role, RolePermission[] permissions) =>
        client.PostAsJsonAsync("/api/identity/roles", new { role, label = "Of our own", permissions }, ApiJson.Options);

    private static object Grant(string role) => new { role, campaignId = (Guid?)null, teamId = (Guid?)null, from = (string?)null, until = (string?)null };
}
