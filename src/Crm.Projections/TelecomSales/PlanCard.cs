using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Plans;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.TelecomSales;

/// <summary>The plans of the campaigns, each with the terms it was and will be sold under.</summary>
public sealed class PlanCard() : StreamProjection<PlanInfo>(version: 2)
{
    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(PlanPublished), typeof(PlanRevised), typeof(PlanWithdrawn), typeof(PlanReinstated)];

    public override PlanInfo? Evolve(PlanInfo? row, Recorded recorded) => recorded.Data switch
    {
        PlanPublished e => new(e.PlanId, e.CampaignId, e.Code, e.Kind, e.Terms.Name, e.ActiveFrom, e.ActiveUntil, [new(e.Version, e.ActiveFrom, e.Terms)], e.Moment.Zone, e.Moment.At, e.Moment.At),
        _ when row is null => null,
        PlanRevised e => row with { Name = e.Terms.Name, Versions = [.. row.Versions, new(e.Version, e.ValidFrom, e.Terms)], UpdatedAt = e.Moment.At },
        PlanWithdrawn e => row with { ActiveUntil = e.ActiveUntil, UpdatedAt = e.Moment.At },
        PlanReinstated e => row with { ActiveFrom = e.ActiveFrom, ActiveUntil = e.ActiveUntil, UpdatedAt = e.Moment.At },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("kind", "kind").Text("code", "code").Text("active_from", "activeFrom").Text("active_until", "activeUntil")
        .Index(["campaign_id", "code", "id"]).Index(["code", "id"]);
}

/// <param name="Name">Of the latest terms.</param>
/// <param name="ActiveUntil">The last date on which it may be sold; <c>null</c>: open.</param>
/// <param name="Versions">In order; the last whose date has come holds.</param>
/// <param name="Zone">The campaign's.</param>
/// <param name="CreatedAt">UTC, as <paramref name="UpdatedAt"/>.</param>
public sealed record PlanInfo(
    PlanId PlanId, CampaignId CampaignId, string Code, SaleKind Kind, string Name, DateOnly ActiveFrom, DateOnly? ActiveUntil, IReadOnlyList<PlanVersion> Versions, string Zone,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>The terms that hold on a date; before its first date, the first ones.</summary>
    public PlanVersion TermsOn(DateOnly date) => Versions.LastOrDefault(version => version.ValidFrom <= date) ?? Versions[0];

    /// <summary>Whether it may be sold on a date.</summary>
    public bool IsSoldOn(DateOnly date) => ActiveFrom <= date && !(date > ActiveUntil);
}
