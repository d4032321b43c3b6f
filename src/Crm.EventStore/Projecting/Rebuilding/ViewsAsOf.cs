using System.Text.RegularExpressions;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting.Models;
using Crm.EventStore.Serialization;
using Crm.EventStore.Streams;
using Npgsql;
using NpgsqlTypes;

namespace Crm.EventStore.Projecting.Rebuilding;

/// <summary>Views as they stood at an earlier position: whole ones in a schema of their own, single documents on the fly.</summary>
public sealed partial class ViewsAsOf
{
    private readonly NpgsqlDataSource _source;
    private readonly EventLog _log;
    private readonly EventTypes _types;
    private readonly ReadModels _models;
    private readonly ViewBuilder _builder;

    internal ViewsAsOf(NpgsqlDataSource source, EventLog log, EventTypes types, ReadModels models, ProjectionOptions options, TimeProvider system)
    {
        (_source, _log, _types, _models) = (source, log, types, models);
        _builder = new(log, types, options, system);
    }

    /// <summary>A document as it stood when a position was the last; <c>null</c>: there was none.</summary>
    /// <remarks>Cheap for documents of one stream; one that several streams make costs a reading of all events its projection handles.</remarks>
    public Task<Found<TDocument>?> Find<TProjection, TDocument>(object key, long position, CancellationToken ct)
        where TProjection : Projection
        where TDocument : class =>
        _models.Find(typeof(TProjection)) is IDocuments<TDocument> model
            ? model.FoldUpTo(_log, _types, key, position, ct)
            : throw new ArgumentException($"{typeof(TProjection).Name} does not keep documents of {typeof(TDocument).Name}.");

    /// <inheritdoc cref="Find{TProjection, TDocument}(object, long, CancellationToken)"/>
    public async Task<Found<TDocument>?> Find<TProjection, TDocument>(object key, DateTimeOffset instant, CancellationToken ct)
        where TProjection : Projection
        where TDocument : class =>
        await Find<TProjection, TDocument>(key, await _log.PositionAt(instant, ct), ct);

    /// <summary>Builds a projection's whole view as of a position, under its usual table name in another schema.</summary>
    /// <param name="schema">Made if it is not there: lower-case letters, digits and underscores.</param>
    /// <param name="timeToLive">After that it is dropped.</param>
    public async Task<ViewAsOf> Build(
        string projection, long position, string schema, TimeSpan timeToLive, IProgress<RebuildProgress>? progress, CancellationToken ct)
    {
        if (!SchemaName().IsMatch(schema) || schema is "public" or "information_schema" || schema.StartsWith("pg_", StringComparison.Ordinal))
            throw new ArgumentException($"'{schema}' cannot be the schema of a view as of another time: use lower-case letters, digits and underscores.");
        var model = _models.Find(projection);
        var table = Identifier.Quote(schema, model.Table);
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Sql.Run(connection, $"create schema if not exists {Identifier.Quote(schema)}", ct);
        await Sql.Run(connection, $"drop table if exists {table}", ct);
        await Sql.Run(connection, model.Layout.CreateTable(schema, model.Table, _models.Lz4), ct);
        await _builder.Build(model, position, done: 0, (_, folds) => Copy(connection, table, folds, ct), report => progress?.Report(report), ct);
        foreach (var index in model.Layout.CreateIndexes(schema, model.Table, _models.Trigrams)) await Sql.Run(connection, index, ct);
        var expires = await Register(connection, model, schema, position, timeToLive, ct);
        await transaction.CommitAsync(ct);
        return expires;
    }

    /// <summary>Builds a view as it stood at an instant.</summary>
    public async Task<ViewAsOf> Build(
        string projection, DateTimeOffset instant, string schema, TimeSpan timeToLive, IProgress<RebuildProgress>? progress, CancellationToken ct) =>
        await Build(projection, await _log.PositionAt(instant, ct), schema, timeToLive, progress, ct);

    public async Task<IReadOnlyList<ViewAsOf>> List(CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        return await Read(connection, "true", ct);
    }

    /// <summary>Drops a schema's views, and the schema when nothing else is in it.</summary>
    public Task Drop(string schema, CancellationToken ct) => Drop("schema_name = $1", ct, Sql.Text(schema));

    /// <summary>Drops the views whose time is over.</summary>
    public Task DropExpired(CancellationToken ct) => Drop("expires_at < clock_timestamp()", ct);

    private async Task Drop(string condition, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        foreach (var view in await Read(connection, condition, ct, parameters))
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await Sql.Run(connection, $"drop table if exists {Identifier.Quote(view.Schema, view.Table)}", ct);
            await Sql.Run(
                connection,
                "delete from crm_views_as_of where schema_name = $1 and table_name = $2",
                ct,
                Sql.Text(view.Schema),
                Sql.Text(view.Table));
            if (!await Sql.One<bool>(
                connection, "select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1)", ct, Sql.Text(view.Schema)))
                await Sql.Run(connection, $"drop schema if exists {Identifier.Quote(view.Schema)}", ct);
            await transaction.CommitAsync(ct);
        }
    }

    private static async Task Copy(NpgsqlConnection connection, string table, IReadOnlyList<RangeFold> folds, CancellationToken ct)
    {
        foreach (var fold in folds) await fold.Copy(connection, table, quarantineShard: null, ct);
    }

    private static async Task<ViewAsOf> Register(
        NpgsqlConnection connection, ReadModel model, string schema, long position, TimeSpan timeToLive, CancellationToken ct)
    {
        await Sql.Run(
            connection,
            """
            insert into crm_views_as_of (schema_name, table_name, projection, version, position, expires_at)
                values ($1, $2, $3, $4, $5, clock_timestamp() + $6)
                on conflict (schema_name, table_name) do update
                    set position = excluded.position, built_at = clock_timestamp(), expires_at = excluded.expires_at
            """,
            ct,
            Sql.Text(schema),
            Sql.Text(model.Table),
            Sql.Text(model.Name),
            Sql.Value(model.Projection.Version, NpgsqlDbType.Integer),
            Sql.Long(position),
            Sql.Value(timeToLive, NpgsqlDbType.Interval));
        return (await Read(connection, "schema_name = $1 and table_name = $2", ct, Sql.Text(schema), Sql.Text(model.Table))).Single();
    }

    private static async Task<IReadOnlyList<ViewAsOf>> Read(
        NpgsqlConnection connection, string condition, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select schema_name, table_name, projection, version, position, built_at, expires_at from crm_views_as_of
                where {condition} order by schema_name, table_name
            """, connection);
        command.Parameters.AddRange(parameters);
        var views = new List<ViewAsOf>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            views.Add(new(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), reader.GetInt64(4),
                reader.GetFieldValue<DateTimeOffset>(5), reader.GetFieldValue<DateTimeOffset>(6)));
        }

        return views;
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,40}$")]
    private static partial Regex SchemaName();
}
