using System.Text.Json;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Projecting.Models;
using Crm.EventStore.Projecting.Sharing;
using Crm.EventStore.Reactions;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Crm.EventStore.Agenda;

/// <summary>One agenda while this host owns it: hands over what is due, in order of instants, a stream's items one after the other.</summary>
internal sealed class AgendaRunner(
    NpgsqlDataSource source, ReadModel agenda, ShardLease lease, IAgendaHandler handler, TimeProvider business,
    ProjectionOptions options, TimeProvider system, ILogger logger)
{
    private const int PageSize = 200;
    private const int AtOnce = 8;

    /// <summary>An item that is still there although its event was projected, or that nobody settles, is handed over again after this.</summary>
    private static readonly TimeSpan StillDueAfter = TimeSpan.FromSeconds(10);

    private readonly IDocuments<AgendaItem> _documents = (IDocuments<AgendaItem>)agenda;
    private readonly AgendaAttempts _attempts = new(source, agenda, lease.Shard, options);

    // What was done and has not left the agenda yet. Forgetting it costs a needless call; correctness rests on the commands.
    private readonly Dictionary<(string Id, long Due), (long? Position, long At)> _done = [];

    /// <summary>Until nothing is due that was not handed over.</summary>
    public async Task RunDue(CancellationToken ct)
    {
        var seen = new HashSet<(string, long)>();
        var after = (Due: long.MinValue, Id: "");
        while (true)
        {
            var page = await Due(after, ct);
            foreach (var item in page) seen.Add((item.Item.Id, item.Due));
            var streams = page.Where(item => !WasDone(item)).GroupBy(item => item.Item.StreamId);
            await Parallel.ForEachAsync(streams, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (items, inner) =>
            {
                foreach (var item in items) await HandOver(item, inner);
            });
            if (page.Count < PageSize) break;
            after = (page[^1].Due, page[^1].Item.Id);
        }

        lock (_done)
        {
            foreach (var gone in _done.Keys.Where(key => !seen.Contains(key)).ToList()) _done.Remove(gone);
        }

        await _attempts.ForgetGone(ct);
    }

    private bool WasDone(DueItem item)
    {
        lock (_done)
        {
            return _done.TryGetValue((item.Item.Id, item.Due), out var done)
                && !(done.Position <= item.ProjectedTo)
                && system.GetElapsedTime(done.At) < StillDueAfter;
        }
    }

    private async Task HandOver(DueItem item, CancellationToken ct)
    {
        bool again;
        lock (_done) again = _done.ContainsKey((item.Item.Id, item.Due));
        try
        {
            var key = DerivedId.Of(lease.Shard, FormattableString.Invariant($"{item.Item.Id}@{item.Due}"));
            switch (await handler.Handle(item.Item, key, ct))
            {
                case AgendaOutcome.Done done:
                    lock (_done) _done[(item.Item.Id, item.Due)] = (done.Position, system.GetTimestamp());
                    // Nobody took it off the agenda the last time either: that is a mistake somebody has to see.
                    if (again) await _attempts.Record(item, "still_due", "It was done and is on the agenda still.", ct);
                    break;
                case AgendaOutcome.RefusedForNow refused:
                    await _attempts.Record(item, "refused", refused.Reason, ct);
                    break;
            }
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            logger.LogWarning(error, "The deadline {Item} of {Agenda} failed", item.Item.Id, agenda.Name);
            await _attempts.Record(item, "failed", Fault.Text(error), ct);
        }
    }

    private async Task<List<DueItem>> Due((long Due, string Id) after, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            $"""
            select t.data, t.due_at, coalesce((select last_seq_id from mt_event_progression where name = $1), 0)
                from {Identifier.Quote(agenda.Table)} t
                where t.due_at <= $2 and (t.due_at, t.id) > ($3, $4)
                    and exists (select from crm_shards s where s.name = $5 and s.owner = $6 and s.epoch = $7 and not s.paused)
                    and not exists (
                        select from crm_agenda_attempts a
                            where a.agenda = $5 and a.item_id = t.id and a.due_at = t.due_at and (a.next_at is null or a.next_at > clock_timestamp()))
                order by t.due_at, t.id
                limit {PageSize}
            """, connection)
        {
            Parameters =
            {
                Sql.Text(agenda.Shard), Sql.Long(AgendaClock.Micros(business)), Sql.Long(after.Due), Sql.Text(after.Id),
                Sql.Text(lease.Shard), Sql.Value(lease.Host, NpgsqlDbType.Uuid), Sql.Long(lease.Epoch),
            },
        };
        var items = new List<DueItem>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) items.Add(new(Read(reader.GetFieldValue<byte[]>(0)), reader.GetInt64(1), reader.GetInt64(2)));
        return items;
    }

    private AgendaItem Read(byte[] data)
    {
        try
        {
            return _documents.Deserialize(data);
        }
        catch (JsonException error)
        {
            throw new InvalidOperationException($"An item of {agenda.Name} cannot be read; rebuild it.", error);
        }
    }
}

/// <param name="Due">Microseconds since 1970 UTC.</param>
/// <param name="ProjectedTo">What the agenda had seen when the item was read.</param>
internal sealed record DueItem(AgendaItem Item, long Due, long ProjectedTo);

internal static class AgendaClock
{
    public static long Micros(TimeProvider business) => (business.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
