using Crm.EventStore.Projecting;
using Crm.Projections.Audit;
using Crm.Projections.Campaigns;
using Crm.Projections.Collections;
using Crm.Projections.Files;
using Crm.Projections.Identity;
using Crm.Projections.Tasks;
using Crm.Projections.Tickets;
using Crm.Projections.TelecomSales;

namespace Crm.Projections;

/// <summary>Every read model of the product; a room adds its own list here.</summary>
public static class ReadModels
{
    public static IReadOnlyList<Projection> All { get; } =
    [
        .. CampaignsProjections.All,
        .. CollectionsProjections.All,
        .. IdentityProjections.All,
        .. TicketsProjections.All,
        .. TelecomSalesProjections.All,
        .. FilesProjections.All,
        .. TasksProjections.All,
        new AuditTrail(),
    ];
}
