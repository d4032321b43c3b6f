using Crm.EventStore.Projecting;
using Crm.Testing;

namespace Crm.EventStore.Tests.Projecting;

public sealed class PoisonTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private readonly ProjectionKit _kit = new(postgres);

    [Fact]
    public async Task Guarantee_8_a_poison_event_stops_one_document_until_it_is_retried_with_mended_code()
    {
        await using var host = await _kit.Started();
        _kit.Jars.Superstitious = _kit.Kinds.Superstitious = true;
        var (unlucky, lucky) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        await _kit.Append(unlucky, new JarOpened("unlucky"), new CoinDropped(5), new CoinDropped(13), new CoinDropped(1));
        await _kit.Append(lucky, new JarOpened("lucky"), new CoinDropped(5));
        await host.Progress.CaughtUpTo(_kit.Last);
        await _kit.Append(unlucky, new CoinDropped(2));
        await _kit.Append(lucky, new CoinDropped(6));
        await host.Progress.CaughtUpTo(_kit.Last);

        (await _kit.Jar(host, lucky))!.Total.ShouldBe(11);
        (await _kit.Jar(host, unlucky))!.Total.ShouldBe(5);
        var quarantine = await host.Admin.Quarantine(default);
        quarantine.Select(document => (document.Projection, document.Key, document.Missed))
            .ShouldBe([("coin_kinds", "13", 1), ("jars_tray", unlucky.ToString("D"), 3)], ignoreOrder: true);
        (await host.Admin.Status(default)).Where(shard => !shard.Healthy).Select(shard => shard.Name).ShouldBe(["coin_kinds", "jars_tray"], ignoreOrder: true);

        (await host.Admin.Retry("jars_tray", null, default)).ShouldBe(0);
        _kit.Jars.Superstitious = _kit.Kinds.Superstitious = false;
        (await host.Admin.Retry("jars_tray", null, default)).ShouldBe(1);
        (await host.Admin.Retry("coin_kinds", "13", default)).ShouldBe(1);
        (await _kit.Jar(host, unlucky))!.Total.ShouldBe(21);

        await _kit.Append(unlucky, new CoinDropped(13));
        await host.Progress.CaughtUpTo(_kit.Last);
        (await _kit.Jar(host, unlucky))!.Total.ShouldBe(34);
        (await host.Admin.Quarantine(default)).ShouldBeEmpty();
        foreach (var name in host.Admin.Projections) (await host.Comparer.Compare(name, null, default)).Differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_event_whose_key_cannot_be_named_blocks_its_projection_only_and_visibly()
    {
        await using var host = await _kit.Started();
        _kit.Totals.Blocks = true;

        var position = await _kit.Append(Guid.CreateVersion7(), new JarOpened("one"));

        (await host.Progress.WaitFor(["jars_tray", "coin_kinds"], position, TimeSpan.FromSeconds(20), default)).ShouldBeTrue();
        var blocked = await Blocked(host);
        (blocked.Name, blocked.Healthy).ShouldBe(("coin_totals", false));
        blocked.Error!.ShouldContain("No key can be named.");

        _kit.Totals.Blocks = false;
        await host.Progress.CaughtUpTo(position);
    }

    private static Task<ShardStatus> Blocked(ProjectionEngine host) => Eventually.Some(
        async () => (await host.Admin.Status(default)).FirstOrDefault(shard => shard.Error is not null), "a projection is blocked");
}
