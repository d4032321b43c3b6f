using Crm.Api.Hosting;
using Crm.EventStore;
using Dapper;
using Npgsql;

namespace Crm.Api.Identity;

/// <summary>Watches the store for events that change who may do what, and has this host forget what they overtook.</summary>
/// <remarks>
/// One statement every <see cref="Interval"/>, however many requests there are: that is what lets a request be answered without asking the
/// database who its caller is. While the store cannot be watched, nothing that is remembered is trusted for longer than <see cref="Trust"/>.
/// </remarks>
public sealed class IdentityFeed(
    NpgsqlDataSource source, IdentityRules rules, Callers callers, DatabaseGate gate, ILogger<IdentityFeed> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    public static readonly TimeSpan Trust = TimeSpan.FromSeconds(2);

    private static readonly string[] OfRules = Aliases(
        "RoleDefined", "RolePermissionsChanged", "RoleRetired", "SignInPolicySet", "NetworkAllowed", "NetworkWithdrawn");

    private static readonly string[] Watched =
    [
        .. OfRules,
        .. Aliases(
            "SessionEnded", "PasswordSet", "RoleGranted", "RoleRevoked", "UserSuspended", "UserReactivated", "UserClosed", "UserProfileChanged", "UserSessionsEnded",
            "SecondFactorReset", "ApiKeyReplaced", "ApiKeyRevoked"),
    ];

    private readonly SemaphoreSlim _one = new(1, 1);
    private long _seen = -1;

    /// <summary>Looks at once: after a command of this host, so that its own answer is not older than what it did.</summary>
    public async Task Look(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            await using var connection = await source.OpenConnectionAsync(ct);
            var head = await connection.ExecuteScalarAsync<long>(new("select coalesce((select seq_id from mt_events order by seq_id desc limit 1), 0)", cancellationToken: ct));
            if (_seen < 0 || head < _seen)
            {
                // The first look, or a server that came back without its last commits.
                await rules.Refresh(ct);
                callers.ForgetAll();
            }
            else if (head > _seen)
            {
                await Changed([.. await connection.QueryAsync<(Guid Stream, string Type)>(new(
                    "select distinct stream_id, type from mt_events where seq_id > @after and seq_id <= @head and type = any(@types)",
                    new { after = _seen, head, types = Watched }, cancellationToken: ct))], ct);
            }

            _seen = head;
            callers.Seen();
        }
        finally
        {
            _one.Release();
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _one.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.Opened(stoppingToken);
        using var timer = new PeriodicTimer(Interval);
        do
        {
            try
            {
                await Look(stoppingToken);
            }
            catch (Exception exception) when (Http.ProblemMiddleware.IsUnavailable(exception))
            {
                logger.LogDebug(exception, "The store cannot be watched for changes of rights; what is remembered is looked up again meanwhile");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task Changed(IReadOnlyList<(Guid Stream, string Type)> changes, CancellationToken ct)
    {
        if (changes.Count == 0) return;

        if (changes.Any(change => OfRules.Contains(change.Type)))
        {
            await rules.Refresh(ct);
            callers.ForgetAll();
            return;
        }

        callers.Forget(changes.Select(change => change.Stream).ToHashSet());
    }

    private static string[] Aliases(params string[] events) => [.. events.Select(SnakeCase.Of)];
}
