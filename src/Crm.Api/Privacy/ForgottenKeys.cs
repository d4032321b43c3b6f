using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.EventStore.Serialization.Personal;
using Crm.EventStore.Streams;
using Dapper;
using Npgsql;

namespace Crm.Api.Privacy;

/// <summary>Has this host forget keys that another destroyed, and redacts what was written with one in the moment before.</summary>
public sealed class ForgottenKeys(
    NpgsqlDataSource source, SubjectKeys keys, Aggregates aggregates, Erasures erasures, DatabaseGate gate, ILogger<ForgottenKeys> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // A transaction may commit after a later one: what is younger than this is looked at again.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    // After this every host has forgotten, and what was written before is in the trays.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(5);

    private readonly Dictionary<Guid, (DateTime At, bool Swept)> _known = [];
    private DateTime _since = DateTime.MinValue;

    /// <summary>Looks once.</summary>
    internal async Task Look(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        var now = await connection.ExecuteScalarAsync<DateTime>(new("select clock_timestamp()", cancellationToken: ct));
        if (_since == DateTime.MinValue) _since = now;
        var forgot = false;
        foreach (var (subject, at) in await connection.QueryAsync<(Guid, DateTime)>(new(
            "select subject_id, destroyed_at from crm_subject_keys where destroyed_at > @since", new { since = _since - Overlap }, cancellationToken: ct)))
        {
            if (at > _since) _since = at;
            if (!_known.TryAdd(subject, (at, Swept: false))) continue;
            keys.Forget(subject);
            forgot = true;
        }

        if (forgot) aggregates.ForgetAll();
        foreach (var (subject, (at, swept)) in _known.ToList())
        {
            if (!swept && at < now - Settled)
            {
                await erasures.EraseTexts(subject, new("ForgottenKeys"), ct);
                _known[subject] = (at, await erasures.EraseAddresses(subject, ct));
            }
            else if (swept && at < _since - Overlap)
            {
                _known.Remove(subject);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.Opened(stoppingToken);
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Look(stoppingToken);
            }
            catch (Exception exception) when (ProblemMiddleware.IsUnavailable(exception) || exception is NpgsqlException)
            {
                logger.LogDebug(exception, "Keys that others destroyed could not be asked for; tried again");
            }
        }
    }
}
