using Crm.EventStore.Documents;
using Crm.EventStore.Projecting.Models;
using Crm.EventStore.Serialization;
using Crm.EventStore.Streams;
using Npgsql;

namespace Crm.EventStore.Projecting.Rebuilding;

/// <summary>Builds views anew beside the live ones and swaps them in; nobody waits for it, and an interrupted one goes on where it was.</summary>
public sealed class ProjectionRebuilder
{
    private const int SwapAttempts = 100;

    private readonly NpgsqlDataSource _source;
    private readonly EventLog _log;
    private readonly ReadModels _models;
    private readonly ProjectionOptions _options;
    private readonly TimeProvider _system;
    private readonly ViewBuilder _builder;

    internal ProjectionRebuilder(NpgsqlDataSource source, EventLog log, EventTypes types, ReadModels models, ProjectionOptions options, TimeProvider system)
    {
        (_source, _log, _models, _options, _system) = (source, log, models, options, system);
        _builder = new(log, types, options, system);
    }

    /// <summary>Rebuilds a projection, or goes on with a rebuild that was interrupted.</summary>
    /// <exception cref="RebuildRunningException">Somebody is at it.</exception>
    public Task<RebuildReport> Rebuild(string projection, RebuildOptions options, IProgress<RebuildProgress>? progress, CancellationToken ct) =>
        Rebuild(_models.Find(projection), options, progress, ct);

    /// <summary>Drops what an interrupted rebuild has made.</summary>
    public async Task Drop(string projection, CancellationToken ct)
    {
        var model = _models.Find(projection);
        await using var mutex = await RebuildMutex.Take(_source, model, ct);
        await Clear(mutex.Connection, model, ct);
    }

    internal async Task<RebuildReport> Rebuild(ReadModel model, RebuildOptions options, IProgress<RebuildProgress>? progress, CancellationToken ct)
    {
        var started = _system.GetTimestamp();
        await using var mutex = await RebuildMutex.Take(_source, model, ct);
        var shadow = new ShadowTable(_source, _log, model, _options);
        var row = await Begin(mutex.Connection, model, shadow, options.Restart, ct);
        var (events, passes) = (0L, 0);
        if (row.Position is null)
        {
            await using var recorder = new RebuildRecorder(_source, model.Shard, progress, _system);
            (events, passes) = await _builder.Build(model, row.Target, row.HashDone, (range, folds) => Load(model, shadow, range, folds, ct), recorder.Report, ct);
            progress?.Report(new(model.Name, "indexing", 1, events, 0, null));
            await Finish(model, shadow, row.Target, ct);
        }

        var (position, comparison) = await SwapIn(model, shadow, options.Compare, progress, ct);
        progress?.Report(new(model.Name, "done", 1, events, 0, TimeSpan.Zero));
        return new(model.Name, position, events, passes, (double)row.HashDone / KeyRange.End, _system.GetElapsedTime(started), comparison);
    }

