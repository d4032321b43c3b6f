using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Projecting.Models;
using Crm.EventStore.Streams;
using Npgsql;

namespace Crm.EventStore.Agenda;

/// <summary>Deadlines as operators and the business clock see them, on any host.</summary>
public sealed class Agendas
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly NpgsqlDataSource _source;
    private readonly EventLog _log;
    private readonly ProjectionProgress _progress;
    private readonly IReadOnlyList<ReadModel> _agendas;
    private readonly Func<Followers> _followers;
    private readonly TimeProvider _system;

    internal Agendas(
        NpgsqlDataSource source, EventLog log, ProjectionProgress progress, ReadModels models, Func<Followers> followers, TimeProvider system)
    {
        (_source, _log, _progress, _followers, _system) = (source, log, progress, followers, system);
        _agendas = [.. models.All.Where(model => model.Projection is AgendaProjection)];
    }

    /// <summary>
    /// Waits until everything has happened that the present business instant asks for: nothing is due, and projections and reactions have seen
    /// what came of it. Call it after the business clock was moved. What was refused for now, or waits for an operator, is not waited for.
    /// </summary>
    public async Task<AgendaSettlement> Settled(TimeSpan timeout, CancellationToken ct)
    {
        var started = _system.GetTimestamp();
        while (true)
        {
            var left = timeout - _system.GetElapsedTime(started);
            var head = await _log.Head(ct);
            var seen = left > TimeSpan.Zero && await _progress.WaitForShards(_followers().Shards, head, left, ct);
            var due = await CountDue(ct);
            if (seen && due == 0 && await _log.Head(ct) == head) return new(head, Settled: true, 0);
            if (!seen) return new(head, Settled: false, due);
            _followers().Agenda?.Nudges.Set();
            // Whatever a due item makes happen is an event.
            await _progress.WaitForShards(_followers().Shards, head + 1, Moment, ct);
        }
    }

    /// <summary>Deadlines that were refused for now, fail, or wait for an operator.</summary>
    public async Task<IReadOnlyList<MissedDeadline>> Missed(CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            select agenda, item_id, due_at, attempts, outcome, detail, since, next_at from crm_agenda_attempts
                where agenda = any ($1) order by since, agenda, item_id
            """, connection)
        {
            Parameters = { Sql.Texts(_agendas.Select(agenda => AgendaWorker.ShardOf(agenda.Name))) },
        };
        var names = _agendas.ToDictionary(agenda => AgendaWorker.ShardOf(agenda.Name), agenda => agenda.Name);
        var missed = new List<MissedDeadline>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            missed.Add(new(
                names[reader.GetString(0)], reader.GetString(1), DateTimeOffset.UnixEpoch.AddTicks(reader.GetInt64(2) * TimeSpan.TicksPerMicrosecond),
                reader.GetInt32(3), reader.GetString(4), reader.GetString(5), reader.GetFieldValue<DateTimeOffset>(6),
                reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7)));
        }

        return missed;
    }

    /// <summary>Has failed items tried again at once, with all their attempts before them.</summary>
    /// <param name="itemId"><c>null</c>: all of the agenda.</param>
    public async Task<int> Retry(string agenda, string? itemId, CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand("delete from crm_agenda_attempts where agenda = $1 and item_id = coalesce($2, item_id)", connection)
        {
            Parameters =
            {
                Sql.Text(AgendaWorker.ShardOf(agenda)),
                new NpgsqlParameter { Value = itemId ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text },
            },
        };
        var changed = await command.ExecuteNonQueryAsync(ct);
        _followers().Agenda?.Nudges.Set();
        return changed;
    }

    private async Task<long> CountDue(CancellationToken ct)
    {
        if (_followers().Agenda is not { } worker) return 0;
        var due = 0L;
        await using var connection = await _source.OpenConnectionAsync(ct);
        foreach (var agenda in _agendas)
        {
            due += await Sql.One<long>(
                connection,
                $"""
                select count(*) from {Identifier.Quote(agenda.Table)} t
                    where t.due_at <= $1 and not exists (
                        select from crm_agenda_attempts a
                            where a.agenda = $2 and a.item_id = t.id and a.due_at = t.due_at and (a.next_at is null or a.outcome <> 'failed'))
                """,
                ct,
                Sql.Long(worker.Now),
                Sql.Text(AgendaWorker.ShardOf(agenda.Name)));
        }

        return due;
    }
}

/// <param name="Position">The last event when it was looked.</param>
/// <param name="Settled"><c>false</c>: the time ran out first.</param>
public sealed record AgendaSettlement(long Position, bool Settled, long StillDue);

/// <param name="Outcome"><c>refused</c>, <c>failed</c> or <c>still_due</c>.</param>
/// <param name="NextAt"><c>null</c>: it waits for an operator.</param>
public sealed record MissedDeadline(
    string Agenda, string ItemId, DateTimeOffset DueAt, int Attempts, string Outcome, string Detail, DateTimeOffset Since, DateTimeOffset? NextAt);
