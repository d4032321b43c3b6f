using Crm.Api.Campaigns;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Projections.Campaigns;

namespace Crm.Api.Pages;

/// <summary>A page about people and what they may do: after a command this host looks at once what it changed, so that the page is not older than it.</summary>
public abstract class IdentityPage : WorkPage
{
    protected override Task Gave(CancellationToken ct) => HttpContext.RequestServices.GetRequiredService<IdentityFeed>().Look(ct);

    /// <summary>The campaigns that a permission reaches, for labels and choices.</summary>
    protected async Task<IReadOnlyList<CampaignInfo>> CampaignsWithin(string permission, CancellationToken ct)
    {
        var (views, scope) = (HttpContext.RequestServices.GetRequiredService<ViewReader>(), ScopeOf(permission));
        return [.. (await views.Campaigns(ct)).Where(campaign => scope.All || scope.Campaigns.Contains(campaign.CampaignId))];
    }

    /// <summary>The beginning of a day, UTC.</summary>
    protected static DateTimeOffset? Midnight(DateOnly? day) => day is { Year: < 9999 } date ? new(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null;

    /// <summary>The end of a day, UTC.</summary>
    protected static DateTimeOffset? EndOf(DateOnly? day) => Midnight(day)?.AddDays(1);

    /// <summary>What was typed, without blanks around it; <c>null</c> for nothing.</summary>
    protected static string? Asked(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
