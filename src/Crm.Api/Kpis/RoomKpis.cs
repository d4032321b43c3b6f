using System.Data;
using System.Text.Json;
using Crm.Domain.Kernel;
using Crm.EventStore.Projecting;
using Crm.Projections.Campaigns;
using Crm.Projections.Kpis;
using Dapper;
using Npgsql;

namespace Crm.Api.Kpis;

/// <summary>A room's figures: how each is grouped and computed. Figures and the position they are exact as of are read from one snapshot.</summary>
public abstract class RoomKpis(NpgsqlDataSource database)
{
    /// <summary>What the figures mean.</summary>
    public abstract IReadOnlyList<KpiDefinition> Definitions { get; }

    /// <summary>How a figure may be grouped; the first is what it is grouped by when nothing is asked.</summary>
    public abstract IReadOnlyList<KpiGroup?> Groups(string name);

    /// <summary>Whether a figure, so grouped, is of whole campaigns: its facts name no agent.</summary>
    public abstract bool IsOfWholes(string name, KpiGroup? group);

    /// <summary>The shards a figure is computed from; its position is that of the one furthest behind.</summary>
    protected abstract IReadOnlyList<string> Shards(string name);

    /// <summary>The figure over all groups, and by group.</summary>
    protected abstract Task<(KpiRow Total, IReadOnlyList<KpiRow> Rows)> Compute(
        KpiSnapshot snapshot, string name, KpiRequest request, Currency currency, CancellationToken ct);

    /// <param name="language">Of the texts: <c>es</c> or <c>en</c>.</param>
    public Task<KpiAnswer> Answer(KpiDefinition definition, CampaignInfo campaign, KpiRequest request, string language, CancellationToken ct) =>
        Answer(definition, campaign.Zone, campaign.Currency, request, language, ct);

    /// <param name="zone">IANA zone in which days are meant.</param>
    protected async Task<KpiAnswer> Answer(KpiDefinition definition, string zone, Currency currency, KpiRequest request, string language, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var snapshot = new KpiSnapshot(connection, transaction);
        var position = await snapshot.Position(Shards(definition.Name), ct);
        var (total, rows) = await Compute(snapshot, definition.Name, request, currency, ct);
        return new(
            definition.Name, definition.Version, definition.Label.In(language), definition.Unit, definition.Numerator.In(language), definition.Denominator.In(language),
            definition.Excluded.In(language), request.Campaign, zone, request.From, request.To, request.GroupBy, total, rows, position);
    }

    /// <summary>The shard of a read model.</summary>
    protected static string ShardOf<TProjection>() where TProjection : Projection, new()
    {
        var projection = new TProjection();
        return ShardName.Of(projection.Name, projection.Version);
    }
}

/// <summary>What a figure is read from: nothing that is written meanwhile is in it.</summary>
public sealed record KpiSnapshot(NpgsqlConnection Connection, NpgsqlTransaction Transaction)
{
    /// <summary>
    /// Runs a query that answers <c>total</c> (1 on the row over all groups), <c>grp</c>, <c>currency</c>, <c>numerator</c>, <c>denominator</c>,
    /// <c>n</c> and <c>parts</c>.
    /// </summary>
    /// <param name="nothing">The total where nothing was found.</param>
    public async Task<(KpiRow Total, IReadOnlyList<KpiRow> Rows)> Rows(string sql, KpiRequest request, KpiRow nothing, CancellationToken ct)
    {
        var found = await Connection.QueryAsync<Found>(new(sql, request.Parameters, Transaction, cancellationToken: ct));
        var rows = found.ToLookup(row => row.Total == 1);
        return (
            rows[true].Select(Row).FirstOrDefault() ?? nothing,
            request.GroupBy is null ? [] : [.. rows[false].Select(Row).OrderBy(row => row.Group, StringComparer.Ordinal)]);
    }

    /// <summary>What all of these shards have seen.</summary>
    public Task<long> Position(IReadOnlyList<string> shards, CancellationToken ct) => Connection.QuerySingleAsync<long>(new(
        "select coalesce(min(last_seq_id), 0) from mt_event_progression where name = any(@shards)", new { shards = shards.ToArray() }, Transaction, cancellationToken: ct));

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
