using Crm.EventStore.Projecting;
using Crm.EventStore.Serialization;
using Crm.Testing;

namespace Crm.EventStore.Tests.Projecting;

public sealed class SharedShardTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private readonly ProjectionKit _kit = new(postgres);

    [Fact]
    public async Task Guarantee_5_two_hosts_under_load_share_the_shards_and_never_apply_an_event_twice()
    {
        await using var first = await _kit.Started(ProjectionKit.Quick with { LivePage = 50 });
        var filling = _kit.Fill(jars: 50, coins: 40, seed: 1);
        await using var second = await _kit.Started(ProjectionKit.Quick with { LivePage = 50 });
        await filling;
        await OwnersAre(first, second);
        await _kit.Fill(jars: 50, coins: 40, seed: 2);

        await first.Progress.CaughtUpTo(_kit.Last);
        await second.Progress.CaughtUpTo(_kit.Last);

        (await Differences(first)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Guarantee_5_a_dead_hosts_shards_are_taken_over()
    {
        await using var survivor = _kit.Host();
        await using (var dead = await _kit.Started())
        {
            await survivor.Start(default);
            await OwnersAre(dead, survivor);
            var filling = _kit.Fill(jars: 30, coins: 40, seed: 3);
            await dead.Abandon();
            await filling;
        }

        await _kit.Append(Guid.CreateVersion7(), new JarOpened("after"));
        await survivor.Progress.CaughtUpTo(_kit.Last);

        (await survivor.Admin.Status(default)).ShouldAllBe(shard => shard.Owner == survivor.HostId);
        (await Differences(survivor)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Guarantee_5_a_host_that_lost_its_lease_cannot_write()
    {
        await using var host = await _kit.Started();
        await _kit.Fill(jars: 5, coins: 2, seed: 4);
        await host.Progress.CaughtUpTo(_kit.Last);

        // Another host takes everything behind its back, as after a long pause of the process, and moves nothing.
        var usurper = Guid.CreateVersion7();
        await postgres.Execute($"""
            begin;
            insert into crm_hosts (id, name, lease_until, shards, tables) values ('{usurper}', 'usurper', 'infinity', array(select name from crm_shards), '{"{}"}');
            update crm_shards set owner = '{usurper}', epoch = epoch + 1;
            commit
            """);
        var before = await _kit.AllRows(host);
        await _kit.Append(Guid.CreateVersion7(), new JarOpened("unseen"), new CoinDropped(3));
        (await host.Progress.WaitFor<JarsTray>(_kit.Last, TimeSpan.FromMilliseconds(300), default)).ShouldBeFalse();
        (await _kit.AllRows(host)).ShouldBe(before);

        await postgres.Execute($"delete from crm_hosts where id = '{usurper}'; notify crm_shards");
        await host.Progress.CaughtUpTo(_kit.Last);
        (await Differences(host)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_paused_projection_stands_still_on_whichever_host_and_goes_on_when_resumed()
    {
        await using var host = await _kit.Started();
        await _kit.Append(Guid.CreateVersion7(), new JarOpened("one"));
        await host.Progress.CaughtUpTo(_kit.Last);

        await host.Admin.Pause("jars_tray", default);
        var second = await _kit.Append(Guid.CreateVersion7(), new JarOpened("two"));
        (await host.Progress.WaitFor(["coin_kinds", "coin_totals"], second, TimeSpan.FromSeconds(20), default)).ShouldBeTrue();
        var paused = (await host.Admin.Status(default)).Single(shard => shard.Name == "jars_tray");
        (paused.Paused, paused.Lag).ShouldBe((true, 1));

        await host.Admin.Resume("jars_tray", default);
        await host.Progress.CaughtUpTo(second);
    }

    [Fact]
    public async Task A_released_projection_changes_hands_and_is_taken_up_again()
    {
        await using var host = await _kit.Started();
        await _kit.Append(Guid.CreateVersion7(), new JarOpened("one"));
        await host.Progress.CaughtUpTo(_kit.Last);
        var before = await postgres.Scalar<long>("select epoch from crm_shards where name = 'jars_tray:All'");

        (await host.Admin.Release("jars_tray", default)).ShouldBeTrue();

        await Eventually.True(async () => (await host.Admin.Status(default)).Single(shard => shard.Name == "jars_tray").Owner == host.HostId, "somebody took it up");
        (await postgres.Scalar<long>("select epoch from crm_shards where name = 'jars_tray:All'")).ShouldBeGreaterThan(before);
        await _kit.Append(Guid.CreateVersion7(), new JarOpened("two"));
        await host.Progress.CaughtUpTo(_kit.Last);
        (await Differences(host)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_that_does_not_know_an_event_type_leaves_the_shards_to_one_that_does()
    {
        var types = new EventTypes(TestEvents.Types.All.Where(type => type.Type != typeof(JarEmptied)));
        await using var old = _kit.Host(types: types);
        await old.Start(default);
        var jar = Guid.CreateVersion7();
        await _kit.Append(jar, new JarOpened("one"));
        await old.Progress.CaughtUpTo(_kit.Last);

        var unknown = await _kit.Append(jar, new JarEmptied("why not"));
        (await old.Progress.WaitFor<JarsTray>(unknown, TimeSpan.FromMilliseconds(300), default)).ShouldBeFalse();
        old.UnknownType.ShouldBe("jar_emptied");

        await using var able = await _kit.Started();
        await able.Progress.CaughtUpTo(unknown);
        (await able.Admin.Status(default)).ShouldAllBe(shard => shard.Owner == able.HostId && shard.Error == null);
    }

    // Until the shards are spread over these hosts, each with at least one.
    private static Task OwnersAre(params ProjectionEngine[] hosts) => Eventually.True(async () =>
    {
        var owners = (await hosts[0].Admin.Status(default)).Select(shard => shard.Owner).Distinct().ToList();
        return !owners.Contains(null) && hosts.All(host => owners.Contains(host.HostId));
    }, "the shards are shared", TimeSpan.FromSeconds(20));

    private static async Task<IReadOnlyList<RowOf>> Differences(ProjectionEngine host)
    {
        var differences = new List<RowOf>();
        foreach (var name in host.Admin.Projections)
            differences.AddRange((await host.Comparer.Compare(name, null, default)).Differences.Select(row => new RowOf(name, row.Key, row.Live, row.Rebuilt)));
        return differences;
    }

    private sealed record RowOf(string Projection, string Key, string? Live, string? Rebuilt);
}
