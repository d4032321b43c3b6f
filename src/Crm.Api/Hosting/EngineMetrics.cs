using System.Globalization;
using System.Text;
using Crm.Api.Http;
using Crm.EventStore.Agenda;
using Crm.EventStore.Projecting;
using Dapper;
using Npgsql;

namespace Crm.Api.Hosting;

/// <summary>What follows the events, in Prometheus' text format, as the database says it at the instant it is asked.</summary>
public sealed class EngineMetrics(ProjectionAdmin admin, Agendas agendas, NpgsqlDataSource database, DatabaseGate gate)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>Never fails: a database that does not answer is a measure too.</summary>
    public async Task<string> Write(CancellationToken ct)
    {
        var text = new StringBuilder();
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limited.CancelAfter(Limit);
        try
        {
            if (gate.IsOpen) await WriteShards(text, limited.Token);
        }
        catch (Exception exception) when (ProblemMiddleware.IsUnavailable(exception) || (exception is OperationCanceledException && !ct.IsCancellationRequested))
        {
            text.Clear();
        }

        Gauge(text, "crm_database_up", "Whether the database answered", [("", text.Length > 0 ? 1 : 0)]);
        return text.ToString();
    }

    private async Task WriteShards(StringBuilder text, CancellationToken ct)
    {
        var shards = await admin.Status(ct);
        var missed = (await agendas.Missed(ct)).CountBy(item => item.Agenda).ToDictionary();
        await using var connection = await database.OpenConnectionAsync(ct);
        var hosts = await connection.ExecuteScalarAsync<long>(new("select count(*) from crm_hosts where lease_until > clock_timestamp()", cancellationToken: ct));

        All("crm_projection_position", "Position that was reached", shards.Where(shard => shard.Kind != "agenda"), shard => shard.Position);
        All("crm_projection_lag_events", "Events not seen yet", shards.Where(shard => shard.Kind != "agenda"), shard => shard.Lag);
        All("crm_projection_lag_seconds", "Age of the first event not seen yet", shards.Where(shard => shard.Kind != "agenda"), shard => shard.LagTime.TotalSeconds);
        All("crm_quarantined_documents", "Documents that a poison event stopped", shards.Where(shard => shard.Kind == "projection"), shard => shard.Quarantined);
        All("crm_dead_letters", "Events whose effect failed for good", shards.Where(shard => shard.Kind == "reaction"), shard => shard.Quarantined);
        All("crm_deadlines_given_up", "Deadlines that wait for an operator", shards.Where(shard => shard.Kind == "agenda"), shard => shard.Quarantined);
        Gauge(text, "crm_deadlines_missed", "Deadlines that were refused for now, fail, or wait for an operator", missed.Select(agenda => ($"name=\"{agenda.Key}\"", (double)agenda.Value)));
        All("crm_shard_owned", "Whether a living host holds the lease", shards, shard => shard.Owner is null ? 0 : 1);
        All("crm_shard_paused", "Whether an operator paused it", shards, shard => shard.Paused ? 1 : 0);
        All("crm_shard_blocked", "Whether an error keeps it where it is", shards, shard => shard.Error is null ? 0 : 1);
        Gauge(text, "crm_hosts_alive", "Hosts whose lease has not run out", [("", hosts)]);

        void All(string name, string help, IEnumerable<ShardStatus> of, Func<ShardStatus, double> value) =>
            Gauge(text, name, help, of.Select(shard => ($"name=\"{shard.Name}\",kind=\"{shard.Kind}\"", value(shard))));
    }

    private static void Gauge(StringBuilder text, string name, string help, IEnumerable<(string Labels, double Value)> series)
    {
        text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n').Append("# TYPE ").Append(name).Append(" gauge\n");
        foreach (var (labels, value) in series)
        {
            text.Append(name);
            if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
            text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        }
    }
}
