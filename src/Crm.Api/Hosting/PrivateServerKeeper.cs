using Crm.EventStore.LocalPostgres;

namespace Crm.Api.Hosting;

/// <summary>Starts the private PostgreSQL again when it dies under a serving host: nobody else looks after it.</summary>
public sealed class PrivateServerKeeper(DatabaseServer server, TimeProvider time, ILogger<PrivateServerKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (server.PrivateFolder is null) return;

        using var timer = new PeriodicTimer(LookEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await server.Revive(stoppingToken)) logger.LogWarning("The private PostgreSQL had died; it runs again");
            }
            catch (Exception exception) when (exception is PostgresClusterException or IOException)
            {
                // Another process that shares it may be at it this moment; the next look tells.
                logger.LogError(exception, "The private PostgreSQL does not start again");
            }
        }
    }
}
