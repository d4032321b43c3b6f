using System.Globalization;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Domain.Identity.AccessLogs;
using Dapper;
using Npgsql;

namespace Crm.Api.Identity.Access;

/// <summary>Cuts the log of visits back to what the policy keeps: whole days, and never without an event that says so.</summary>
public sealed class AccessLogPurge(NpgsqlDataSource source, CommandRunner runner, IdentityRules rules, NaturalKeys keys, TimeProvider clock)
{
    private const long Lock = 1129467206;

    /// <summary>Drops the days that are older than the policy keeps; the event comes first, so that nothing goes without a trace.</summary>
    /// <returns>The days that went.</returns>
    public async Task<IReadOnlyList<PurgedDay>> Run(CommandOrigin origin, CancellationToken ct)
    {
        var policy = (await rules.Get(ct)).Policy;
        var before = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-policy.AccessLogDays);
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new($"select pg_advisory_xact_lock({Lock})", transaction: transaction, cancellationToken: ct));
        var days = (await connection.QueryAsync<(DateTime Day, long Rows, string Digest)>(new(
            "select day::timestamp, rows, digest from crm_old_visits(@before::date) order by day", new { before = before.ToString("O", CultureInfo.InvariantCulture) }, transaction, cancellationToken: ct)))
            .Select(row => new PurgedDay(DateOnly.FromDateTime(row.Day), row.Rows, row.Digest)).ToList();
        if (days.Count == 0) return days;

        var id = keys.Sole("access-log");
        var outcome = await runner.Run<AccessLogKeeping>(
            id, origin with { Command = "PurgeAccessLog" }, keeping => RecordPurgeHandler.Handle(new(id, before, days, origin.Actor), keeping), ct);
        if (outcome is not CommandOutcome.Done) throw new InvalidOperationException($"The purge could not be recorded: {outcome.GetType().Name}.");

        await connection.ExecuteAsync(new(
            "select crm_drop_visits(@days::date[])", new { days = days.Select(day => day.Day.ToString("O", CultureInfo.InvariantCulture)).ToArray() }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return days;
    }
}

/// <summary>Purges once an hour, on whichever host comes first.</summary>
public sealed class AccessLogPurging(AccessLogPurge purge, DatabaseGate gate, ILogger<AccessLogPurging> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.Opened(stoppingToken);
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var days = await purge.Run(new CommandOrigin("PurgeAccessLog"), stoppingToken);
                if (days.Count > 0) logger.LogInformation("{Days} days of the access log were purged", days.Count);
            }
            catch (Exception exception) when (ProblemMiddleware.IsUnavailable(exception))
            {
                logger.LogWarning("The access log could not be purged: {Reason}", exception.GetType().Name);
            }
        }
    }
}
