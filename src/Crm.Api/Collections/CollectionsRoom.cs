using Crm.Api.Audit;
using Crm.Api.Campaigns;
using Crm.Api.Collections.Exports;
using Crm.Api.Collections.Import;
using Crm.Api.Collections.Kpis;
using Crm.Api.Collections.Queries;
using Crm.Api.Hosting;
using Crm.Api.Kpis;
using Crm.Api.Queries;
using Crm.Api.Reports;
using Crm.Api.Replay;
using Crm.EventStore.Projecting;
using Crm.Projections.Collections;
using Crm.Projections.Collections.Kpis;

namespace Crm.Api.Collections;

/// <summary>What the host adds of campaigns, collections, audit and replay: services once, endpoints once.</summary>
public static class CollectionsRoom
{
    public static IServiceCollection AddCollections(this IServiceCollection services) => services
        .AddSingleton<DebtorReach>()
        .AddSingleton<Files.Attachments.IAttachmentOwner, DebtorAttachments>()
        .AddSingleton<CollectionsFacts>()
        .AddSingleton<AccountReader>()
        .AddSingleton<DebtorLabels>()
        .AddSingleton<AccountTray>()
        .AddSingleton<DueTrays>()
        .AddSingleton<DebtorQueries>()
        .AddSingleton<BulkAssignment>()
        .AddSingleton<ReportStream>()
        .AddSingleton<ReportWriter>()
        .AddSingleton<IDeadlines, CollectionsDeadlines>()
        .AddReaction<WhenBusinessDayOpened>()
        .AddReaction<WhenContactEnded>()
        .AddSingleton<DayOpening>()
        .AddCollectionsLive()
        .AddPortfolioImports()
        .AddSingleton<AccessLog>()
        .AddSingleton<ReadQueue>()
        .AddSingleton<AuditQueries>()
        .AddSingleton<KpiReader>()
        .AddSingleton<StreamTypes>()
        .AddSingleton<StreamReach>()
        .AddSingleton<StreamReplay>();

    public static void MapCollections(this IEndpointRouteBuilder routes)
    {
        routes.MapCampaigns();
        routes.MapPortfolios();
        routes.MapImports();
        routes.MapDebtors();
        routes.MapDebtorRights();
        routes.MapAccounts();
        routes.MapAssignments();
        routes.MapContacts();
        routes.MapFollowUps();
        routes.MapPromises();
        routes.MapAgreements();
        routes.MapPayments();
        routes.MapCollectionsTrays();
        routes.MapCollectionsLive();
        routes.MapKpis<KpiReader>(
            "/api/collections/kpis", "Collections: figures", "",
            DocumentTable.NameOf<AttemptCounts>(), DocumentTable.NameOf<PortfolioAttemptCounts>(), DocumentTable.NameOf<AccountDays>(),
            DocumentTable.NameOf<PromiseFacts>(), DocumentTable.NameOf<PaymentCounts>(), DocumentTable.NameOf<PortfolioLedger>(), DocumentTable.NameOf<AccountMonths>());
        routes.MapDebtorPages();
        routes.MapTrayReplay();
        routes.MapExports();
        routes.MapAudit();
        routes.MapReplay();
    }
}
