using Crm.EventStore.Documents;
using Crm.EventStore.Projecting.Models;
using Crm.EventStore.Serialization;
using Crm.EventStore.Streams;
using Npgsql;

namespace Crm.EventStore.Projecting.Rebuilding;

/// <summary>Compares a live view, as it stands at this moment, with one folded from the first event on.</summary>
public sealed class ProjectionComparer
{
    private readonly NpgsqlDataSource _source;
    private readonly ReadModels _models;
    private readonly ViewBuilder _builder;

    internal ProjectionComparer(NpgsqlDataSource source, EventLog log, EventTypes types, ReadModels models, ProjectionOptions options, TimeProvider system)
    {
        (_source, _models) = (source, models);
        _builder = new(log, types, options, system);
    }

    /// <summary>Bit for bit: keys, content, and for documents what they were changed by. The live view goes on meanwhile.</summary>
    public async Task<ViewComparison> Compare(string projection, IProgress<RebuildProgress>? progress, CancellationToken ct)
    {
        var model = _models.Find(projection);
        var live = Identifier.Quote(model.Table);
        const string rebuilt = "pg_temp.crm_rebuilt";

        // One snapshot of the live view and its checkpoint; what this transaction itself loads beside it, it sees too.
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        var position = await Sql.One<long>(
            connection, "select last_seq_id from mt_event_progression where name = $1", ct, Sql.Text(model.Shard));
        await Sql.Run(connection, $"create temp table crm_rebuilt (like {live}) on commit drop", ct);
        await _builder.Build(model, position, done: 0, Load, report => progress?.Report(report), ct);
        await Sql.Run(connection, $"analyze {rebuilt}", ct);
        return await TableComparer.Compare(connection, model, position, live, rebuilt, ct);

        async Task Load(KeyRange range, IReadOnlyList<RangeFold> folds)
        {
            foreach (var fold in folds) await fold.Copy(connection, rebuilt, quarantineShard: null, ct);
        }
    }
}
