using Crm.Api.Http;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;

namespace Crm.Api.Identity;

/// <summary>Whom a scope over users reaches: those who hold a role in its campaigns, and nobody who stands above them.</summary>
internal static class UserReach
{
    public static bool Reaches(CallerScope scope, UserView user) => Reaches(scope, new UserId(user.Id), user.Grants);

    /// <summary>The same unit, which ends as not found for a user out of the caller's reach.</summary>
    public static Func<CommandUnit, CancellationToken, Task<UnitDecision>> Within(
        CommandContext context, Guid id, Func<CommandUnit, CancellationToken, Task<UnitDecision>> decide) => async (unit, ct) =>
    {
        var user = await unit.Require<User>(id);
        return Reaches(context.Scope, user.Id, user.Grants) ? await decide(unit, ct) : throw new StreamMissingException(id);
    };

    /// <summary>Ends the unit as not found for a user out of reach.</summary>
    public static bool Require(CallerScope scope, User user) => Reaches(scope, user.Id, user.Grants) ? true : throw new StreamMissingException(user.Id.Value);

    // Someone with a role beyond the campaigns could otherwise be taken over by setting his password.
    private static bool Reaches(CallerScope scope, UserId user, IReadOnlyList<RoleGrant> grants) =>
        scope.All
        || (scope.Own && user == scope.UserId)
        || (grants.Count > 0 && grants.All(grant => grant.CampaignId is { } campaign && scope.Campaigns.Contains(campaign)));
}
