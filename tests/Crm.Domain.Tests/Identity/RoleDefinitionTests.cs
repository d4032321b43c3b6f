using Crm.Domain.Identity;
using Crm.Domain.Identity.RoleDefinitions;
using Crm.Domain.Identity.SignInPolicies;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Identity.People;

namespace Crm.Domain.Tests.Identity;

public sealed class RoleDefinitionTests
{
    private static readonly Guid Role = Known.Id("f1"), Catalogue = Known.Id("f0");
    private static readonly Dictionary<string, Reach> None = [], OfAgents = new() { ["accounts:read"] = Reach.Own, ["accounts:update"] = Reach.Own };
    private static readonly RoleDefined Defined = new(Role, "night-lead", "Night lead", [new("accounts:read", Reach.Campaign)], Boss);

    private static readonly Spec<RoleDefinition, ChangeRole> Change = new((command, role) => ChangeRoleHandler.Handle(command, role));
    private static readonly Spec<RoleDefinition, DefineRole> Define = new((command, role) => DefineRoleHandler.Handle(command, role));

    [Fact]
    public void A_role_is_defined_once() =>
        Define.Given().When(new(Catalogue, Role, "night-lead", "Night lead", [new("accounts:read", Reach.Campaign)], Boss, MayGrant: true))
            .Then(Defined, Expected.On<RoleCatalogue>(Catalogue, new RoleListed(Catalogue, "night-lead")));

    [Fact]
    public void Nobody_defines_what_he_does_not_hold() =>
        Define.Given().When(new(Catalogue, Role, "night-lead", "Night lead", [new("settings:update", Reach.All)], Boss, MayGrant: false)).ThenRefused("identity.grant-beyond-own");

    [Fact]
    public void A_role_of_the_product_is_not_defined_anew() =>
        Define.Given().When(new(Catalogue, Role, Roles.Agent, "Agents", [], Boss, MayGrant: true)).ThenRefused("identity.role-exists");

    [Fact]
    public void A_role_of_the_product_keeps_its_default_in_what_is_not_named()
    {
        var changed = new RolePermissionsChanged(Role, Roles.Agent, [new("reports:read", Reach.Own)], ["accounts:update"], Boss);
        Change.Given().When(new(Role, Roles.Agent, [new("reports:read", Reach.Own), new("accounts:read", Reach.Own)], ["accounts:update", "users:read"], Boss, OfAgents, MayChange: true)).Then(changed);

        var later = new Dictionary<string, Reach>(OfAgents) { ["tickets:read"] = Reach.Own };
        Folded.Of<RoleDefinition>([changed])!.Over(later).Keys.Order().ShouldBe(["accounts:read", "reports:read", "tickets:read"]);
    }

    [Fact]
    public void What_was_withdrawn_can_be_given_again() =>
        Folded.Of<RoleDefinition>([
            new RolePermissionsChanged(Role, Roles.Agent, [], ["accounts:read"], Boss), new RolePermissionsChanged(Role, Roles.Agent, [new("accounts:read", Reach.Own)], [], Boss),
        ])!.Over(OfAgents).Keys.Order().ShouldBe(["accounts:read", "accounts:update"]);

    [Fact]
    public void The_super_administrator_stays_whole() =>
        Change.Given().When(new(Role, Roles.SuperAdministrator, [], ["users:read"], Boss, None, MayChange: true)).ThenRefused("identity.super-administrator-is-whole");

    [Fact]
    public void Nobody_changes_what_stands_above_him() =>
        Change.Given(Defined).When(new(Role, "night-lead", [], ["accounts:read"], Boss, None, MayChange: false)).ThenRefused("identity.grant-beyond-own");

    [Fact]
    public void A_change_does_not_contradict_itself() =>
        Change.Given(Defined).When(new(Role, "night-lead", [new("accounts:read", Reach.All)], ["accounts:read"], Boss, None, MayChange: true)).ThenRefused("identity.role-change-contradicts");

    [Fact]
    public void A_role_that_is_held_is_not_retired_and_a_retired_one_gives_nothing()
    {
        var role = Folded.Of<RoleDefinition>([Defined])!;
        RetireRoleHandler.Handle(new("Over", Boss, Holders: 2, MayChange: true), role).Refusal!.Figures["holders"].ShouldBe(2);
        var retired = RetireRoleHandler.Handle(new("Over", Boss, Holders: 0, MayChange: true), role).Events.Aggregate((RoleDefinition?)role, RoleDefinition.Evolve)!;
        retired.Over(None).ShouldBeEmpty();
        RetireRoleHandler.Handle(new("Over", Boss, Holders: 0, MayChange: true), retired).Appends.ShouldBeFalse();
    }

    [Fact]
    public void A_policy_names_roles_that_there_are_and_terms_within_reason()
    {
        Spec<SignInTerms, SetSignInPolicy> spec = new((command, terms) => SetSignInPolicyHandler.Handle(command, terms));
        SignInPolicy strict = new([Roles.Administrator], 8, 15, 90);
        spec.Given().When(new(strict, Boss, Roles.All)).Then(new SignInPolicySet(1, strict, Boss));
        spec.Given(new SignInPolicySet(1, strict, Boss)).When(new(strict, Boss, Roles.All)).ThenNothing();
        spec.Given().When(new(strict with { SecondFactorRoles = ["nobody"] }, Boss, Roles.All)).ThenRefused("identity.unknown-role");
        spec.Given().When(new(strict with { SessionHours = 25 }, Boss, Roles.All)).ThenRefused("identity.policy-out-of-range");
        spec.Given().When(new(strict with { AccessLogDays = 1 }, Boss, Roles.All)).ThenRefused("identity.policy-out-of-range");
    }
}
