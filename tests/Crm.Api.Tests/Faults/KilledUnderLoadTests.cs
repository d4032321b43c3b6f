using Crm.Benchmarks.Faults.Kit;
using Dapper;

namespace Crm.Api.Tests.Faults;

/// <summary><c>kill -9</c> in the middle of load: the shipped host in processes of its own, PostgreSQL with fsync, commands over HTTP.</summary>
[Collection(FaultTests.Name)]
public sealed class KilledUnderLoadTests(FaultFixture fixture)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5), TakeOver = TimeSpan.FromSeconds(10);

    // Always something under way, and yet time for a host to start beside it.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);
    private readonly FaultScene _scene = fixture.Scene;

    [Fact]
    public async Task What_was_acknowledged_is_there_once_after_host_PostgreSQL_and_both_were_killed()
    {
        await using var first = await _scene.StartHost(fixture.Limit);
        using var office = await FaultScene.SignedIn(first, fixture.Limit);
        var load = new ChargeLoad([office], await office.PlaceAccounts("KILLED", 6, fixture.Limit), Pause);
        await using var working = load.Start(writers: 8);

        await load.More(40, fixture.Limit);
        await using var second = await _scene.KillAndRestart(first, fixture.Limit);

        await load.More(40, fixture.Limit);
        _scene.KillServer();
        await _scene.RestartServer(fixture.Limit);

        await load.More(40, fixture.Limit);
        second.Kill();
        _scene.KillServer();
        await _scene.RestartServer(fixture.Limit);
        await using var third = await _scene.StartHost(fixture.Limit, second.Url.Port);

        await load.More(40, fixture.Limit);
        await working.End();
        var verdict = await Verdict.OfAll(_scene, load, fixture.Limit);
        verdict.Defects.ShouldBeEmpty();
        verdict.ReadModels.ShouldBePositive();
    }

    [Fact]
    public async Task Two_hosts_never_apply_an_event_twice_and_one_takes_over_when_the_other_is_killed()
    {
        await using var doomed = await _scene.StartHost(fixture.Limit);
        var itsIds = await HostIds();
        await using var heir = await _scene.StartHost(fixture.Limit);
        using var atDoomed = await FaultScene.SignedIn(doomed, fixture.Limit);
        using var atHeir = await FaultScene.SignedIn(heir, fixture.Limit);

        // More writers than accounts, on both hosts: they meet on the same streams.
        var load = new ChargeLoad([atDoomed, atHeir], await atHeir.PlaceAccounts("SHARED", 4, fixture.Limit), Pause);
        await using var working = load.Start(writers: 8);
        await Until.True(async () => (await Owners()) is var owners && owners.Overlaps(itsIds) && !owners.IsSubsetOf(itsIds), "both hosts run shards", TimeSpan.FromSeconds(60), fixture.Limit);
        await load.More(40, fixture.Limit);

        doomed.Kill();
        await Until.True(async () => (await Owners()) is var owners && !owners.Overlaps(itsIds), "the dead host runs no shard", Lease + TakeOver, fixture.Limit);

        await load.More(40, fixture.Limit);
        await working.End();
        (await Verdict.OfAll(_scene, load, fixture.Limit)).Defects.ShouldBeEmpty();
    }

    private async Task<HashSet<Guid>> HostIds() => await Ids("select id from crm_hosts where lease_until > clock_timestamp()");

    // A shard that nobody runs is not taken over yet.
    private async Task<HashSet<Guid>> Owners() => await Ids("select coalesce(owner, '00000000-0000-0000-0000-000000000000') from crm_shards where not paused");

    private async Task<HashSet<Guid>> Ids(string sql)
    {
        await using var connection = await _scene.Source.OpenConnectionAsync(fixture.Limit);
        return [.. await connection.QueryAsync<Guid>(new(sql, cancellationToken: fixture.Limit))];
    }
}
