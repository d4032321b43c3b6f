using System.Collections.Concurrent;
using System.Net;
using Crm.Api.Hosting;
using Crm.Api.Identity.Access;
using Dapper;
using Npgsql;

namespace Crm.Api.Identity.ApiKeys;

/// <summary>When keys were used last: remembered at every request, written now and then.</summary>
public sealed class KeyUses(NpgsqlDataSource source, NaturalKeys keys, TimeProvider clock)
{
    private readonly ConcurrentDictionary<Guid, (DateTimeOffset At, IPAddress? Address)> _uses = new();

    public void Used(Guid keyId, IPAddress? address) => _uses[keyId] = (clock.GetUtcNow(), address);

    /// <summary>Writes what has gathered.</summary>
    public async Task Write(CancellationToken ct)
    {
        var taken = _uses.Keys.ToArray().Select(id => (Id: id, Known: _uses.TryRemove(id, out var use), Use: use)).Where(row => row.Known).ToList();
        if (taken.Count == 0) return;

        await using var connection = await source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new(
            """
            insert into crm_api_key_uses as u (key_id, used_at, address_mark) select * from unnest(@ids, @at, @marks)
            on conflict (key_id) do update set used_at = excluded.used_at, address_mark = excluded.address_mark where u.used_at < excluded.used_at
            """,
            new
            {
                ids = taken.Select(row => row.Id).ToArray(),
                at = taken.Select(row => row.Use.At.UtcDateTime).ToArray(),
                marks = taken.Select(row => row.Use.Address is { } address ? VisitWriter.MarkOf(keys, address) : (Guid?)null).ToArray(),
            }, cancellationToken: ct));
    }

    public async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> Of(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<(Guid Id, DateTime At)>(new(
            "select key_id, used_at from crm_api_key_uses where key_id = any(@ids)", new { ids = ids.ToArray() }, cancellationToken: ct)))
            .ToDictionary(row => row.Id, row => new DateTimeOffset(DateTime.SpecifyKind(row.At, DateTimeKind.Utc)));
    }
}

/// <summary>Writes the uses of keys every ten seconds, and when the host stops.</summary>
public sealed class KeyUseWriter(KeyUses uses, DatabaseGate gate, ILogger<KeyUseWriter> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            await gate.Opened(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Try(stoppingToken);
        }
        finally
        {
            if (gate.IsOpen) await Try(CancellationToken.None);
        }
    }

    private async Task Try(CancellationToken ct)
    {
        try
        {
            await uses.Write(ct);
        }
        catch (Exception exception) when (Http.ProblemMiddleware.IsUnavailable(exception))
        {
            logger.LogDebug(exception, "Uses of keys could not be written");
        }
    }
}
