using System.Net;
using Crm.Api.Hosting;
using Crm.EventStore.Serialization.Personal;
using Dapper;
using Npgsql;

namespace Crm.Api.Identity.Access;

/// <summary>Brings visits to the database and asks the look-up service about addresses that were refused; all of it beside the requests.</summary>
public sealed class VisitWriter(
    VisitLog visits, NpgsqlDataSource source, ISubjectKeyStore subjects, NaturalKeys keys, AddressLookup lookup, DatabaseGate gate, TimeProvider clock,
    ILogger<VisitWriter> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Writes what has gathered.</summary>
    /// <param name="all">Also what would wait for the end of its hour.</param>
    public async Task Write(bool all, CancellationToken ct)
    {
        var taken = visits.Take(all);
        if (taken.Count == 0) return;

        // An address is personal data of who came from there, and of nobody where nobody is known.
        var ring = (await subjects.FindOrCreate([.. taken.Select(visit => visit.UserId ?? Guid.Empty).Distinct()], ct)).ToDictionary(key => key.Subject);
        await using var connection = await source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new(
            "select crm_record_visits(@at, @kind, @mark, @address, @user, @requests)", new
            {
                at = taken.Select(visit => visit.At.UtcDateTime).ToArray(),
                kind = taken.Select(visit => visit.Kind).ToArray(),
                mark = taken.Select(visit => visit.Address is { } address ? MarkOf(keys, address) : (Guid?)null).ToArray(),
                address = taken.Select(visit => visit.Address is { } address ? ring[visit.UserId ?? Guid.Empty].Encrypt(address.ToString()) : null).ToArray(),
                user = taken.Select(visit => visit.UserId).ToArray(),
                requests = taken.Select(visit => visit.Requests).ToArray(),
            }, cancellationToken: ct));
        foreach (var address in taken.Where(visit => visit is { Kind: not Visit.Let, Address: not null }).Select(visit => visit.Address!).Distinct())
            lookup.Wanted(address);
    }

    /// <summary>An address as the log finds it by, which tells nothing of it.</summary>
    public static Guid MarkOf(NaturalKeys keys, IPAddress address) => keys.Derive("visit-address", Networks.Plain(address).ToString());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            await gate.Opened(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await Try(all: false, stoppingToken);
                await lookup.AskNext(stoppingToken);
            }
        }
        finally
        {
            // Here and not when it is told to stop, which may happen more than once.
            if (gate.IsOpen) await Try(all: true, CancellationToken.None);
        }
    }

    private async Task Try(bool all, CancellationToken ct)
    {
        try
        {
            await Write(all, ct);
        }
        catch (Exception exception) when (Http.ProblemMiddleware.IsUnavailable(exception))
        {
            logger.LogWarning("Visits of about {Instant} could not be recorded: {Reason}", clock.GetUtcNow(), exception.GetType().Name);
        }
    }
}
