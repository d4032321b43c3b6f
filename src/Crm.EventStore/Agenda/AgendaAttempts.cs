using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Projecting.Models;
using Npgsql;

namespace Crm.EventStore.Agenda;

/// <summary>What became of deadlines that could not be met at once.</summary>
internal sealed class AgendaAttempts(NpgsqlDataSource source, ReadModel agenda, string shard, ProjectionOptions options)
{
    /// <summary>After so many failures an item waits for an operator.</summary>
    private const int MaxFailures = 8;

    private bool _mayHaveGone = true;

    /// <param name="outcome">refused, failed or still_due.</param>
    public async Task Record(DueItem item, string outcome, string detail, CancellationToken ct)
    {
        _mayHaveGone = true;
        await using var connection = await source.OpenConnectionAsync(ct);
        await Sql.Run(
            connection,
            """
            insert into crm_agenda_attempts as a (agenda, item_id, due_at, attempts, outcome, detail, next_at)
                values ($1, $2, $3, 1, $4, $5, clock_timestamp() + $6)
                on conflict (agenda, item_id, due_at) do update
                    set attempts = a.attempts + 1, outcome = excluded.outcome, detail = excluded.detail,
                        next_at = case when excluded.outcome = 'failed' and a.attempts + 1 >= $8 then null
                            else clock_timestamp() + least($7, $6 * power(2, least(a.attempts, 20))) end
            """,
            ct,
            Sql.Text(shard),
            Sql.Text(item.Item.Id),
            Sql.Long(item.Due),
            Sql.Text(outcome),
            Sql.Text(detail),
            new NpgsqlParameter<TimeSpan> { TypedValue = options.BackOff },
            new NpgsqlParameter<TimeSpan> { TypedValue = options.LongestBackOff },
            new NpgsqlParameter<int> { TypedValue = MaxFailures });
    }

    /// <summary>Items that left the agenda, or were moved, have no attempts any more.</summary>
    public async Task ForgetGone(CancellationToken ct)
    {
        if (!_mayHaveGone) return;
        await using var connection = await source.OpenConnectionAsync(ct);
        await Sql.Run(
            connection,
            $"""
            delete from crm_agenda_attempts a
                where a.agenda = $1
                    and not exists (select from {Identifier.Quote(agenda.Table)} t where t.id = a.item_id and t.due_at = a.due_at)
            """,
            ct,
            Sql.Text(shard));
        _mayHaveGone = await Sql.One<bool>(connection, "select exists (select from crm_agenda_attempts where agenda = $1)", ct, Sql.Text(shard));
    }
}
