using Crm.Domain.Identity.SuperAdministrators;
using Crm.Domain.Kernel;
using Roster = Crm.Domain.Identity.SuperAdministrators.SuperAdministrators;

namespace Crm.Domain.Identity.Users;

/// <param name="KnownRoles">The roles there are, those of the product and those that were defined.</param>
/// <param name="RosterId">The stream of the super administrators.</param>
/// <param name="MayGrant">Whether whoever grants holds everything the role allows, as far as it reaches; nobody grants what he does not hold.</param>
public sealed record GrantRole(
    Guid GrantId, string Role, CampaignId? CampaignId, TeamId? TeamId, DateTimeOffset? From, DateTimeOffset? Until, UserId? By, Guid RosterId, bool MayGrant,
    IReadOnlyCollection<string> KnownRoles);

public static class GrantRoleHandler
{
    public static Decision Handle(GrantRole command, User user, Roster? roster)
    {
        if (Closed.Refuse(user) is { } closed) return closed;
        if (!command.KnownRoles.Contains(command.Role))
            return Decision.Refuse("identity.unknown-role", $"There is no role '{command.Role}'. There are: {string.Join(", ", command.KnownRoles)}.", "role");
        if (!command.MayGrant) return Decision.Refuse("identity.grant-beyond-own", "Nobody grants what he does not hold.", "role");
        if (command is { From: { } from, Until: { } until } && until <= from)
            return Decision.Refuse("identity.grant-ends-before-it-begins", "The grant ends before it begins.", "until");
        if (command.TeamId is not null && command.CampaignId is null)
            return Decision.Refuse("identity.team-without-campaign", "A team is one of a campaign: name the campaign.", "campaignId");

        // It has to hold everywhere and for ever, or the last one could lapse without anybody removing him.
        var isSuper = command.Role == Roles.SuperAdministrator;
        if (isSuper && command is not { CampaignId: null, From: null, Until: null })
            return Decision.Refuse("identity.super-administrator-is-unlimited", "A super administrator is one everywhere and until it is revoked.", "role");
        if (user.Grants.Any(grant => Same(grant, command))) return Decision.AlreadySo;

        var granted = Decision.Append(
            new RoleGranted(user.Id, command.GrantId, command.Role, command.CampaignId, command.TeamId, command.From, command.Until, command.By));
        return isSuper && user.Status is not UserStatus.Suspended && roster?.Has(user.Id) is not true
            ? granted.And<Roster>(command.RosterId, new SuperAdministratorAdded(user.Id))
            : granted;
    }

    private static bool Same(RoleGrant grant, GrantRole command) =>
        grant.Id == command.GrantId
        || (grant.Role == command.Role && grant.CampaignId == command.CampaignId && grant.TeamId == command.TeamId
            && grant.From == command.From && grant.Until == command.Until);
}
