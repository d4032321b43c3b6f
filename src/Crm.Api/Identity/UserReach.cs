using Crm.Api.Http;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;

namespace Crm.Api.Identity;

/// <summary>Whom a scope over users reaches: those who hold a role in its campaigns, and nobody who stands above them.</summary>
internal static class UserReach
{
    public static bool Reaches(CallerScope scope, UserView user) => Reaches(scope, new UserId(user.Id), user.Grants);

    /// <summary>The same unit, which ends as not found for a user out of the caller's reach.</summary>
    /// <remarks>And as refused for one who stands above the caller: setting his password or ending his second factor would be taking what he holds.</remarks>
    public static Func<CommandUnit, CancellationToken, Task<UnitDecision>> Within(
        CommandContext context, IdentityRules rules, Guid id, Func<CommandUnit, CancellationToken, Task<UnitDecision>> decide) => async (unit, ct) =>
    {
        var user = await unit.Require<User>(id);
        Require(context.Scope, user);
        return IsAbove(context.Holder, rules, user.Grants) ? UnitDecision.For<User>(id, Decision.Refuse(Above)) : await decide(unit, ct);
    };

    public static Refusal Above { get; } = new("identity.user-above", "He holds what you do not; only who holds as much may do this to him.", []);

    /// <summary>Whether somebody holds anything that the caller does not.</summary>
    public static bool IsAbove(Caller caller, IdentityRules rules, IReadOnlyList<RoleGrant> grants) =>
        !grants.All(grant => rules.Current.Roles.Covers(caller, grant.Role, grant.CampaignId));

    /// <summary>Ends the unit as not found for a user out of reach.</summary>
    public static bool Require(CallerScope scope, User user) => Reaches(scope, user.Id, user.Grants) ? true : throw new StreamMissingException(user.Id.Value);

    // Someone with a role beyond the campaigns could otherwise be taken over by setting his password.
    private static bool Reaches(CallerScope scope, UserId user, IReadOnlyList<RoleGrant> grants) =>
        scope.All
        || (scope.Own && user == scope.UserId)
        || (grants.Count > 0 && grants.All(grant => grant.CampaignId is { } campaign && scope.Campaigns.Contains(campaign)));
}