    private async Task<(long Position, ViewComparison? Comparison)> SwapIn(
        ReadModel model, ShadowTable shadow, bool compare, IProgress<RebuildProgress>? progress, CancellationToken ct)
    {
        ViewComparison? comparison = null;
        for (var attempt = 1; ; attempt++)
        {
            await shadow.Open(ct);
            progress?.Report(new(model.Name, "catching up", 1, 0, 0, null));
            await shadow.CatchUp(ct);
            try
            {
                if (compare) progress?.Report(new(model.Name, "comparing", 1, 0, 0, null));
                if (compare) comparison ??= await shadow.Compare(ct);
                progress?.Report(new(model.Name, "swapping", 1, 0, 0, null));
                await shadow.CatchUp(ct);
                return (await shadow.Swap(ct), comparison);
            }
            catch (PostgresException error) when (attempt < SwapAttempts
                && error.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
            {
                // A long query is reading the old table: let those behind it pass, then try again.
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(2_000, 50 * attempt)), _system, ct);
            }
        }
    }

    private async Task<Row> Begin(NpgsqlConnection connection, ReadModel model, ShadowTable shadow, bool restart, CancellationToken ct)
    {
        if (!restart && await Find(connection, model, shadow, ct) is { } found)
        {
            if (found is { HashDone: 0, Position: null }) await Empty(connection, shadow, ct);
            return found;
        }

        await Clear(connection, model, ct);
        // To where the live view stands, so that the two can be compared; to the end where there is no live view worth the name.
        var head = await _log.Head(ct);
        var live = await Sql.One<long>(connection, "select last_seq_id from mt_event_progression where name = $1", ct, Sql.Text(model.Shard));
        var target = head - live > _options.LiveDistance ? head : live;
        await Sql.Run(connection, model.Layout.CreateTable(null, shadow.Name, _models.Lz4), ct);
        await Sql.Run(
            connection,
            "insert into crm_rebuilds (shard, table_name, layout, target) values ($1, $2, $3, $4)",
            ct,
            Sql.Text(model.Shard),
            Sql.Text(shadow.Name),
            Sql.Text(model.Layout.Fingerprint),
            Sql.Long(target));
        return new(target, 0, null);
    }

    private static async Task<Row?> Find(NpgsqlConnection connection, ReadModel model, ShadowTable shadow, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select target, hash_done, position from crm_rebuilds where shard = $1 and layout = $2 and to_regclass($3) is not null", connection)
        {
            Parameters = { Sql.Text(model.Shard), Sql.Text(model.Layout.Fingerprint), Sql.Text(shadow.Quoted) },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? new(reader.GetInt64(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetInt64(2)) : null;
    }

    // The first rows are loaded in as many transactions as there are folds, beside each other: until all are in none of them counts, and what an
    // interruption leaves is emptied. Later ones come in one transaction, so that those before them stay.
    private async Task Load(ReadModel model, ShadowTable shadow, KeyRange range, IReadOnlyList<RangeFold> folds, CancellationToken ct)
    {
        if (range.From == 0)
        {
            await Task.WhenAll(folds.Select(fold => InTransaction(connection => Copy(connection, fold))));
            await InTransaction(Done);
            return;
        }

        await InTransaction(async connection =>
        {
            foreach (var fold in folds) await Copy(connection, fold);
            await Done(connection);
        });

        Task Copy(NpgsqlConnection connection, RangeFold fold) => fold.Copy(connection, shadow.Quoted, shadow.Shard, ct);

        Task Done(NpgsqlConnection connection) => Sql.Run(
            connection,
            "update crm_rebuilds set hash_done = $2, updated_at = clock_timestamp() where shard = $1",
            ct,
            Sql.Text(model.Shard),
            Sql.Long(range.To));

        async Task InTransaction(Func<NpgsqlConnection, Task> work)
        {
            await using var connection = await _source.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await work(connection);
            await transaction.CommitAsync(ct);
        }
    }

    // Indexes are made after the load, which is faster, and with the row that says so.
    private async Task Finish(ReadModel model, ShadowTable shadow, long target, CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        foreach (var index in model.Layout.CreateIndexes(null, shadow.Name, _models.Trigrams)) await Sql.Run(connection, index, ct);
        await Sql.Run(connection, $"analyze {shadow.Quoted}", ct);
        await Sql.Run(connection, "update crm_rebuilds set position = $2 where shard = $1", ct, Sql.Text(model.Shard), Sql.Long(target));
        await transaction.CommitAsync(ct);
    }

    private static async Task Empty(NpgsqlConnection connection, ShadowTable shadow, CancellationToken ct)
    {
        await Sql.Run(connection, $"truncate {shadow.Quoted}", ct);
        await Sql.Run(connection, "delete from crm_quarantine where shard = $1", ct, Sql.Text(shadow.Shard));
    }

    private static async Task Clear(NpgsqlConnection connection, ReadModel model, CancellationToken ct)
    {
        await Sql.Run(connection, $"drop table if exists {Identifier.Quote(model.Table + "_rebuild")}", ct);
        await Sql.Run(connection, "delete from crm_quarantine where shard = $1", ct, Sql.Text(model.Shard + ":rebuild"));
        await Sql.Run(connection, "delete from crm_rebuilds where shard = $1", ct, Sql.Text(model.Shard));
    }

    private sealed record Row(long Target, long HashDone, long? Position);
}
