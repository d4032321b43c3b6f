using System.Globalization;
using System.Runtime.CompilerServices;
using Crm.Api.Hosting;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Sales;
using Crm.EventStore.Projecting;
using Crm.Projections.Identity;
using Crm.Projections.TelecomSales;
using Crm.Projections.TelecomSales.Callbacks;
using Crm.Projections.TelecomSales.Commissions;
using Crm.Projections.TelecomSales.Reports;

namespace Crm.Api.TelecomSales.Exports;

/// <summary>What a report of telecom sales is about; everything left out does not limit.</summary>
/// <param name="From">First date of the period, at the campaign's wall clock.</param>
/// <param name="To">The date behind the last one: the period is half open, so that periods that follow each other share no row.</param>
/// <param name="Scope">How far the reader reaches.</param>
/// <param name="Personal">How far he may see personal data.</param>
public sealed record SalesReportQuestion(
    CallerScope Scope, CallerScope Personal, bool Spanish, Guid? Campaign = null, DateOnly? From = null, DateOnly? To = null, SaleKind? Kind = null, SaleState? State = null,
    CallbackState? CallbackState = null, Guid? Agent = null);

/// <summary>Reads the rows of reports one by one from the documents, in the order of their date; people's names are looked up some hundred rows at a time.</summary>
public sealed class SalesReportReader(ViewReader views, BusinessClock clock)
{
    private const int AtOnce = 500;

    public IAsyncEnumerable<(SaleSheet, SaleContext)> Sales(SalesReportQuestion asked, CancellationToken ct) => WithPeople(
        Begin<SaleSheets>(asked, "created_on").WhereAsked("kind = {0}", Stored.Name(asked.Kind)).WhereAsked("state = {0}", Stored.Name(asked.State))
            .All<SaleSheet>(views, "created_on, id", ct),
        asked, row => (row.CampaignId, row.TeamId, row.AgentId, row.ReviewerId), ct);

    public IAsyncEnumerable<(CallbackRow, SaleContext)> Callbacks(SalesReportQuestion asked, CancellationToken ct) => WithPeople(
        Begin<CallbacksTray>(asked, "created_on").WhereAsked("kind = {0}", Stored.Name(asked.Kind)).WhereAsked("state = {0}", Stored.Name(asked.CallbackState))
            .All<CallbackRow>(views, "created_on, id", ct),
        asked, row => (row.CampaignId, row.TeamId, row.AgentId, null), ct);

    /// <summary>An escalation a row, by the date of the escalation.</summary>
    public IAsyncEnumerable<(EscalationLine, SaleContext)> Escalations(SalesReportQuestion asked, CancellationToken ct) => WithPeople(
        Escalated(asked, ct), asked, row => (row.Sale.CampaignId, row.Sale.TeamId, row.Sale.AgentId, null), ct);

    /// <summary>An entry of a statement a row, by the date it is for.</summary>
    public IAsyncEnumerable<(CommissionLine, SaleContext)> Commissions(SalesReportQuestion asked, CancellationToken ct)
    {
        // One statement, so that entries and whether they are settled are of one instant.
        var query = new ListQuery(
            $"""
            (select entry.id, entry.campaign_id, entry.agent_id, entry.on_date, entry.position, statement.team_id, sale.kind,
                jsonb_build_object('entry', entry.data, 'statement', statement.data, 'sale', sale.data) as data
            from {DocumentTable.Of<CommissionEntries>()} as entry
            join {DocumentTable.Of<CommissionStatementList>()} as statement on statement.id = entry.statement_id::uuid
            left join {DocumentTable.Of<SaleSheets>()} as sale on sale.id = entry.sale_id::uuid) as line
            """);
        return WithPeople(
            Begin(query, asked, "on_date").WhereAsked("kind = {0}", Stored.Name(asked.Kind)).All<CommissionLine>(views, "on_date, position, id", ct), asked,
            row => (row.Entry.CampaignId, row.Statement.TeamId, row.Entry.AgentId, row.Entry.By), ct);
    }

