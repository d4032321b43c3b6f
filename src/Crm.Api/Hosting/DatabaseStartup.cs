using Crm.EventStore.Schema;
using Crm.EventStore.Serialization.Personal;
using Npgsql;

namespace Crm.Api.Hosting;

/// <summary>Brings the database to the schema of this build and opens the gate; tries again for as long as it cannot be reached.</summary>
public sealed class DatabaseStartup(
    SchemaMigrator migrator, DatabaseGate gate, IEnumerable<IStartupTask> tasks, IHostApplicationLifetime lifetime, TimeProvider clock,
    ILogger<DatabaseStartup> logger) : BackgroundService
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(0.25), LongestWait = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var wait = FirstWait; ; wait = wait < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                foreach (var name in await migrator.Apply(stoppingToken)) logger.LogInformation("Applied {Migration}", name);
                foreach (var task in tasks.OrderBy(task => task.Order)) await task.Run(stoppingToken);
                gate.Open();
                return;
            }
            catch (Exception mismatch) when (mismatch is SchemaException or MasterKeyException)
            {
                // Waiting does not mend this: the other build has to be started, or the right database named.
                logger.LogCritical("{Reason}", mismatch.Message);
                gate.StillClosed(mismatch.Message);
                Environment.ExitCode = 1;
                lifetime.StopApplication();
                return;
            }
            catch (Exception exception) when (Http.ProblemMiddleware.IsUnavailable(exception) || exception is NpgsqlException)
            {
                var reason = exception is PostgresException postgres ? $"{postgres.SqlState}: {postgres.MessageText}" : exception.GetType().Name;
                gate.StillClosed($"The database cannot be reached ({reason}).");
                logger.LogWarning("The database cannot be reached ({Reason}); trying again in {Seconds:0.0} s", reason, wait.TotalSeconds);
            }

            await Task.Delay(wait, clock, stoppingToken);
        }
    }
}

/// <summary>Something to be done once the schema is there and before requests are taken: safe to repeat, and on several hosts at once.</summary>
public interface IStartupTask
{
    /// <summary>Lower ones come first.</summary>
    int Order { get; }

    Task Run(CancellationToken ct);
}
