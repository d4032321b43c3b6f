using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Kpis;
using Crm.Api.Queries;
using Crm.Api.Tickets.Sla;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Sla;
using Crm.Domain.Tickets.SlaPolicies;
using Crm.Projections.Campaigns;
using Crm.Projections.Kpis;
using Crm.Projections.Tickets.Kpis;
using Crm.Projections.Tickets.Sla;
using Dapper;
using Npgsql;

namespace Crm.Api.Tickets.Kpis;

/// <summary>Figures of tickets: every one is reckoned from the histories of the tickets it is about, read in one snapshot, under the policy of the time or one that is named.</summary>
public sealed class TicketKpis(NpgsqlDataSource database, ViewReader views, SlaUnits sla, BusinessClock clock) : RoomKpis(database)
{
    public override IReadOnlyList<KpiDefinition> Definitions => TicketKpiDefinitions.All;

    public override IReadOnlyList<KpiGroup?> Groups(string name) => name switch
    {
        TicketKpiDefinitions.Backlog => [KpiGroup.Day, null, KpiGroup.Agent, KpiGroup.Team, KpiGroup.Queue, KpiGroup.Type, KpiGroup.Priority],
        TicketKpiDefinitions.RepeatedFaults => [null, KpiGroup.Queue, KpiGroup.Priority],
        _ => [null, KpiGroup.Agent, KpiGroup.Team, KpiGroup.Day, KpiGroup.Queue, KpiGroup.Type, KpiGroup.Priority],
    };

    public override bool IsOfWholes(string name, KpiGroup? group) => name is TicketKpiDefinitions.RepeatedFaults;

    protected override IReadOnlyList<string> Shards(string name) => [ShardOf<TicketClocks>(), ShardOf<SlaPolicyCard>(), ShardOf<CampaignCard>()];

    protected override async Task<(KpiRow Total, IReadOnlyList<KpiRow> Rows)> Compute(
        KpiSnapshot snapshot, string name, KpiRequest request, Currency currency, CancellationToken ct)
    {
        var (policy, zone) = await Policy(snapshot, request.Campaign, ct);
        if (request.Policy is { } asked && policy.Find(asked) is null)
            throw new RequestProblemException(problems => problems.Invalid("policy", $"The versions are 1 to {policy.Latest.Version}."));

        var now = clock.GetUtcNow();
        var figures = new TicketFigures(
            zone, request.From, request.To, BusinessMoment.Of(now, zone).Date, now,
            ticket => (request.Policy is { } version ? policy.Find(version)! : policy.Governing(ticket, now)).Terms);
        var facts = new List<TicketFact>();
        foreach (var text in snapshot.Connection.Query<string>(Sql(name), Parameters(request), snapshot.Transaction, buffered: false))
        {
            ct.ThrowIfCancellationRequested();
            facts.AddRange(figures.Of(name, views.Read<TicketHistory>(text)).Where(fact => Sees(request.Reach, fact.Step)));
        }

        TicketFigure FigureOf(IReadOnlyCollection<TicketFact> some, DateOnly last) => TicketFigure.Of(name, some, request.From, last);
        KpiRow RowOf(string? group, TicketFigure figure) => new(group, null, figure.Numerator, figure.Denominator, figure.N, With(figure.Parts, name, request.Policy));

        // Each day has an end of its own; everything else is counted at the period's.
        var rows = request.GroupBy is not { } by ? [] : facts.GroupBy(fact => GroupOf(by, fact), StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => RowOf(group.Key, FigureOf([.. group], by is KpiGroup.Day ? group.First().On : figures.LastDay)))
            .Where(row => name is not TicketKpiDefinitions.Backlog || row.N > 0).ToList();
        return (RowOf(null, FigureOf(facts, figures.LastDay)), rows);
    }

    // Tickets that were alive in the period. Dates of documents are of the queue's zone, the period's of the campaign's: a day more on both sides.
    private static string Sql(string name) => name is TicketKpiDefinitions.RepeatedFaults
        ? $"select data::text from {DocumentTable.Of<TicketClocks>()} where campaign_id = @campaign and opened_on between @before and @until order by id"
        : $"select data::text from {DocumentTable.Of<TicketClocks>()} where campaign_id = @campaign and opened_on <= @until and (changed_on >= @since or open) order by id";

    private static object Parameters(KpiRequest request) => new
    {
        campaign = request.Campaign.ToString(),
        since = Dates.Iso(request.From.AddDays(-1)),
        until = Dates.Iso(request.To.AddDays(1)),
        before = Dates.Iso(request.From.AddDays(-TicketKpiDefinitions.RepeatDays - 1)),
    };

    private async Task<(SlaPolicy Policy, string Zone)> Policy(KpiSnapshot snapshot, CampaignId id, CancellationToken ct)
    {
        var campaign = views.Read<CampaignInfo>(await Text<CampaignCard>(id.Value) ?? throw new InvalidOperationException($"There is no campaign {id}."));
        var policy = await Text<SlaPolicyCard>(sla.PolicyOf(id)) is { } published
            ? views.Read<SlaPolicy>(published)
            : SlaPolicy.Unpublished(id, campaign.Zone, campaign.Calendar?.Value ?? BusinessCalendar.MondayToFriday);
        return (policy, campaign.Zone);

        Task<string?> Text<TProjection>(Guid key) where TProjection : Crm.EventStore.Projecting.Projection, new() => snapshot.Connection.QuerySingleOrDefaultAsync<string>(new(
            $"select data::text from {DocumentTable.Of<TProjection>()} where id = @key", new { key }, snapshot.Transaction, cancellationToken: ct));
    }

    private static bool Sees(KpiReach reach, Crm.Domain.Tickets.Sla.TicketStep step) =>
        reach.Whole || (step.TeamId is { } team && reach.Teams.Contains(team.ToString())) || (reach.Agent is { } agent && step.AssigneeId?.ToString() == agent);

    private static string GroupOf(KpiGroup group, TicketFact fact) => group switch
    {
        KpiGroup.Agent => Dimension.Of(fact.Step.AssigneeId),
        KpiGroup.Team => Dimension.Of(fact.Step.TeamId),
        KpiGroup.Day => Dimension.Of(fact.On),
        KpiGroup.Queue => fact.Step.QueueId.ToString(),
        KpiGroup.Type => Dimension.Of(fact.Step.Type),
        KpiGroup.Priority => Dimension.Of(fact.Step.Priority),
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, "Tickets are not grouped so."),
    };

    private static IReadOnlyDictionary<string, decimal> With(IReadOnlyDictionary<string, decimal> parts, string name, int? policy) =>
        name is TicketKpiDefinitions.Backlog or TicketKpiDefinitions.ReopenRate or TicketKpiDefinitions.RepeatedFaults ? parts
        : new Dictionary<string, decimal>(parts) { ["policy"] = policy ?? 0 };
}