    /// <summary>Plans with the terms that hold today, each at its campaign's wall clock.</summary>
    public IAsyncEnumerable<(PlanLine, SaleContext)> Plans(SalesReportQuestion asked, CancellationToken ct)
    {
        // Plans are nobody's own: who reaches a campaign only by what is his reads no plans of it here.
        var query = new ListQuery(DocumentTable.Of<PlanCard>()).WhereAsked("campaign_id = {0}", asked.Campaign?.ToString()).WhereAsked("kind = {0}", Stored.Name(asked.Kind));
        if (!asked.Scope.All) query.Where("campaign_id = any({0})", [asked.Scope.CampaignTexts]);
        var now = clock.GetUtcNow();
        return WithPeople(
            query.All<PlanInfo>(views, "campaign_id, code, id", ct).Select(plan => new PlanLine(plan, plan.TermsOn(BusinessMoment.Of(now, plan.Zone).Date))), asked,
            row => (row.Plan.CampaignId, null, null, null), ct);
    }

    private async IAsyncEnumerable<EscalationLine> Escalated(SalesReportQuestion asked, [EnumeratorCancellation] CancellationToken ct)
    {
        // The last escalation tells whether there is any in the period or after it; which are is seen in the row.
        var query = Begin<SaleSheets>(asked with { From = null, To = null }, "created_on")
            .Where("last_escalated_on is not null").WhereAsked("last_escalated_on >= {0}", Iso(asked.From)).WhereAsked("kind = {0}", Stored.Name(asked.Kind));
        await foreach (var sale in query.All<SaleSheet>(views, "last_escalated_on, id", ct))
        {
            foreach (var escalation in sale.Escalations)
            {
                if ((asked.From is not { } from || escalation.EscalatedOn >= from) && (asked.To is not { } to || escalation.EscalatedOn < to)) yield return new(sale, escalation);
            }
        }
    }

    private static ListQuery Begin<TProjection>(SalesReportQuestion asked, string date) where TProjection : Projection, new() =>
        Begin(new(DocumentTable.Of<TProjection>()), asked, date);

    private static ListQuery Begin(ListQuery query, SalesReportQuestion asked, string date) =>
        query
            .Within(asked.Scope, "agent_id")
            .WhereAsked("campaign_id = {0}", asked.Campaign?.ToString())
            .WhereAsked("agent_id = {0}", asked.Agent?.ToString())
            .WhereAsked($"{date} >= {{0}}", Iso(asked.From))
            .WhereAsked($"{date} < {{0}}", Iso(asked.To));

    private async IAsyncEnumerable<(TRow, SaleContext)> WithPeople<TRow>(
        IAsyncEnumerable<TRow> rows, SalesReportQuestion asked, Func<TRow, (CampaignId Campaign, TeamId? Team, UserId? Agent, UserId? Reviewer)> about,
        [EnumeratorCancellation] CancellationToken ct)
    {
        var people = new Dictionary<UserId, string>();
        // Two contexts for the whole report: what differs from row to row is only whether personal data is shown.
        SaleContext shown = new(Personal: true, asked.Spanish, people), masked = new(Personal: false, asked.Spanish, people);
        await foreach (var chunk in rows.Chunk(AtOnce).WithCancellation(ct))
        {
            var unknown = new HashSet<Guid>();
            foreach (var row in chunk)
            {
                var (_, _, agent, reviewer) = about(row);
                if (agent is { } one && !people.ContainsKey(one)) unknown.Add(one.Value);
                if (reviewer is { } other && !people.ContainsKey(other)) unknown.Add(other.Value);
            }

            if (unknown.Count > 0)
            {
                var found = await views.FindMany<UserDirectory, UserRow>(unknown, ct);
                foreach (var id in unknown) people[new(id)] = found.TryGetValue(id, out var user) ? user.FullName : id.ToString();
            }

            foreach (var row in chunk)
            {
                var (campaign, team, agent, _) = about(row);
                yield return (row, asked.Personal.Reaches(campaign, team, agent) ? shown : masked);
            }
        }
    }

    private static string? Iso(DateOnly? date) => date?.ToString("O", CultureInfo.InvariantCulture);
}
