using Crm.EventStore.Projecting;
using Crm.EventStore.Projecting.Models;
using Crm.EventStore.Projecting.Sharing;
using Crm.EventStore.Serialization;
using Crm.EventStore.Streams;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Polly;
using Polly.Retry;

namespace Crm.EventStore.Reactions;

/// <summary>One reaction while this host owns its shard: what is new, in order, and dead letters that an operator wants tried again.</summary>
internal sealed class ReactionShard(
    NpgsqlDataSource source, EventLog log, EventTypes types, Reaction reaction, ShardLease lease, ProjectionOptions options, TimeProvider system, ILogger logger)
{
    private static readonly ResiliencePropertyKey<int> Attempt = new("attempt");

    private readonly HashSet<Type> _handles = [.. reaction.Handles];
    private readonly IReadOnlyList<string> _aliases = types.AliasesReaching(reaction.Handles);
    private readonly ResiliencePipeline _retry = reaction.Attempts <= 1 ? ResiliencePipeline.Empty : Retrying(reaction, options, system);

    private long? _position;

    /// <summary>Reacts to everything up to the present end.</summary>
    public async Task React(Action<long> advanced, CancellationToken ct)
    {
        _position ??= await Checkpoint(ct);
        advanced(_position.Value);
        await Redrive(ct);
        while (true)
        {
            // What lies between the last event of a page that is not full and the head asked before it is of other types.
            var head = await log.Head(ct);
            if (head <= _position) return;
            var page = await log.ReadPage(_position.Value, _aliases, options.LivePage, ct);
            foreach (var recorded in page.Where(recorded => _handles.Contains(recorded.Data.GetType())))
            {
                if (await Try(recorded, ct) is { } error) await Bury(recorded, error, ct);
                else await Advance(recorded.Position, ct);
                advanced(recorded.Position);
            }

            var next = page.Count < options.LivePage ? Math.Max(head, page.Count == 0 ? 0 : page[^1].Position) : page[^1].Position;
            if (next > _position) await Advance(next, ct);
            advanced(next);
        }
    }

    public async Task Report(Exception error, TimeSpan retryIn)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync();
            await Sql.Run(
                connection,
                """
                update crm_shards set error = $2, error_since = coalesce(error_since, clock_timestamp()), retry_at = clock_timestamp() + $3
                    where name = $1
                """,
                CancellationToken.None,
                Sql.Text(lease.Shard),
                Sql.Text(Fault.Text(error)),
                Sql.Value(retryIn, NpgsqlDbType.Interval));
        }
        catch (NpgsqlException unreported)
        {
            logger.LogWarning(unreported, "The error could not be recorded");
        }
    }

    /// <returns>What the last attempt threw; <c>null</c>: done.</returns>
    private async Task<Exception?> Try(Recorded recorded, CancellationToken ct)
    {
        var key = DerivedId.Of(reaction.Name, recorded.EventId);
        var context = ResilienceContextPool.Shared.Get(ct);
        try
        {
            await _retry.ExecuteAsync(
                async inner => await reaction.React(
                    recorded, new(reaction.Name, key, inner.Properties.GetValue(Attempt, 1)), inner.CancellationToken),
                context);
            return null;
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            logger.LogError(error, "{Reaction} failed for good on the event at {Position}", reaction.Name, recorded.Position);
            return error;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async Task<long> Checkpoint(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await Sql.One<long>(connection, "select last_seq_id from mt_event_progression where name = $1", ct, Sql.Text(lease.Shard));
    }

    private async Task Advance(long position, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { AdvanceTo(position) } };
        await batch.ExecuteNonQueryAsync(ct);
        _position = position;
    }

    // The letter and the checkpoint that passes the event are one.
    private async Task Bury(Recorded recorded, Exception error, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                AdvanceTo(recorded.Position),
                new NpgsqlBatchCommand("""
                    insert into crm_dead_letters (reaction, position, event_id, stream_id, event_type, error, attempts)
                        values ($1, $2, $3, $4, $5, $6, $7)
                        on conflict (reaction, position) do update set error = excluded.error, attempts = crm_dead_letters.attempts + excluded.attempts
                    """)
                {
                    Parameters =
                    {
                        Sql.Text(lease.Shard), Sql.Long(recorded.Position), Sql.Value(recorded.EventId, NpgsqlDbType.Uuid),
                        Sql.Value(recorded.StreamId, NpgsqlDbType.Uuid), Sql.Text(recorded.EventType), Sql.Text(Fault.Text(error)),
                        Sql.Value(reaction.Attempts, NpgsqlDbType.Integer),
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(ct);
        _position = recorded.Position;
    }

    private NpgsqlBatchCommand AdvanceTo(long position) => new("select crm_advance($1, $2, $3, $4, $5)")
    {
        Parameters =
        {
            Sql.Value(lease.Host, NpgsqlDbType.Uuid), Sql.Texts([lease.Shard]), Sql.Array([lease.Epoch], NpgsqlDbType.Bigint),
            Sql.Array([_position!.Value], NpgsqlDbType.Bigint), Sql.Array([position], NpgsqlDbType.Bigint),
        },
    };

    private async Task Redrive(CancellationToken ct)
    {
        foreach (var position in await ToRedrive(ct))
        {
            var recorded = (await log.ReadPage(position - 1, types: null, 1, ct)).Single();
            var error = await Try(recorded, ct);
            await using var connection = await source.OpenConnectionAsync(ct);
            if (error is null)
            {
                await Sql.Run(
                    connection, "delete from crm_dead_letters where reaction = $1 and position = $2", ct, Sql.Text(lease.Shard), Sql.Long(position));
                continue;
            }

            await Sql.Run(
                connection,
                """
                update crm_dead_letters set redrive = false, error = $3, attempts = attempts + $4, last_attempt_at = clock_timestamp()
                    where reaction = $1 and position = $2
                """,
                ct,
                Sql.Text(lease.Shard),
                Sql.Long(position),
                Sql.Text(Fault.Text(error)),
                Sql.Value(reaction.Attempts, NpgsqlDbType.Integer));
        }
    }

    private async Task<long[]> ToRedrive(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await Sql.One<long[]>(
            connection, "select array_agg(position order by position) from crm_dead_letters where reaction = $1 and redrive", ct, Sql.Text(lease.Shard)) ?? [];
    }

    private static ResiliencePipeline Retrying(Reaction reaction, ProjectionOptions options, TimeProvider system) =>
        new ResiliencePipelineBuilder { TimeProvider = system }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = reaction.Attempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                Delay = reaction.FirstPause,
                MaxDelay = options.LongestBackOff,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder().Handle<Exception>(error => error is not OperationCanceledException),
                OnRetry = retry =>
                {
                    retry.Context.Properties.Set(Attempt, retry.AttemptNumber + 2);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
}
