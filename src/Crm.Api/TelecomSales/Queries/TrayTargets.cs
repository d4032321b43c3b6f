using System.Collections.Concurrent;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.SalesPolicies;
using Crm.Projections.TelecomSales;

namespace Crm.Api.TelecomSales.Queries;

/// <summary>When a sale is late in its tray, by the policy its campaign has today: a new target counts for what is there already.</summary>
public sealed class TrayTargets(ViewReader views)
{
    private readonly ConcurrentDictionary<Guid, SalesPolicyInfo> _known = new();

    /// <summary>The targets of every campaign as they are now.</summary>
    public async Task<Targets> Get(CancellationToken ct)
    {
        var policies = (await views.Query<string>($"select data::text from {DocumentTable.Of<SalesPolicyCard>()}", null, ct)).Select(views.Read<SalesPolicyInfo>);
        // The same object for the same version: what was laid out of its hours stays laid out.
        return new(policies.ToDictionary(policy => policy.CampaignId, policy => _known.AddOrUpdate(
            policy.CampaignId.Value, policy, (_, known) => known.Version == policy.Version ? known : policy).Policy));
    }
}

/// <param name="Policies">Those that were set; other campaigns have the default.</param>
public sealed record Targets(IReadOnlyDictionary<CampaignId, SalesPolicy> Policies)
{
    // Older than this a sale is late whatever the hours: nobody's target is longer, and a search has to begin somewhere.
    private const int LongestDays = 400;

    /// <summary>By when a sale has to have left a tray; <c>null</c>: the tray has no target.</summary>
    public DateTimeOffset? DueAt(CampaignId campaign, SaleTray tray, DateTimeOffset since)
    {
        var policy = Policies.GetValueOrDefault(campaign, SalesPolicy.Default);
        if (policy.Targets.FirstOrDefault(target => target.Tray == tray) is not { } target) return null;
        return policy.Hours is { } hours ? BusinessTime.Of(hours).After(since, TimeSpan.FromMinutes(target.Minutes)) : since.AddMinutes(target.Minutes);
    }

    /// <summary>What came into a tray before this instant is late; <c>null</c>: the tray has no target.</summary>
    public DateTimeOffset? LateBefore(CampaignId? campaign, SaleTray tray, DateTimeOffset now)
    {
        var policy = campaign is { } id ? Policies.GetValueOrDefault(id, SalesPolicy.Default) : SalesPolicy.Default;
        if (policy.Targets.FirstOrDefault(target => target.Tray == tray) is not { } target) return null;
        if (policy.Hours is not { } hours) return now.AddMinutes(-target.Minutes);

        // Open time up to now only shrinks with a later beginning: the second at which it falls short of the target is searched for.
        var (time, wanted) = (BusinessTime.Of(hours), TimeSpan.FromMinutes(target.Minutes));
        long late = 0, inTime = LongestDays * 86_400L;
        var first = now.AddSeconds(-inTime);
        while (inTime - late > 1)
        {
            var middle = late + (inTime - late) / 2;
            if (time.Between(first.AddSeconds(middle), now) > wanted) late = middle;
            else inTime = middle;
        }

        return first.AddSeconds(inTime);
    }
}
