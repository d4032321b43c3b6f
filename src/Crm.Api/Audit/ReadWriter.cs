using System.Text.Json;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Dapper;
using Npgsql;

namespace Crm.Api.Audit;

/// <summary>Brings reads to the access log in batches; what waits is written before the host stops.</summary>
public sealed class ReadWriter(ReadQueue queue, NpgsqlDataSource source, DatabaseGate gate, TimeProvider clock, ILogger<ReadWriter> logger) : BackgroundService
{
    private const int Batch = 500;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100), AfterFailure = TimeSpan.FromSeconds(1);

    // Read from the queue and not yet in the database.
    private IReadOnlyList<RecordedRead> _pending = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await gate.Opened(stoppingToken);
            while (await queue.Some(stoppingToken))
            {
                await Task.Delay(Gathering, clock, stoppingToken);
                if (!await Write()) await Task.Delay(AfterFailure, clock, stoppingToken);
            }
        }
        finally
        {
            // Here and not when it is told to stop, which may happen more than once.
            if (gate.IsOpen) await WriteWhatIsLeft();
        }
    }

    private async Task WriteWhatIsLeft()
    {
        while (await Write() && !queue.IsEmpty)
        {
        }

        var lost = _pending.Count + queue.Take(int.MaxValue).Count;
        if (lost == 0) return;
        queue.Lost(lost);
        logger.LogError("{Reads} reads of personal data could not be recorded before the host stopped", lost);
    }

    // One statement for the batch, whatever is in it, and never broken off in the middle: it could not be told then whether it is written.
    // False: the database did not take it; it is tried again.
    private async Task<bool> Write()
    {
        if (_pending.Count == 0) _pending = queue.Take(Batch);
        if (_pending.Count == 0) return true;
        try
        {
            await using var connection = await source.OpenConnectionAsync(CancellationToken.None);
            await connection.ExecuteAsync(new(
                """
                select crm_record_access(r.id, r.actor, r.kind, 'ended', r.subject, r.asked::jsonb, r.rows, r.permission, r.correlation)
                from unnest(@id, @actor, @kind, @subject, @asked, @rows, @permission, @correlation) as r (id, actor, kind, subject, asked, rows, permission, correlation)
                """, new
                {
                    id = _pending.Select(read => read.Id).ToArray(),
                    actor = _pending.Select(read => read.Actor).ToArray(),
                    kind = _pending.Select(read => AccessLog.NameOf(read.Kind)).ToArray(),
                    subject = _pending.Select(read => read.Subject).ToArray(),
                    asked = _pending.Select(read => JsonSerializer.Serialize(new { endpoint = read.Endpoint, records = read.Records })).ToArray(),
                    rows = _pending.Select(read => (long)read.Rows).ToArray(),
                    permission = _pending.Select(read => read.Permission).ToArray(),
                    correlation = _pending.Select(read => read.CorrelationId).ToArray(),
                }));
        }
        catch (Exception exception) when (ProblemMiddleware.IsUnavailable(exception) || exception is NpgsqlException)
        {
            logger.LogWarning("{Reads} reads wait to be recorded: {Reason}", _pending.Count, exception.GetType().Name);
            return false;
        }

        queue.Recorded(_pending.Count);
        _pending = [];
        return true;
    }
}
