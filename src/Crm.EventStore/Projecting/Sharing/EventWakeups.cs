using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Crm.EventStore.Projecting.Sharing;

/// <summary>Listens for appends and for changes of shards; sets its signals now and then anyway, so that a lost notice costs a moment only.</summary>
internal sealed class EventWakeups(NpgsqlDataSource source, ProjectionOptions options, TimeProvider system, ILogger logger)
{
    private long _announced;

    public const string ShardsChannel = "crm_shards";
    public const string EventsChannel = "crm_events";

    public Signal Events { get; } = new();
    public Signal Shards { get; } = new();

    /// <summary>The highest position an append has announced to this host.</summary>
    public long Announced => Interlocked.Read(ref _announced);

    public async Task Run(CancellationToken ct)
    {
        using var poll = system.CreateTimer(_ => Events.Set(), null, options.Poll, options.Poll);
        var failures = 0;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(ct);
                connection.Notification += (_, notice) => Hear(notice);
                await using (var listen = new NpgsqlCommand($"listen {EventsChannel}; listen {ShardsChannel}", connection)) await listen.ExecuteNonQueryAsync(ct);
                failures = 0;
                // What was appended before we listened was not announced to us.
                Events.Set();
                try
                {
                    while (true) await connection.WaitAsync(ct);
                }
                finally
                {
                    await Unlisten(connection);
                }
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                failures++;
                logger.LogWarning(error, "Listening for events was interrupted; polling goes on");
                await Pause(options.BackOffAfter(failures), ct);
            }
        }
    }

    private void Hear(NpgsqlNotificationEventArgs notice)
    {
        if (notice.Channel == ShardsChannel)
        {
            Shards.Set();
            return;
        }

        if (long.TryParse(notice.Payload, NumberStyles.None, CultureInfo.InvariantCulture, out var position) && position > Announced)
            Interlocked.Exchange(ref _announced, position);
        Events.Set();
    }

    // The pool hands connections on as they are.
    private static async Task Unlisten(NpgsqlConnection connection)
    {
        if (connection.FullState != System.Data.ConnectionState.Open) return;
        await using var unlisten = new NpgsqlCommand("unlisten *", connection);
        await unlisten.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private async Task Pause(TimeSpan time, CancellationToken ct)
    {
        try
        {
            await Task.Delay(time, system, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The loop sees it and ends.
        }
    }
}
