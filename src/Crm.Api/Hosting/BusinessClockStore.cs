using Dapper;
using Npgsql;

namespace Crm.Api.Hosting;

/// <summary>Keeps how far the business clock is ahead in the database, for all hosts.</summary>
public sealed class BusinessClockStore(NpgsqlDataSource source, BusinessClock clock)
{
    /// <summary>Takes over what the database says.</summary>
    public async Task Read(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        clock.Advance(FromMicroseconds(await connection.ExecuteScalarAsync<long?>(new(
            "select ahead_microseconds from crm_business_clock", cancellationToken: ct)) ?? 0));
    }

    /// <summary>Moves the clock of every host to at least this far ahead; another's longer move stays.</summary>
    public async Task Move(TimeSpan ahead, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        var now = await connection.ExecuteScalarAsync<long>(new(
            """
            insert into crm_business_clock (ahead_microseconds) values (@ahead)
            on conflict (only_row) do update set ahead_microseconds = greatest(crm_business_clock.ahead_microseconds, excluded.ahead_microseconds)
            returning ahead_microseconds
            """,
            new { ahead = ahead.Ticks / TimeSpan.TicksPerMicrosecond }, cancellationToken: ct));
        clock.Advance(FromMicroseconds(now));
    }

    private static TimeSpan FromMicroseconds(long value) => TimeSpan.FromTicks(value * TimeSpan.TicksPerMicrosecond);
}

/// <summary>Has the business clock right before the first request.</summary>
public sealed class BusinessClockSync(BusinessClockStore store) : IStartupTask
{
    public int Order => 1;

    public Task Run(CancellationToken ct) => store.Read(ct);
}

/// <summary>Follows the moves that other hosts make, in Development only.</summary>
public sealed class BusinessClockFollower(
    BusinessClockStore store, DatabaseGate gate, IHostEnvironment environment, TimeProvider system, ILogger<BusinessClockFollower> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!environment.IsDevelopment()) return;

        await gate.Opened(stoppingToken);
        using var timer = new PeriodicTimer(Interval, system);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await store.Read(stoppingToken);
            }
            catch (Exception exception) when (Http.ProblemMiddleware.IsUnavailable(exception))
            {
                logger.LogDebug(exception, "The business clock could not be read; trying again");
            }
        }
    }
}
