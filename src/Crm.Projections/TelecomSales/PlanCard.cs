using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Plans;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.TelecomSales;

/// <summary>The plans of the campaigns, each with the terms it was and will be sold under.</summary>
public sealed class PlanCard() : StreamProjection<PlanInfo>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(PlanPublished), typeof(PlanRevised), typeof(PlanWithdrawn), typeof(PlanReinstated)];

    public override PlanInfo? Evolve(PlanInfo? row, Recorded recorded) => recorded.Data switch
    {
        PlanPublished e => new(e.PlanId, e.CampaignId, e.Code, e.Kind, e.Terms.Name, e.ActiveFrom, e.ActiveUntil, [new(e.Version, e.ActiveFrom, e.Terms)]),
        _ when row is null => null,
        PlanRevised e => row with { Name = e.Terms.Name, Versions = [.. row.Versions, new(e.Version, e.ValidFrom, e.Terms)] },
        PlanWithdrawn e => row with { ActiveUntil = e.ActiveUntil },
        PlanReinstated e => row with { ActiveFrom = e.ActiveFrom, ActiveUntil = e.ActiveUntil },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("kind", "kind").Text("code", "code").Text("active_from", "activeFrom").Text("active_until", "activeUntil")
        .Index(["campaign_id", "code", "id"]).Index(["code", "id"]);
}

/// <param name="Name">Of the latest terms.</param>
/// <param name="ActiveUntil">The last date on which it may be sold; <c>null</c>: open.</param>
/// <param name="Versions">In order; the last whose date has come holds.</param>
public sealed record PlanInfo(
    PlanId PlanId, CampaignId CampaignId, string Code, SaleKind Kind, string Name, DateOnly ActiveFrom, DateOnly? ActiveUntil, IReadOnlyList<PlanVersion> Versions);
