using System.Globalization;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Privacy;
using Crm.Domain.Identity.AccessLogs;
using Crm.Domain.Identity.SignInPolicies;
using Crm.EventStore.Sealing;
using Dapper;
using Npgsql;

namespace Crm.Api.Identity.Access;

/// <summary>A log that is kept for a time and then dropped by whole periods.</summary>
/// <param name="Name">Of the log and its chain of seals.</param>
/// <param name="Old">Its periods before a date, with rows, digest and whether a legal hold keeps them.</param>
/// <param name="Drop">Drops periods; the database refuses what is young or not sealed.</param>
/// <param name="After">The first day after a period.</param>
/// <param name="Days">For how long it is kept.</param>
public sealed record PurgeableLog(string Name, SealSource Source, string Old, string Drop, Func<DateOnly, DateOnly> After, Func<SignInPolicy, int> Days)
{
    public static readonly PurgeableLog Visits = new(
        PurgedLogs.Visits, SealSource.Visits, "select day::timestamp as day, rows, digest, is_held as Held from crm_old_visits(@before::date, @held) order by day", "select crm_drop_visits(@days::date[])",
        day => day.AddDays(1), policy => policy.AccessLogDays);

    public static readonly PurgeableLog Reads = new(
        PurgedLogs.Reads, SealSource.AccessLog, "select month::timestamp as day, rows, digest, is_held as Held from crm_old_reads(@before::date, @held) order by month", "select crm_drop_reads(@days::date[])",
        month => month.AddMonths(1), policy => policy.ReadLogDays);

    public static readonly IReadOnlyList<PurgeableLog> All = [Visits, Reads];
}

/// <summary>
/// Cuts a log back to what the policy keeps: whole periods, never without an event and a seal that say so, and never what a legal hold keeps. The
/// event comes first, the seal second, the rows go last: wherever it is broken off, nothing is gone that is not told, and the next run goes on.
/// </summary>
public sealed class AccessLogPurge(
    NpgsqlDataSource source, CommandRunner runner, IdentityRules rules, NaturalKeys keys, LegalHolds holds, SealStore seals, Sealer sealer, TimeProvider clock)
{
    private const long Lock = 1129467206;

    /// <summary>The stream of a log's purges.</summary>
    public Guid IdOf(PurgeableLog log) => keys.Sole(log == PurgeableLog.Visits ? "access-log" : "read-log");

    /// <returns>What went: days of visits, months of reads.</returns>
    /// <exception cref="SealKeyException">Nothing can be sealed here, so nothing may go.</exception>
    public async Task<IReadOnlyList<PurgedDay>> Run(PurgeableLog log, CommandOrigin origin, CancellationToken ct)
    {
        var before = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-log.Days((await rules.Get(ct)).Policy));
        var held = await holds.Held(ct);
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new($"select pg_advisory_xact_lock({Lock})", transaction: transaction, cancellationToken: ct));
        var old = (await connection.QueryAsync<(DateTime Day, long Rows, string Digest, bool Held)>(new(
            log.Old, new { before = before.ToString("O", CultureInfo.InvariantCulture), held = held.ToArray() }, transaction, cancellationToken: ct))).ToList();
        var days = old.Where(row => !row.Held).Select(row => new PurgedDay(DateOnly.FromDateTime(row.Day), row.Rows, row.Digest)).ToList();
        if (days.Count == 0) return days;

        var id = IdOf(log);
        var outcome = await runner.Run<AccessLogKeeping>(
            id, origin with { Command = "PurgeAccessLog" }, keeping => RecordPurgeHandler.Handle(new(id, log.Name, before, days, origin.Actor), keeping), ct);
        if (outcome is not CommandOutcome.Done done) throw new InvalidOperationException($"The purge could not be recorded: {outcome.GetType().Name}.");

        await State(log, days, FormattableString.Invariant($"{id}@{done.Version}"), ct);
        await connection.ExecuteAsync(new(
            log.Drop, new { days = days.Select(day => day.Day.ToString("O", CultureInfo.InvariantCulture)).ToArray() }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return days;
    }

    // One seal for periods that follow each other. Empty ones need none: no seal covers anything of them.
    private async Task State(PurgeableLog log, List<PurgedDay> days, string under, CancellationToken ct)
    {
        var needed = Micros(log.After(days[^1].Day)) - 1;
        if (await Sealed(log, ct) < needed) await sealer.Seal(log.Source, everything: true, ct);
        var upTo = await Sealed(log, ct);
        for (var first = 0; first < days.Count;)
        {
            var last = first;
            while (last + 1 < days.Count && log.After(days[last].Day) == days[last + 1].Day) last++;
            var (from, to) = (Micros(days[first].Day), Math.Min(upTo, Micros(log.After(days[last].Day)) - 1));
            if (to >= from) await sealer.RecordPurge(log.Source, from, to, under, ct);
            first = last + 1;
        }
    }

    private async Task<long> Sealed(PurgeableLog log, CancellationToken ct) => (await seals.Last(log.Source.Chain, ct))?.Header.Last ?? long.MinValue;

    private static long Micros(DateOnly day) => (new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
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
            foreach (var log in PurgeableLog.All) await Try(log, stoppingToken);
        }
    }

    private async Task Try(PurgeableLog log, CancellationToken ct)
    {
        try
        {
            var periods = await purge.Run(log, new CommandOrigin("PurgeAccessLog"), ct);
            if (periods.Count > 0) logger.LogInformation("{Periods} periods of the log {Log} were purged", periods.Count, log.Name);
        }
        catch (Exception exception) when (ProblemMiddleware.IsUnavailable(exception) || exception is SealKeyException or PostgresException)
        {
            logger.LogWarning("The log {Log} could not be purged: {Reason}", log.Name, exception.Message);
        }
    }
}
