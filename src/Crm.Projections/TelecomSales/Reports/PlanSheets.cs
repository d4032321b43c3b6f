using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Plans;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.TelecomSales.Reports;

/// <summary>Every plan with the terms it has now, as reports list it.</summary>
public sealed class PlanSheets() : StreamProjection<PlanSheet>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(PlanPublished), typeof(PlanRevised), typeof(PlanWithdrawn), typeof(PlanReinstated)];

    public override PlanSheet? Evolve(PlanSheet? sheet, Recorded recorded) => recorded.Data switch
    {
        PlanPublished e => new(e.PlanId, e.CampaignId, e.Code, e.Kind, e.Version, e.Terms, e.ActiveFrom, e.ActiveUntil, e.Moment.At, e.Moment.Date, e.Moment.Zone, e.Moment.At),
        _ when sheet is null => null,
        PlanRevised e => sheet with { Version = e.Version, Terms = e.Terms, UpdatedAt = e.Moment.At },
        PlanWithdrawn e => sheet with { ActiveUntil = e.ActiveUntil, UpdatedAt = e.Moment.At },
        PlanReinstated e => sheet with { ActiveFrom = e.ActiveFrom, ActiveUntil = e.ActiveUntil, UpdatedAt = e.Moment.At },
        _ => sheet,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("kind", "kind").Text("code", "code").Text("created_on", "createdOn").Index(["campaign_id", "code", "id"]);
}

/// <param name="ActiveFrom">First date, at the campaign's wall clock, on which it may be sold.</param>
/// <param name="ActiveUntil">The last such date; <c>null</c>: until it is withdrawn.</param>
public sealed record PlanSheet(
    PlanId PlanId, CampaignId CampaignId, string Code, SaleKind Kind, int Version, PlanTerms Terms, DateOnly ActiveFrom, DateOnly? ActiveUntil, DateTimeOffset CreatedAt,
    DateOnly CreatedOn, string Zone, DateTimeOffset UpdatedAt);
