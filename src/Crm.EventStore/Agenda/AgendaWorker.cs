using System.Collections.Concurrent;
using Crm.EventStore.Projecting;
using Crm.EventStore.Projecting.Models;
using Crm.EventStore.Projecting.Sharing;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Crm.EventStore.Agenda;

/// <summary>Runs the agendas whose shards this host owns: looks for due items at every poll, and at once when it is nudged.</summary>
internal sealed class AgendaWorker(
    NpgsqlDataSource source, IReadOnlyList<ReadModel> agendas, IAgendaHandler handler, TimeProvider business,
    ProjectionOptions options, TimeProvider system, ILogger logger, CancellationToken stopping) : IShardWorker
{
    private readonly Dictionary<string, ReadModel> _agendas = agendas.ToDictionary(agenda => ShardOf(agenda.Name));
    private readonly ConcurrentDictionary<string, (CancellationTokenSource Leaving, Task Running)> _running = new();

    public string Kind => "agenda";

    public IReadOnlyCollection<string> Shards => _agendas.Keys;

    /// <summary>Set when the business clock was moved or somebody waits.</summary>
    public Signal Nudges { get; } = new();

    /// <summary>The business instant, in microseconds since 1970 UTC.</summary>
    public long Now => AgendaClock.Micros(business);

    /// <summary>The name an agenda's runner has beside its projection.</summary>
    public static string NameOf(string projection) => projection + "_runner";

    public static string ShardOf(string projection) => ShardName.Of(NameOf(projection), 1);

    public void Take(IReadOnlyList<ShardLease> leases)
    {
        foreach (var lease in leases)
        {
            if (_running.TryRemove(lease.Shard, out var old)) old.Leaving.Cancel();
            var leaving = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var before = old.Running ?? Task.CompletedTask;
            _running[lease.Shard] = (leaving, Task.Run(() => Run(lease, before, leaving.Token)));
        }
    }

    public async Task Leave(IReadOnlyCollection<string> shards)
    {
        foreach (var shard in shards)
        {
            if (!_running.TryRemove(shard, out var running)) continue;
            await running.Leaving.CancelAsync();
            await running.Running;
        }
    }

    private async Task Run(ShardLease lease, Task before, CancellationToken ct)
    {
        await before;
        var runner = new AgendaRunner(source, _agendas[lease.Shard], lease, handler, business, options, system, logger);
        while (!ct.IsCancellationRequested)
        {
            var nudged = Nudges.Next;
            try
            {
                await runner.RunDue(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                logger.LogWarning(error, "{Shard} could not look for what is due", lease.Shard);
            }

            using var pause = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.WhenAny(nudged, Task.Delay(options.Poll, system, pause.Token));
            await pause.CancelAsync();
        }
    }
}
