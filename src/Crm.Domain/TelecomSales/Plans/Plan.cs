using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.Sales;

namespace Crm.Domain.TelecomSales.Plans;

/// <summary>What is sold: its terms as versions, each valid from a date, and the dates between which it may be sold.</summary>
/// <param name="ActiveUntil">The last date on which it may be sold; <c>null</c>: open.</param>
public sealed record Plan(
    PlanId Id, CampaignId CampaignId, string Code, SaleKind Kind, IReadOnlyList<PlanVersion> Versions, DateOnly ActiveFrom, DateOnly? ActiveUntil) : IAggregate<Plan>
{
    public PlanVersion Latest => Versions[^1];

    public bool IsSoldOn(DateOnly date) => date >= ActiveFrom && !(date > ActiveUntil) && date >= Versions[0].ValidFrom;

    /// <summary>The plan as it is sold on a date.</summary>
    public PlanSnapshot SnapshotOn(DateOnly date)
    {
        var version = Versions.Last(version => version.ValidFrom <= date);
        return new(Id, Code, Kind, version.Version, version.Terms);
    }

    public static Plan? Evolve(Plan? plan, object @event) => @event switch
    {
        PlanPublished e => new(e.PlanId, e.CampaignId, e.Code, e.Kind, [new(e.Version, e.ActiveFrom, e.Terms)], e.ActiveFrom, e.ActiveUntil),
        PlanRevised e => plan! with { Versions = [.. plan.Versions, new(e.Version, e.ValidFrom, e.Terms)] },
        PlanWithdrawn e => plan! with { ActiveUntil = e.ActiveUntil },
        PlanReinstated e => plan! with { ActiveFrom = e.ActiveFrom, ActiveUntil = e.ActiveUntil },
        _ => plan,
    };
}

/// <param name="ValidFrom">First date on which a sale is made under these terms.</param>
public sealed record PlanVersion(int Version, DateOnly ValidFrom, PlanTerms Terms);
