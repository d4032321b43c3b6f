using System.Reflection;
using Crm.Domain.Kernel;

namespace Crm.Api.Identity;

/// <summary>How far a permission reaches: everything, some campaigns, some teams, the caller's own, or nothing. Every query and command asks it.</summary>
/// <param name="UserId">The caller.</param>
/// <param name="All">Everything in the business.</param>
/// <param name="Campaigns">Campaigns he may reach into, whole.</param>
/// <param name="Teams">Teams whose work he may reach.</param>
/// <param name="Own">Whether he reaches what is his own.</param>
public sealed record CallerScope(
    UserId UserId, bool All, IReadOnlyCollection<CampaignId> Campaigns, IReadOnlyCollection<TeamId> Teams, bool Own)
{
    public static CallerScope Nothing(UserId user) => new(user, All: false, [], [], Own: false);

    /// <summary>Whether something of a campaign, perhaps a team's, perhaps somebody's, is within reach. Outside it is answered like what does not exist.</summary>
    public bool Reaches(CampaignId campaign, TeamId? team = null, UserId? owner = null) =>
        All
        || Campaigns.Contains(campaign)
        || (team is { } its && Teams.Contains(its))
        || (Own && owner == UserId);

    // For SQL: where (@All or campaign_id = any(@CampaignTexts) or team_id = any(@TeamTexts) or (@Own and owner_id = @UserText)).
    public string[] CampaignTexts => [.. Campaigns.Select(campaign => campaign.ToString())];
    public string[] TeamTexts => [.. Teams.Select(team => team.ToString())];
    public string UserText => UserId.ToString();

    /// <summary>The scope of the endpoint's own permission.</summary>
    public static ValueTask<CallerScope?> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        var caller = Caller.Of(http) ?? throw new InvalidOperationException("The endpoint allows anonymous callers; there is no scope.");
        var requirement = http.GetEndpoint()?.Metadata.GetMetadata<PermissionRequirement>()
            ?? throw new InvalidOperationException("The endpoint names no permission.");
        return new(caller.ScopeOf(requirement.Permission));
    }
}
