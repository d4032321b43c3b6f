using Crm.EventStore.Projecting.Models;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Crm.EventStore.Sealing;

/// <summary>
/// Seals and publishes off the append path. One host at a time does it: its lease is a lock that its connection holds, so that it is free
/// the moment the host or its connection is gone. The lease saves work only; what keeps a chain straight is the number of the seal.
/// </summary>
public sealed class SealingHost(
    SealStore store, Sealer sealer, HeadPublishing publishing, SealingOptions options, TimeProvider system, ILogger<SealingHost> logger) : BackgroundService
{
    private const long Lease = 1129467210;

    /// <summary>Why this host does not seal, although it would have to; <c>null</c>: all is well, or another one does.</summary>
    public string? Trouble { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await HoldLease(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (SealKeyException exception)
            {
                if (Trouble != exception.Message) logger.LogError("Nothing is sealed: {Reason}", exception.Message);
                Trouble = exception.Message;
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedTable)
            {
                // The schema is being applied.
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
            {
                // The database is away or was: nobody learns anything from where in this program it was noticed.
                Trouble = exception.Message;
                logger.LogWarning("Sealing was interrupted and is tried again: {Reason}", exception.GetBaseException().Message.ReplaceLineEndings(" "));
            }
            catch (Exception exception)
            {
                Trouble = exception.Message;
                logger.LogWarning(exception, "Sealing was interrupted; it is tried again");
            }

            await Task.Delay(options.RetryAfter, system, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task HoldLease(CancellationToken ct)
    {
        await using var connection = await store.Database.OpenConnectionAsync(ct);
        if (!await Sql.One<bool>(connection, $"select pg_try_advisory_lock({Lease})", ct))
        {
            Trouble = null;
            return;
        }

        using var held = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            // When one ends, by its mistake or because the connection is gone, all end and begin again together.
            var work = SealSource.All.Select(source => SealOn(connection, source, held.Token))
                .Concat(SealSource.All.SelectMany(source => publishing.Publishers.Select(publisher => PublishOn(publisher, source.Chain, held.Token)))).ToList();
            var first = await Task.WhenAny(work);
            await held.CancelAsync();
            await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await first;
        }
        finally
        {
            if (connection.FullState == System.Data.ConnectionState.Open)
                await Sql.One<bool>(connection, $"select pg_advisory_unlock({Lease})", CancellationToken.None);
        }
    }

    private async Task SealOn(NpgsqlConnection lease, SealSource source, CancellationToken ct)
    {
        while (true)
        {
            if (source == SealSource.Events) await Sql.One<int>(lease, "select 1", ct);
            await sealer.Seal(source, everything: false, ct);
            if (source == SealSource.Events) Trouble = null;
            await Task.Delay(options.Poll, system, ct);
        }
    }

    // A receiver that is away must not keep anything from being sealed, nor another receiver from being told.
    private async Task PublishOn(IHeadPublisher publisher, string chain, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await publishing.Publish(publisher, chain, ct);
            }
            catch (Exception exception) when (!ct.IsCancellationRequested && exception is not NpgsqlException)
            {
                logger.LogWarning("The head of {Chain} could not be published to {Publisher}: {Reason}", chain, publisher.Name, exception.Message);
            }

            await Task.Delay(options.PublishEvery, system, ct);
        }
    }
}
