using Crm.Api.Kpis;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Projections.Collections;
using Crm.Projections.Collections.Kpis;
using Crm.Projections.Kpis;
using Dapper;
using Npgsql;

namespace Crm.Api.Collections.Kpis;

/// <summary>Computes the figures of collections from stored sums, counts and facts.</summary>
public sealed class KpiReader(NpgsqlDataSource database, ViewReader views) : RoomKpis(database)
{
    public override IReadOnlyList<KpiDefinition> Definitions => KpiDefinitions.All;

    public override IReadOnlyList<KpiGroup?> Groups(string name) => GroupsOf(name);

    public override bool IsOfWholes(string name, KpiGroup? group) => NeedsWhole(name, group);

    /// <inheritdoc cref="Groups"/>
    public static IReadOnlyList<KpiGroup?> GroupsOf(string name) => name switch
    {
        "attempts" or "contactRate" or "rightPartyContactRate" or "rightPartyPerContact" =>
            [null, KpiGroup.Agent, KpiGroup.Team, KpiGroup.Day, KpiGroup.Hour, KpiGroup.Channel, KpiGroup.Portfolio],
        "uniqueContactRate" => [null, KpiGroup.Agent, KpiGroup.Team, KpiGroup.Day, KpiGroup.Channel, KpiGroup.Portfolio],
        "promiseRate" or "promisesKept" or "promisesKeptAmount" => [null, KpiGroup.Agent, KpiGroup.Team, KpiGroup.Day, KpiGroup.Portfolio],
        "recovery" => [KpiGroup.Portfolio, KpiGroup.Vintage, KpiGroup.Agent, KpiGroup.Team, KpiGroup.Day, KpiGroup.Hour],
        "collectorRanking" => [KpiGroup.Agent],
        "rollRate" or "cureRate" => [KpiGroup.Bucket],
        _ => [],
    };

    /// <inheritdoc cref="IsOfWholes"/>
    public static bool NeedsWhole(string name, KpiGroup? group) =>
        name is "rollRate" or "cureRate" || (group is KpiGroup.Portfolio or KpiGroup.Vintage && name is not ("uniqueContactRate" or "promisesKept" or "promisesKeptAmount"));

    protected override async Task<(KpiRow Total, IReadOnlyList<KpiRow> Rows)> Compute(
        KpiSnapshot snapshot, string name, KpiRequest request, Currency currency, CancellationToken ct)
    {
        if (name is "rollRate" or "cureRate") return Cohort(name, RollRates(snapshot, request, ct));

        var nothing = new KpiRow(null, currency, 0, name is "attempts" or "collectorRanking" ? null : 0, 0, new Dictionary<string, decimal>());
        var (total, rows) = await snapshot.Rows(Sql(name, request), request, nothing, ct);
        return (total, name is "collectorRanking" ? [.. rows.OrderByDescending(row => row.Numerator).ThenBy(row => row.Group, StringComparer.Ordinal)] : rows);
    }

    private static string Sql(string name, KpiRequest request) => name switch
    {
        "attempts" => KpiSql.Attempts(request, AttemptCounts.Attempts, null),
        "contactRate" => KpiSql.Attempts(request, AttemptCounts.Contacts, AttemptCounts.Attempts),
        "rightPartyContactRate" => KpiSql.Attempts(request, AttemptCounts.RightParty, AttemptCounts.Attempts),
        "rightPartyPerContact" => KpiSql.Attempts(request, AttemptCounts.RightParty, AttemptCounts.Contacts),
        "uniqueContactRate" => KpiSql.UniqueContacts(request),
        "promiseRate" => KpiSql.PromiseRate(request),
        "promisesKept" => KpiSql.PromisesKept(request, byAmount: false),
        "promisesKeptAmount" => KpiSql.PromisesKept(request, byAmount: true),
        "recovery" => KpiSql.Recovery(request),
        "collectorRanking" => KpiSql.Ranking(request),
        _ => throw new ArgumentException($"No query computes '{name}'.", nameof(name)),
    };

    private RollRates RollRates(KpiSnapshot snapshot, KpiRequest request, CancellationToken ct)
    {
        var accounts = snapshot.Connection.Query<string>(
            $"select data::text from {DocumentTable.Of<AccountMonths>()} where campaign_id = @campaign and placed_on <= @from",
            request.Parameters, snapshot.Transaction, buffered: false);
        ct.ThrowIfCancellationRequested();
        return Crm.Projections.Collections.Kpis.RollRates.Of(accounts.Select(views.Read<AccountAging>), request.From, request.To);
    }

    private static (KpiRow Total, IReadOnlyList<KpiRow> Rows) Cohort(string name, RollRates rates)
    {
        var buckets = Enum.GetValues<AgingBucket>().Where(bucket => bucket is not AgingBucket.Paid && rates.Cells.Any(cell => cell.Before == bucket)).ToList();
        var cures = name is "cureRate";
        var rows = buckets.Where(bucket => !cures || bucket > AgingBucket.Current).Select(bucket =>
        {
            var cells = rates.Cells.Where(cell => cell.Before == bucket).ToList();
            var moved = cures ? cells.Where(cell => cell.After <= AgingBucket.Current).Sum(cell => cell.Accounts) : rates.Rolled(bucket);
            return new KpiRow(bucket.ToString(), null, moved, rates.Cohort(bucket), rates.Cohort(bucket), Parts(cells));
        }).ToList();
        var all = rates.Cells.Where(cell => !cures || cell.Before > AgingBucket.Current).ToList();
        var total = new KpiRow(null, null, rows.Sum(row => row.Numerator), rows.Sum(row => row.Denominator), rows.Sum(row => row.N), Parts(all));
        return (total, rows);
    }

    private static Dictionary<string, decimal> Parts(List<RollCell> cells) => cells
        .GroupBy(cell => cell.After?.ToString() ?? "Left")
        .ToDictionary(group => "to" + group.Key, group => (decimal)group.Sum(cell => cell.Accounts));

    protected override IReadOnlyList<string> Shards(string name) => name switch
    {
        "uniqueContactRate" => [ShardOf<AccountDays>()],
        "promiseRate" => [ShardOf<AccountDays>(), ShardOf<AttemptCounts>(), ShardOf<PortfolioAttemptCounts>()],
        "promisesKept" or "promisesKeptAmount" => [ShardOf<PromiseFacts>()],
        "recovery" => [ShardOf<PaymentCounts>(), ShardOf<PortfolioLedger>(), ShardOf<PortfolioCard>()],
        "collectorRanking" => [ShardOf<PaymentCounts>()],
        "rollRate" or "cureRate" => [ShardOf<AccountMonths>()],
        _ => [ShardOf<AttemptCounts>(), ShardOf<PortfolioAttemptCounts>()],
    };
}
