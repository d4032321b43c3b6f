using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Projections.TelecomSales.Commissions;

namespace Crm.Api.TelecomSales.Commissions;

/// <summary>Statements, their entries and settlements, as far as the asker reaches: his own, his teams', his campaigns'.</summary>
public sealed class CommissionQueries(ViewReader views)
{
    private static readonly SortKey[] NewestFirst = [SortKey.Text("period", descending: true), SortKey.Id], InOrder = [SortKey.Number("position"), SortKey.Id];

    /// <param name="period">A month; <c>null</c>: all, the newest first.</param>
    public Task<Page<StatementRow>> Statements(TrayRequest request, BusinessMonth? period, CancellationToken ct) =>
        new ListQuery(DocumentTable.Of<CommissionStatementList>())
            .Within(request.Scope, "agent_id")
            .WhereAsked("campaign_id = {0}", request.Campaign?.ToString())
            .WhereAsked("team_id = {0}", request.Team?.ToString())
            .WhereAsked("agent_id = {0}", request.Person == "me" ? request.Scope.UserText : request.Person)
            .WhereAsked("period = {0}", period?.ToString())
            .Read<StatementRow>(views, request.Page, NewestFirst, request.Total, ct);

    /// <summary>A statement within reach; <c>null</c>: there is none.</summary>
    public async Task<StatementRow?> Statement(Guid id, CallerScope scope, CancellationToken ct) =>
        await views.Find<CommissionStatementList, StatementRow>(id, ct) is { } row && scope.Reaches(row.CampaignId, row.TeamId, row.AgentId) ? row : null;

    /// <summary>The entries of a statement in the order they were made.</summary>
    public Task<Page<CommissionEntry>> Entries(Guid statement, PageRequest page, CancellationToken ct) =>
        new ListQuery(DocumentTable.Of<CommissionEntries>()).Where("statement_id = {0}", statement.ToString()).Read<CommissionEntry>(views, page, InOrder, total: true, ct);

    public Task<Page<SettlementRow>> Settlements(Guid? campaign, CallerScope scope, PageRequest page, CancellationToken ct)
    {
        var query = new ListQuery(DocumentTable.Of<CommissionSettlementList>()).WhereAsked("campaign_id = {0}", campaign?.ToString());
        if (!scope.All) query.Where("campaign_id = any({0})", [scope.CampaignTexts]);
        return query.Read<SettlementRow>(views, page, NewestFirst, total: false, ct);
    }

    /// <summary>A settlement with how far it is; <c>null</c>: there is none within reach.</summary>
    public async Task<SettlementAnswer?> Settlement(Guid id, CallerScope scope, CancellationToken ct)
    {
        if (await views.Find<CommissionSettlementList, SettlementRow>(id, ct) is not { } row || !scope.Reaches(row.CampaignId)) return null;

        var (statements, settled) = (await views.Query<(long, long)>(
            $"select count(*), count(*) filter (where is_settled) from {DocumentTable.Of<CommissionStatementList>()} where campaign_id = @campaign and period = @period",
            new { campaign = row.CampaignId.ToString(), period = row.Period.ToString() }, ct)).Single();
        return new(row, statements, settled);
    }
}

/// <param name="Statements">Of the month, over all agents.</param>
/// <param name="Settled">Of them, those that are.</param>
public sealed record SettlementAnswer(SettlementRow Settlement, long Statements, long Settled);
