using System.Data;
using System.Text.Json;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.EventStore.Projecting;
using Crm.Projections.Campaigns;
using Crm.Projections.Collections;
using Crm.Projections.Collections.Kpis;
using Dapper;
using Npgsql;

namespace Crm.Api.Collections.Kpis;

/// <summary>Computes figures from stored sums, counts and facts, with the position they are exact as of: both are read from one snapshot.</summary>
public sealed class KpiReader(NpgsqlDataSource database, ViewReader views)
{
    /// <summary>How a figure may be grouped; the first is what it is grouped by when nothing is asked.</summary>
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

    /// <summary>Whether a figure, so grouped, is of whole campaigns: its facts name no agent.</summary>
    public static bool NeedsWhole(string name, KpiGroup? group) =>
        name is "rollRate" or "cureRate" || (group is KpiGroup.Portfolio or KpiGroup.Vintage && name is not ("uniqueContactRate" or "promisesKept" or "promisesKeptAmount"));

    public async Task<KpiAnswer> Answer(KpiDefinition definition, CampaignInfo campaign, KpiRequest request, string language, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var position = await Position(connection, snapshot, definition, ct);
        var (total, rows) = definition.Name is "rollRate" or "cureRate"
            ? Cohort(definition.Name, await RollRates(connection, snapshot, request, ct))
            : await Counted(connection, snapshot, definition.Name, request, campaign.Currency, ct);
        return new(
            definition.Name, definition.Version, definition.Label.In(language), definition.Unit, definition.Numerator.In(language), definition.Denominator.In(language),
            definition.Excluded.In(language), request.Campaign, campaign.Zone, request.From, request.To, request.GroupBy, total, rows, position);
    }

    private static async Task<(KpiRow Total, IReadOnlyList<KpiRow> Rows)> Counted(
        NpgsqlConnection connection, NpgsqlTransaction snapshot, string name, KpiRequest request, Currency currency, CancellationToken ct)
    {
        var sql = name switch
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
        var found = await connection.QueryAsync<Found>(new(sql, request.Parameters, snapshot, cancellationToken: ct));
        var rows = found.ToLookup(row => row.Total == 1);
        var total = rows[true].Select(Row).FirstOrDefault() ?? new KpiRow(null, currency, 0, name is "attempts" or "collectorRanking" ? null : 0, 0, new Dictionary<string, decimal>());
        var groups = request.GroupBy is null ? [] : rows[false].Select(Row);
        return (total, name is "collectorRanking"
            ? [.. groups.OrderByDescending(row => row.Numerator).ThenBy(row => row.Group, StringComparer.Ordinal)]
            : [.. groups.OrderBy(row => row.Group, StringComparer.Ordinal)]);
    }

    private async Task<RollRates> RollRates(NpgsqlConnection connection, NpgsqlTransaction snapshot, KpiRequest request, CancellationToken ct)
    {
        var accounts = connection.Query<string>(
            $"select data::text from {DocumentTable.Of<AccountMonths>()} where campaign_id = @campaign and placed_on <= @from",
            request.Parameters, snapshot, buffered: false);
        ct.ThrowIfCancellationRequested();
        return Crm.Projections.Collections.Kpis.RollRates.Of(accounts.Select(views.Read<Crm.Projections.Collections.Kpis.AccountAging>), request.From, request.To);
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

    private static async Task<long> Position(NpgsqlConnection connection, NpgsqlTransaction snapshot, KpiDefinition definition, CancellationToken ct)
    {
        string[] shards = definition.Name switch
        {
            "uniqueContactRate" => [ShardOf<AccountDays>()],
            "promiseRate" => [ShardOf<AccountDays>(), ShardOf<AttemptCounts>(), ShardOf<PortfolioAttemptCounts>()],
            "promisesKept" or "promisesKeptAmount" => [ShardOf<PromiseFacts>()],
            "recovery" => [ShardOf<PaymentCounts>(), ShardOf<PortfolioLedger>(), ShardOf<PortfolioCard>()],
            "collectorRanking" => [ShardOf<PaymentCounts>()],
            "rollRate" or "cureRate" => [ShardOf<AccountMonths>()],
            _ => [ShardOf<AttemptCounts>(), ShardOf<PortfolioAttemptCounts>()],
        };
        return await connection.QuerySingleAsync<long>(new(
            "select coalesce(min(last_seq_id), 0) from mt_event_progression where name = any(@shards)", new { shards }, snapshot, cancellationToken: ct));
    }

    private static string ShardOf<TProjection>() where TProjection : Projection, new()
    {
        var projection = new TProjection();
        return ShardName.Of(projection.Name, projection.Version);
    }

    private static KpiRow Row(Found found) => new(
        found.Total == 1 ? null : found.Grp ?? "", Currency.Find(found.Currency), found.Numerator, found.Denominator, found.N,
        JsonSerializer.Deserialize<Dictionary<string, decimal>>(found.Parts)!);

    private sealed class Found
    {
        public int Total { get; init; }
        public string? Grp { get; init; }
        public string? Currency { get; init; }
        public decimal Numerator { get; init; }
        public decimal? Denominator { get; init; }
        public long N { get; init; }
        public string Parts { get; init; } = "{}";
    }
}
