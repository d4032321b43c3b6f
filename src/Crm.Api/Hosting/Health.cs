using Crm.EventStore.Projecting;
using Crm.EventStore.Schema;
using Crm.EventStore.Sealing;
using Npgsql;

namespace Crm.Api.Hosting;

/// <summary>Whether this host should get traffic, and what an operator has to look at.</summary>
public sealed class Health(NpgsqlDataSource source, SchemaMigrator migrator, DatabaseGate gate, ProjectionEngine engine, SealStatuses seals, IServiceProvider services)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    // Rows wait for company for seconds; what has waited this long nobody seals.
    private const double SealedLate = 120;
    private readonly SealingHost? _sealer = services.GetService<SealingHost>();

    public async Task<HealthReport> Check(CancellationToken ct)
    {
        if (!gate.IsOpen) return HealthReport.Unavailable(gate.Reason);

        using var limited = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limited.CancelAfter(Limit);
        try
        {
            await using var command = source.CreateCommand("select 1");
            await command.ExecuteScalarAsync(limited.Token);
            var schema = await Schema(limited.Token);
            var shards = await engine.Admin.Status(limited.Token);
            var sealing = schema.Current ? await Sealing(limited.Token) : null;
            var well = engine.UnknownType is null && shards.All(shard => shard.Error is null && shard.Quarantined == 0)
                && (_sealer is null || sealing is null || (sealing.Error is null && sealing.Chains.All(chain => chain.LagSeconds < SealedLate && chain.PublishError is null)));
            return new(
                !schema.Current ? HealthStatus.Unavailable : well ? HealthStatus.Ready : HealthStatus.Degraded,
                new(true, null), schema, [.. shards.Select(ShardHealth.Of)], engine.UnknownType, sealing);
        }
        catch (Exception exception) when (Http.ProblemMiddleware.IsUnavailable(exception) || (exception is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return HealthReport.Unavailable($"The database does not answer ({exception.GetType().Name}).");
        }
    }

    private async Task<SealingHealth> Sealing(CancellationToken ct) => new(
        _sealer is not null, _sealer?.Trouble, [.. (await seals.All(ct)).Select(ChainHealth.Of)]);

    private async Task<SchemaHealth> Schema(CancellationToken ct)
    {
        try
        {
            var pending = await migrator.Pending(ct);
            return new(pending.Count == 0, pending.Count == 0 ? null : $"Pending: {string.Join(", ", pending.Select(migration => migration.Name))}");
        }
        catch (SchemaException mismatch)
        {
            return new(false, mismatch.Message);
        }
    }
}

public enum HealthStatus { Ready, Degraded, Unavailable }

/// <param name="Status"><c>degraded</c>: it serves, and something wants looking at.</param>
/// <param name="UnknownEventType">An event type in the store that this host does not know; while there is one it runs no projection.</param>
public sealed record HealthReport(
    HealthStatus Status, DatabaseHealth Database, SchemaHealth? Schema, IReadOnlyList<ShardHealth> Projections, string? UnknownEventType, SealingHealth? Sealing)
{
    internal static HealthReport Unavailable(string reason) => new(HealthStatus.Unavailable, new(false, reason), null, [], null, null);
}

public sealed record DatabaseHealth(bool Reachable, string? Reason);

public sealed record SchemaHealth(bool Current, string? Reason);

/// <param name="Enabled">Whether this host takes part in sealing.</param>
/// <param name="Error">Why it does not seal, although it would have to.</param>
public sealed record SealingHealth(bool Enabled, string? Error, IReadOnlyList<ChainHealth> Chains);

/// <param name="LagEvents">Rows that are not sealed yet.</param>
/// <param name="LagSeconds">The age of the first of them.</param>
public sealed record ChainHealth(string Chain, long Seals, long Position, long LagEvents, double LagSeconds, string? PublishError)
{
    internal static ChainHealth Of(SealStatus chain) => new(
        chain.Chain, chain.Seals, chain.LastPosition, chain.LagRows, chain.LagSeconds, chain.Published.Select(published => published.Error).FirstOrDefault(error => error is not null));
}

/// <param name="Kind"><c>projection</c>, <c>reaction</c> or <c>agenda</c>.</param>
/// <param name="LagEvents">Events it has not seen.</param>
/// <param name="LagSeconds">Age of the first of them.</param>
/// <param name="Quarantined">Documents in quarantine; dead letters of a reaction or an agenda.</param>
public sealed record ShardHealth(
    string Name, string Kind, long Position, long LagEvents, double LagSeconds, long Quarantined, bool Paused, bool Owned, bool Complete, string? Error)
{
    internal static ShardHealth Of(ShardStatus shard) => new(
        shard.Name, shard.Kind, shard.Position, shard.Lag, Math.Round(shard.LagTime.TotalSeconds, 3), shard.Quarantined, shard.Paused, shard.Owner is not null,
        shard.Complete, shard.Error);
}
