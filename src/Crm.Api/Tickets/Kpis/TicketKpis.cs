using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Kpis;
using Crm.Api.Queries;
using Crm.Api.Tickets.Sla;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Sla;
using Crm.Domain.Tickets.SlaPolicies;
using Crm.Domain.Tickets.Tickets;
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
    // Before anything was promised there is no ticket to be counted.
    private const string Unknown = "America/Bogota";

    public override IReadOnlyList<KpiDefinition> Definitions => TicketKpiDefinitions.All;

    public override IReadOnlyList<KpiGroup?> Groups(string name) => name switch
    {
        TicketKpiDefinitions.Backlog => [KpiGroup.Day, null, KpiGroup.Agent, KpiGroup.Team, KpiGroup.Queue, KpiGroup.Type, KpiGroup.Priority],
        TicketKpiDefinitions.RepeatedFaults => [null, KpiGroup.Queue, KpiGroup.Priority],
        _ => [null, KpiGroup.Agent, KpiGroup.Team, KpiGroup.Day, KpiGroup.Queue, KpiGroup.Type, KpiGroup.Priority],
    };

    public override bool IsOfWholes(string name, KpiGroup? group) => name is TicketKpiDefinitions.RepeatedFaults;

    /// <summary>A figure of the tickets of queues that belong to no campaign, in the zone of their promises.</summary>
    public async Task<KpiAnswer> OfInstallation(KpiDefinition definition, KpiRequest request, string language, CancellationToken ct) =>
        await Answer(definition, await Zone(null, ct), Currency.Cop, request, language, ct);

    /// <summary>In whose zone the days of a campaign, or of the installation's queues, are meant.</summary>
    public async Task<string> Zone(CampaignId? campaign, CancellationToken ct) => campaign is { } id
        ? (await views.Find<CampaignCard, CampaignInfo>(id.Value, ct))?.Zone ?? Unknown
        : (await views.Find<SlaPolicyCard, SlaPolicy>(sla.PolicyOf(null), ct))?.Latest.Terms.Hours.Zone ?? Unknown;

    /// <summary>Who asked for the same too often: the customers that <c>repeatedFaults</c> counts, those with most faults first.</summary>
    public async Task<IReadOnlyList<FaultyCustomer>> Repeated(KpiRequest request, CancellationToken ct)
    {
        var zone = await Zone(request.Campaign, ct);
        var figures = new TicketFigures(zone, request.From, request.To, request.To, clock.GetUtcNow(), _ => throw new InvalidOperationException("Faults are counted under no terms."));
        var faults = (await views.Query<string>(Sql(TicketKpiDefinitions.RepeatedFaults, request.Campaign), Parameters(request), ct)).Select(views.Read<TicketHistory>)
            .SelectMany(ticket => figures.Of(TicketKpiDefinitions.RepeatedFaults, ticket).Where(fact => Sees(request.Reach, fact.Step))
                .Select(fact => (Ticket: ticket, fact.On, ticket.Standing.Requester)));
        return
        [
            .. faults.GroupBy(fault => fault.Requester).Select(of => (Requester: of.Key, Faults: of.OrderBy(fault => fault.On).ToList()))
                .Where(of => TicketFigure.Repeats([.. of.Faults.Select(fault => fault.On)], request.From))
                .OrderByDescending(of => of.Faults.Count).ThenBy(of => of.Requester.SubjectId)
                .Select(of => new FaultyCustomer(of.Requester, [.. of.Faults.Select(fault => new RepeatedFault(fault.Ticket.TicketId, fault.Ticket.Number, fault.On))])),
        ];
    }

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
        foreach (var text in snapshot.Connection.Query<string>(Sql(name, request.Campaign), Parameters(request), snapshot.Transaction, buffered: false))
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
    private static string Sql(string name, CampaignId? campaign) => name is TicketKpiDefinitions.RepeatedFaults
        ? $"select data::text from {DocumentTable.Of<TicketClocks>()} where {Whose(campaign)} and opened_on between @before and @until order by id"
        : $"select data::text from {DocumentTable.Of<TicketClocks>()} where {Whose(campaign)} and opened_on <= @until and (changed_on >= @since or open) order by id";

    private static object Parameters(KpiRequest request) => new
    {
        campaign = request.Campaign?.ToString(),
        since = Dates.Iso(request.From.AddDays(-1)),
        until = Dates.Iso(request.To.AddDays(1)),
        before = Dates.Iso(request.From.AddDays(-TicketKpiDefinitions.RepeatDays - 1)),
    };

    private static string Whose(CampaignId? campaign) => campaign is null ? "campaign_id is null" : "campaign_id = @campaign";

    private async Task<(SlaPolicy Policy, string Zone)> Policy(KpiSnapshot snapshot, CampaignId? asked, CancellationToken ct)
    {
        if (asked is not { } id)
        {
            var installation = await Text<SlaPolicyCard>(sla.PolicyOf(null)) is { } known ? views.Read<SlaPolicy>(known) : SlaPolicy.Unpublished(null, Unknown, BusinessCalendar.MondayToFriday);
            return (installation, installation.Latest.Terms.Hours.Zone);
        }

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

/// <summary>A customer with more faults than is usual.</summary>
public sealed record FaultyCustomer(TicketRequester Requester, IReadOnlyList<RepeatedFault> Faults);

/// <param name="On">When it was opened: the campaign's date.</param>
public sealed record RepeatedFault(TicketId TicketId, string Number, DateOnly On);
