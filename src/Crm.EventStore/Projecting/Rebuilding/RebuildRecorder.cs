using Crm.EventStore.Projecting.Models;
using Npgsql;
using NpgsqlTypes;

namespace Crm.EventStore.Projecting.Rebuilding;

/// <summary>Passes progress on to who asked for it and, once a second, to the database, where status shows it.</summary>
internal sealed class RebuildRecorder(NpgsqlDataSource source, string shard, IProgress<RebuildProgress>? listener, TimeProvider system) : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private long _recordedAt = system.GetTimestamp();
    private Task _recording = Task.CompletedTask;

    public void Report(RebuildProgress progress)
    {
        listener?.Report(progress);
        if (system.GetElapsedTime(_recordedAt) < Every || !_recording.IsCompleted) return;
        _recordedAt = system.GetTimestamp();
        _recording = Record(progress);
    }

    public async ValueTask DisposeAsync() => await _recording;

    private async Task Record(RebuildProgress progress)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync();
            await Sql.Run(
                connection,
                """
                update crm_rebuilds set share_done = $2, events_per_second = $3, seconds_left = $4, updated_at = clock_timestamp() where shard = $1
                """,
                CancellationToken.None,
                Sql.Text(shard),
                Sql.Value((decimal)Math.Round(progress.Share, 4), NpgsqlDbType.Numeric),
                Sql.Value(progress.EventsPerSecond, NpgsqlDbType.Integer),
                new NpgsqlParameter { Value = progress.Left is { } left ? (int)left.TotalSeconds : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        }
        catch (NpgsqlException)
        {
            // Progress is for people; the rebuild itself finds out whether the database is there.
        }
    }
}
