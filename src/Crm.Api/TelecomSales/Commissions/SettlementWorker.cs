using System.Collections.Concurrent;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.CommissionSettlements;
using Crm.EventStore.Append;
using Crm.Projections.TelecomSales.Commissions;
using Npgsql;

namespace Crm.Api.TelecomSales.Commissions;

/// <summary>Runs started settlements to their end: those of this host at once, those of a host that was killed within seconds.</summary>
public sealed class SettlementWorker(CommissionSettling settling, ViewReader views, DatabaseGate gate, ILogger<SettlementWorker> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _started = new(0);
    private readonly ConcurrentQueue<Guid> _new = new();

    /// <summary>Says that a settlement was started here; the list of them may not have seen it yet.</summary>
    public void Wake(CommissionSettlementId settlement)
    {
        _new.Enqueue(settlement.Value);
        _started.Release();
    }

    public override void Dispose()
    {
        base.Dispose();
        _started.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.Opened(stoppingToken);
        while (true)
        {
            try
            {
                while (_new.TryDequeue(out var id)) await Run(id, stoppingToken);
                foreach (var id in await views.Query<Guid>($"select id from {DocumentTable.Of<CommissionSettlementList>()} where state = 'running' order by id", null, stoppingToken))
                    await Run(id, stoppingToken);
            }
            catch (Exception fault) when (fault is NpgsqlException or StoreUnavailableException)
            {
                logger.LogWarning("Settlements wait for the database ({Reason})", fault.GetType().Name);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // The host serves on; it is tried again, and the log says why nothing is settled.
                logger.LogError(fault, "Settlements stand still");
            }

            await _started.WaitAsync(LookEvery, stoppingToken);
        }
    }

    private Task<CommissionSettlement?> Run(Guid id, CancellationToken ct) =>
        settling.Run(new CommissionSettlementId(id), new CommandOrigin("SettleCommissions", CausationId: $"settlement:{id}"), ct);
}
