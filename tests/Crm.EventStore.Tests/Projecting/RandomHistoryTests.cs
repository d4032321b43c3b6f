using Crm.EventStore.Projecting;
using Crm.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Crm.EventStore.Tests.Projecting;

public sealed class RandomHistoryTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    // Pages and memory so small that a history takes many of them, and that many pages are written as one.
    private static readonly ProjectionOptions Small = ProjectionKit.Quick with
    {
        LivePage = 7,
        CatchUpPage = 11,
        CatchUpEvents = 50,
        CatchUpRows = 8,
        CachedDocuments = 4,
        RebuildRows = 150,
    };

    private readonly ProjectionKit _kit = new(postgres);

    [Fact]
    public async Task Guarantee_6_random_events_give_the_same_documents_and_counters_live_and_rebuilt()
    {
        await using var host = await _kit.Started(Small);

        foreach (var events in History().Sample(40, 4))
        {
            foreach (var (jar, @event) in events) await _kit.Append(jar, @event);
            await host.Progress.CaughtUpTo(_kit.Last);
            await EqualsRebuilt(host);
        }
    }

    [Fact]
    public async Task Guarantee_6_random_events_give_the_same_documents_and_counters_caught_up_and_rebuilt()
    {
        foreach (var events in History().Sample(150, 4))
        {
            foreach (var (jar, @event) in events) await _kit.Append(jar, @event);
            await using var host = await _kit.Started(Small with { LiveDistance = 1 });
            await host.Progress.CaughtUpTo(_kit.Last);
            await EqualsRebuilt(host);
        }
    }

    [Fact]
    public async Task Guarantee_8_a_poison_event_in_pages_written_as_one_stops_one_document()
    {
        var jars = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var jar in jars) await _kit.Append(jar, new JarOpened("jar"), new CoinDropped(2));
        await _kit.Append(jars[0], new CoinDropped(13));
        for (var round = 0; round < 12; round++)
        {
            foreach (var jar in jars) await _kit.Append(jar, new CoinDropped(1));
        }

        _kit.Jars.Superstitious = true;
        await using var host = await _kit.Started(Small with { LiveDistance = 1, CatchUpEvents = 40 });
        await host.Progress.CaughtUpTo(_kit.Last);

        (await _kit.Jar(host, jars[0]))!.Total.ShouldBe(2);
        foreach (var jar in jars.Skip(1)) (await _kit.Jar(host, jar))!.Total.ShouldBe(14);
        (await host.Admin.Quarantine(default)).Single().Missed.ShouldBe(13);

        _kit.Jars.Superstitious = false;
        (await host.Admin.Retry("jars_tray", null, default)).ShouldBe(1);
        (await _kit.Jar(host, jars[0]))!.Total.ShouldBe(27);
        await EqualsRebuilt(host);
    }

    private static Gen<List<(Guid Jar, object Event)>> History()
    {
        var jars = Enumerable.Range(0, 12).Select(_ => Guid.CreateVersion7()).ToArray();
        var anEvent = Gen.OneOf(
            Gen.Choose(1, 99).Select(value => (object)new CoinDropped(value)),
            Gen.Elements("spent", "thrown away").Select(reason => (object)new JarEmptied(reason)),
            Gen.Elements("a", "b").Select(label => (object)new JarOpened(label)));
        return Gen.Elements(jars).Zip(anEvent).ListOf();
    }

    private static async Task EqualsRebuilt(ProjectionEngine host)
    {
        foreach (var name in host.Admin.Projections) (await host.Comparer.Compare(name, null, default)).Differences.ShouldBeEmpty();
    }
}
