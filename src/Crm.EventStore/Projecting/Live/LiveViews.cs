using System.Text.Json;
using Crm.EventStore.Append;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting.Models;
using Crm.EventStore.Projecting.Sharing;
using Crm.EventStore.Streams;
using Npgsql;

namespace Crm.EventStore.Projecting.Live;

/// <summary>What changed in views whose changes are followed, on any host, whoever writes them.</summary>
public sealed class LiveViews
{
    /// <summary>How long a place that a document left is remembered.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromHours(24);

    private const string StatesSql = """
        select v.shard, v.generation, v.floor, v.changed, p.last_seq_id
            from crm_live_views v join mt_event_progression p on p.name = v.shard where v.shard = any ($1)
        """;

    private readonly NpgsqlDataSource _source;
    private readonly EventLog _log;
    private readonly ReadModels _models;
    private readonly EventWakeups _wakeups;
    private readonly TimeProvider _system;

    internal LiveViews(NpgsqlDataSource source, EventLog log, ReadModels models, EventWakeups wakeups, TimeProvider system) =>
        (_source, _log, _models, _wakeups, _system) = (source, log, models, wakeups, system);

    /// <summary>Completes when something may have been appended. Take it before looking: what comes meanwhile is not missed.</summary>
    public Task NextEvents => _wakeups.Events.Next;

    /// <summary>The highest position this host has heard of; a view that is not there yet will be soon.</summary>
    public long Announced => _wakeups.Announced;

    /// <summary>Where the views stand, by the name of their projection; those without tables yet are left out.</summary>
    public async Task<IReadOnlyDictionary<string, LiveState>> States(IReadOnlyCollection<string> projections, CancellationToken ct)
    {
        var names = projections.ToDictionary(name => _models.Find(name).Shard);
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(StatesSql, connection) { Parameters = { Sql.Texts(names.Keys) } };
        var states = new Dictionary<string, LiveState>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) states.Add(names[reader.GetString(0)], State(reader, 1));
        return states;
    }

    /// <summary>What changed behind a position: the documents as they stand, and the places that others left. One statement, so as of one moment.</summary>
    /// <param name="upTo">The last position of interest; what changed again behind it is left out.</param>
    /// <param name="most">Read at most so many of either.</param>
    public async Task<LiveChanges<TDocument>> Changes<TDocument>(string projection, long after, long upTo, int most, CancellationToken ct) where TDocument : class
    {
        var model = _models.Find(projection);
        if (!model.IsLive || model is not IDocuments<TDocument> documents) throw new ArgumentException($"{projection} is not a live view of {typeof(TDocument).Name}.");
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            $"""
            (select 0 as kind, v.generation, v.floor, v.changed, p.last_seq_id as position, null::text as key, null::jsonb as data
                from crm_live_views v join mt_event_progression p on p.name = v.shard where v.shard = $1)
            union all
            (select 1, 0, 0, 0, t.position, t.key, t.route from crm_live_tombstones t where t.shard = $1 and t.position > $2 and t.position <= $3
                order by t.position limit $4)
            union all
            (select 2, 0, 0, 0, d.crm_position, d.id::text, d.data from {Identifier.Quote(model.Table)} d where d.crm_position > $2 and d.crm_position <= $3
                order by d.crm_position limit $4)
            """, connection)
        {
            Parameters = { Sql.Text(model.Shard), Sql.Long(after), Sql.Long(upTo), Sql.Value(most + 1, NpgsqlTypes.NpgsqlDbType.Integer) },
        };
        LiveState? state = null;
        var changes = new List<LiveChange<TDocument>>();
        int left = 0, standing = 0;
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            switch (reader.GetInt32(0))
            {
                case 0:
                    state = State(reader, 1);
                    break;
                case 1 when ++left <= most:
                    changes.Add(new(reader.GetString(5), reader.GetInt64(4), null, JsonSerializer.Deserialize<string?[]>(reader.GetFieldValue<byte[]>(6))!));
                    break;
                case 2 when ++standing <= most:
                    changes.Add(new(reader.GetString(5), reader.GetInt64(4), documents.Deserialize(reader.GetFieldValue<byte[]>(6)), null));
                    break;
            }
        }

        changes.Sort((one, other) => (one.Position, one.Left is null).CompareTo((other.Position, other.Left is null)));
        return new(
            state ?? throw new InvalidOperationException($"{projection} is not prepared in this database."), changes, left > most || standing > most);
    }

    /// <summary>Where a document that stands now would be told of.</summary>
    public IReadOnlyList<string?> RouteOf<TDocument>(string projection, TDocument document) where TDocument : class =>
        ((ILiveProjection<TDocument>)_models.Find(projection).Projection).RouteOf(document);

    /// <summary>Takes tombstones away whose time is over; who has not listened since must read the view anew.</summary>
    internal async Task Forget(CancellationToken ct)
    {
        var shards = _models.All.Where(model => model.IsLive).Select(model => model.Shard).ToList();
        if (shards.Count == 0) return;
        long forgotten;
        try
        {
            forgotten = await _log.PositionAt(_system.GetUtcNow() - Remembered, ct);
        }
        catch (StoreUnavailableException)
        {
            // It is tried again before long.
            return;
        }

        if (forgotten == 0) return;
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                // The floor first: who reads in between is told to read anew, never that nothing had gone.
                new("update crm_live_views set floor = $2 where shard = any ($1) and floor < $2") { Parameters = { Sql.Texts(shards), Sql.Long(forgotten) } },
                new("delete from crm_live_tombstones where shard = any ($1) and position <= $2") { Parameters = { Sql.Texts(shards), Sql.Long(forgotten) } },
            },
        };
        await batch.ExecuteNonQueryAsync(ct);
    }

    private static LiveState State(NpgsqlDataReader reader, int first) =>
        new(reader.GetInt64(first), reader.GetInt64(first + 1), reader.GetInt64(first + 2), reader.GetInt64(first + 3));
}
