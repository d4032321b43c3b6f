using Crm.Api.Identity;
using Crm.Domain.Kernel;

namespace Crm.Api.Kpis;

/// <summary>What is asked of a figure, after it was checked.</summary>
/// <param name="Campaign"><c>null</c>: what belongs to the whole installation, where a room has such.</param>
/// <param name="Reach">How much of the campaign's work the asker may see.</param>
public sealed record KpiRequest(CampaignId? Campaign, DateOnly From, DateOnly To, KpiGroup? GroupBy, KpiReach Reach)
{
    /// <summary>The version of the promises that a figure is to be reckoned under, where it is reckoned under any; <c>null</c>: those of the time.</summary>
    public int? Policy { get; init; }

    /// <summary>The parameters of every query.</summary>
    public object Parameters => new
    {
        campaign = Campaign?.ToString(),
        from = Dates.Iso(From),
        to = Dates.Iso(To),
        teams = Reach.Teams,
        agent = Reach.Agent,
    };
}

/// <summary>The whole campaign, or what some teams and one person did in it.</summary>
public sealed record KpiReach(bool Whole, string[] Teams, string? Agent)
{
    /// <summary>What a scope reaches of a campaign; <c>null</c>: nothing.</summary>
    public static KpiReach? Of(CallerScope scope, CampaignId campaign) =>
        scope.All || scope.Campaigns.Contains(campaign) ? new(true, [], null)
        : Part(scope);

    /// <summary>What a scope reaches of what belongs to no campaign; <c>null</c>: nothing.</summary>
    public static KpiReach? OfInstallation(CallerScope scope) => scope.All ? new(true, [], null) : Part(scope);

    private static KpiReach? Part(CallerScope scope) =>
        scope.Teams.Count > 0 || scope.Own ? new(false, scope.TeamTexts, scope.Own ? scope.UserText : null) : null;

    /// <summary>The condition on rows that name team and agent.</summary>
    public string Condition(string team = "team_id", string agent = "agent_id") =>
        Whole ? "true" : $"({team} = any(@teams) or {agent} = @agent)";
}

internal static class Dates
{
    public static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
