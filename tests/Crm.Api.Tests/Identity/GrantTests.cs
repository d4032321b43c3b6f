using System.Net;
using System.Net.Http.Json;
using Crm.Api.Identity;
using Crm.Api.Tests.Kit;
using Crm.Domain.Identity;
using Crm.Domain.Kernel;

namespace Crm.Api.Tests.Identity;

[Collection(OneHost.Name)]
public sealed class GrantTests(HostFixture host)
{
    [Fact]
    public async Task Nobody_grants_what_he_does_not_hold()
    {
        var user = await host.User();
        await (await Grant(await host.SignedIn(Roles.Administrator), user, Roles.SuperAdministrator)).ShouldBeProblem(409, "identity.grant-beyond-own");
    }

    [Fact]
    public async Task A_granted_role_is_felt_and_a_repeated_grant_changes_nothing()
    {
        var (administrator, user) = (await host.SignedIn(Roles.SuperAdministrator), await host.User());
        (await Grant(administrator, user, Roles.Auditor)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Grant(administrator, user, Roles.Auditor)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await administrator.GetFromJsonAsync<UserAnswer>($"/api/identity/users/{user.Id}", Crm.Api.Http.ApiJson.Options))!.Roles.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_supervisor_reaches_users_of_his_campaign_and_nobody_else()
    {
        var (his, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var supervisor = await host.SignedIn(Roles.Supervisor, his);
        var (within, beyond, above) = (await host.User(Roles.Agent, his), await host.User(Roles.Agent, other), await host.User(Roles.Administrator));

        (await supervisor.GetAsync($"/api/identity/users/{within.Id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await (await supervisor.GetAsync($"/api/identity/users/{beyond.Id}")).ShouldBeProblem(404, "not-found");
        await (await supervisor.PostAsJsonAsync($"/api/identity/users/{above.Id}/password", new { password = "taken over by me" })).ShouldBeProblem(404, "not-found");
    }

    private static Task<HttpResponseMessage> Grant(HttpClient client, TestUser user, string role) =>
        client.PostAsJsonAsync($"/api/identity/users/{user.Id}/roles", new { role, campaignId = (Guid?)null, teamId = (Guid?)null, from = (string?)null, until = (string?)null });
}

/// <summary>On a database of its own: no other test makes a super administrator there.</summary>
public sealed class LastSuperAdministratorTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task The_last_super_administrator_cannot_be_removed()
    {
        var client = await host.SignedIn(Roles.SuperAdministrator);
        var me = (await client.GetFromJsonAsync<MeAnswer>("/api/identity/me"))!;

        var answer = await client.PostAsJsonAsync($"/api/identity/users/{me.Id}/roles/{me.Roles.Single().GrantId}/revoke", new { reason = "Enough" });
        await answer.ShouldBeProblem(409, "identity.last-super-administrator");

        await host.User(Roles.SuperAdministrator);
        (await client.PostAsJsonAsync($"/api/identity/users/{me.Id}/roles/{me.Roles.Single().GrantId}/revoke", new { reason = "Enough" }))
            .StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}

public sealed class RoleMatrixTests
{
    private static readonly UserId Somebody = new(Guid.CreateVersion7());

    [Fact]
    public void Every_permission_stands_in_the_matrix_and_the_super_administrator_holds_all_of_them() =>
        RoleMatrix.Default.Of(Roles.SuperAdministrator).Keys.Order().ShouldBe(Permission.All.Order());

    [Fact]
    public void The_matrix_names_the_roles_of_the_product() => RoleMatrix.Default.Roles.Order().ShouldBe(Roles.All.Order());

    [Fact]
    public void The_auditor_only_reads() =>
        RoleMatrix.Default.Of(Roles.Auditor).Keys.ShouldAllBe(permission =>
            permission.EndsWith(":read") || permission.EndsWith(":export") || permission.StartsWith("audit:") || permission == Permission.CustomersSeePersonalData);

    [Fact]
    public void A_role_in_a_campaign_reaches_that_campaign_only()
    {
        var (mine, others) = (new CampaignId(Guid.CreateVersion7()), new CampaignId(Guid.CreateVersion7()));
        var scope = RoleMatrix.Default.Scopes(Somebody, [new(Guid.Empty, Roles.Supervisor, mine, null, null, null)])[Permission.AccountsRead];

        (scope.Reaches(mine), scope.Reaches(others), scope.All).ShouldBe((true, false, false));
    }

    [Fact]
    public void An_agent_reaches_what_is_his_own()
    {
        var mine = new CampaignId(Guid.CreateVersion7());
        var scope = RoleMatrix.Default.Scopes(Somebody, [new(Guid.Empty, Roles.Agent, mine, null, null, null)])[Permission.AccountsRead];

        (scope.Reaches(mine, owner: Somebody), scope.Reaches(mine, owner: new UserId(Guid.CreateVersion7()))).ShouldBe((true, false));
    }

    [Fact]
    public void Two_roles_together_reach_as_far_as_the_wider_one()
    {
        var mine = new CampaignId(Guid.CreateVersion7());
        var scopes = RoleMatrix.Default.Scopes(Somebody, [new(Guid.Empty, Roles.Agent, mine, null, null, null), new(Guid.Empty, Roles.Auditor, null, null, null, null)]);

        scopes[Permission.AccountsRead].All.ShouldBeTrue();
    }
}
