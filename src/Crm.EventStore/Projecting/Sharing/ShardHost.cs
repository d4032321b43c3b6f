using Crm.EventStore.Projecting.Models;
using Crm.EventStore.Serialization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Crm.EventStore.Projecting.Sharing;

/// <summary>This host's part in the sharing of shards: its heartbeat, the shards it takes, lays down and loses.</summary>
internal sealed class ShardHost(
    NpgsqlDataSource source, EventTypes types, IReadOnlyList<IShardWorker> workers, IReadOnlyList<string> tables,
    EventWakeups wakeups, ProjectionOptions options, TimeProvider system, ILogger logger)
{
    private readonly Dictionary<string, long> _running = [];
    private readonly string[] _known = [.. types.All.Select(type => type.Alias)];
    private readonly string[] _shards = [.. workers.SelectMany(worker => worker.Shards)];
    private volatile string? _unknownType;

    public Guid Id { get; } = Guid.CreateVersion7();

    /// <summary>The type that keeps this host from owning shards, if there is one.</summary>
    public string? UnknownType => _unknownType;

    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var changed = wakeups.Shards.Next;
            try
            {
                await Beat(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // The lease may run out; what is under way is then refused by its epoch.
                logger.LogWarning(error, "The heartbeat of this host failed");
            }

            using var beat = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.WhenAny(changed, Task.Delay(options.Heartbeat, system, beat.Token));
            await beat.CancelAsync();
        }
    }

    /// <summary>Lays everything down and gives it back, so that another host can go on at once.</summary>
    public async Task GiveUp(CancellationToken ct)
    {
        await Leave([.. _running.Keys]);
        await using var connection = await source.OpenConnectionAsync(ct);
        await Sql.Run(
            connection,
            "update crm_shards set owner = null, epoch = epoch + 1 where owner = $1",
            ct,
            new NpgsqlParameter<Guid> { TypedValue = Id });
        await Sql.Run(connection, "delete from crm_hosts where id = $1", ct, new NpgsqlParameter<Guid> { TypedValue = Id });
        await Sql.Run(connection, $"notify {EventWakeups.ShardsChannel}", ct);
    }

    /// <summary>Stops without a word to the others, as a process that is killed does.</summary>
    public Task Abandon() => Leave([.. _running.Keys]);

    /// <summary>An event was met that this host cannot read: it gives its shards to hosts that can.</summary>
    public void CannotRead(string alias)
    {
        _unknownType = alias;
        wakeups.Shards.Set();
    }

    private async Task Beat(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        _unknownType ??= await Sql.One<string>(
            connection, "select alias from crm_event_types where alias <> all ($1) limit 1", ct, Sql.Texts(_known));
        var mine = await Beat(connection, _unknownType is null ? _shards : [], ct);

        var lost = _running.Keys.Except(mine.Select(row => row.Lease.Shard)).ToList();
        var laidDown = mine.Where(row => row.Surplus || row.Paused).Select(row => row.Lease.Shard).Where(_running.ContainsKey).ToList();
        if (lost.Count + laidDown.Count > 0) await Leave([.. lost, .. laidDown]);

        var surplus = mine.Where(row => row.Surplus).Select(row => row.Lease).ToList();
        if (surplus.Count > 0) await Release(connection, surplus, ct);

        var taken = mine.Where(row => !row.Surplus && !row.Paused && _running.GetValueOrDefault(row.Lease.Shard, -1) != row.Lease.Epoch)
            .Select(row => row.Lease).ToList();
        foreach (var lease in taken) _running[lease.Shard] = lease.Epoch;
        foreach (var worker in workers)
        {
            var its = taken.Where(lease => worker.Shards.Contains(lease.Shard)).ToList();
            if (its.Count > 0) worker.Take(its);
        }
    }

    private async Task<List<(ShardLease Lease, bool Surplus, bool Paused)>> Beat(NpgsqlConnection connection, string[] canRun, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select shard, epoch, surplus, paused from crm_beat($1, $2, $3, $4, $5)", connection)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = Id },
                Sql.Text(Environment.MachineName),
                new NpgsqlParameter<TimeSpan> { TypedValue = options.Lease },
                Sql.Texts(canRun),
                Sql.Texts(tables),
            },
        };
        var rows = new List<(ShardLease, bool, bool)>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) rows.Add((new(reader.GetString(0), Id, reader.GetInt64(1)), reader.GetBoolean(2), reader.GetBoolean(3)));
        return rows;
    }

    private static async Task Release(NpgsqlConnection connection, List<ShardLease> leases, CancellationToken ct)
    {
        await Sql.Run(
            connection,
            "update crm_shards set owner = null, epoch = epoch + 1 where owner = $1 and name = any ($2)",
            ct,
            new NpgsqlParameter<Guid> { TypedValue = leases[0].Host },
            Sql.Texts(leases.Select(lease => lease.Shard)));
        await Sql.Run(connection, $"notify {EventWakeups.ShardsChannel}", ct);
    }

    private async Task Leave(List<string> shards)
    {
        foreach (var shard in shards) _running.Remove(shard);
        foreach (var worker in workers) await worker.Leave([.. shards.Where(worker.Shards.Contains)]);
    }
}
