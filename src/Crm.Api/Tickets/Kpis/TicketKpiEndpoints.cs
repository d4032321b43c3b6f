using System.Globalization;
using Crm.Api.Audit;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Kpis;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Projections.Campaigns;
using Crm.Projections.Tickets;
using Crm.Projections.Tickets.Sla;

namespace Crm.Api.Tickets.Kpis;

/// <summary>What figures of tickets have beyond those of other rooms: queues that belong to no campaign, and the people behind repeated faults.</summary>
public static class TicketKpiEndpoints
{
    public static void MapTicketKpis(this IEndpointRouteBuilder routes)
    {
        routes.MapKpis<TicketKpis>("/api/tickets/kpis", "Tickets: figures", "Ticket", DocumentTable.NameOf<TicketClocks>(), DocumentTable.NameOf<SlaPolicyCard>());

        var kpis = routes.MapGroup("/api/tickets/kpis").WithTags("Tickets: figures");
        kpis.MapGet("/{name}/installation", OfInstallation)
            .WithName("ShowInstallationTicketKpi").WithSummary("A figure of the tickets of queues that belong to no campaign; days are of the zone of their promises")
            .Produces<KpiAnswer>().Reads<TicketClocks, SlaPolicyCard>().RequirePermission(Permission.ReportsRead);
        kpis.MapGet("/repeatedFaults/customers", Repeated)
            .WithName("ListRepeatedFaults").WithSummary("The customers that repeatedFaults counts, with their tickets; without a campaign, those of the installation's queues")
            .Produces<IReadOnlyList<RepeatedFaultsAnswer>>().Reads<TicketClocks, RequesterDirectory>().RecordsReads(AccessKind.TicketSearch).RequirePermission(Permission.ReportsRead);
    }

    private static async Task<IResult> OfInstallation(
        string name, DateOnly from, DateOnly to, KpiGroup? groupBy, int? policy, CallerScope scope, TicketKpis kpis, Problems problems, CancellationToken ct)
    {
        if (KpiEndpoints.Refuse(kpis, name, from, to, ref groupBy, KpiReach.OfInstallation(scope), problems, out var definition, out var reach) is { } refusal) return refusal;
        return TypedResults.Ok(await kpis.OfInstallation(
            definition, new(null, from, to, groupBy, reach) { Policy = policy }, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, ct));
    }

    private static async Task<IResult> Repeated(
        Guid? campaign, DateOnly from, DateOnly to, CommandContext context, TicketKpis kpis, TicketLabels labels, ViewReader views, Problems problems, CancellationToken ct)
    {
        CampaignId? id = campaign is { } named ? new(named) : null;
        KpiGroup? group = null;
        var within = id is { } of ? KpiReach.Of(context.Scope, of) : KpiReach.OfInstallation(context.Scope);
        if (KpiEndpoints.Refuse(kpis, Crm.Projections.Tickets.Kpis.TicketKpiDefinitions.RepeatedFaults, from, to, ref group, within, problems, out _, out var reach) is { } refusal) return refusal;
        if (id is { } known && await views.Find<CampaignCard, CampaignInfo>(known.Value, ct) is null) return problems.NotFound();

        return TypedResults.Ok(await labels.Faults(await kpis.Repeated(new(id, from, to, null, reach), ct), id, context.ScopeOf(Permission.CustomersSeePersonalData), ct));
    }
}

/// <summary>A customer who had more faults than is usual, masked for who may not see personal data of the campaign.</summary>
/// <param name="Faults">Those of the period and of the 30 days before it, oldest first.</param>
public sealed record RepeatedFaultsAnswer(RequesterLabel Requester, IReadOnlyList<RepeatedFault> Faults);
