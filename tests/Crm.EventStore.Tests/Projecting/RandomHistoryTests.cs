using Crm.Testing;
using FsCheck.Fluent;

namespace Crm.EventStore.Tests.Projecting;

public sealed class RandomHistoryTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private readonly ProjectionKit _kit = new(postgres);

    [Fact]
    public async Task Guarantee_6_random_events_give_the_same_documents_and_counters_live_and_rebuilt()
    {
        await using var host = await _kit.Started(ProjectionKit.Quick with { LivePage = 7, CatchUpPage = 11, CachedDocuments = 4, RebuildRows = 150 });
        var jars = Enumerable.Range(0, 12).Select(_ => Guid.CreateVersion7()).ToArray();
        var anEvent = Gen.OneOf(
            Gen.Choose(1, 99).Select(value => (object)new CoinDropped(value)),
            Gen.Elements("spent", "thrown away").Select(reason => (object)new JarEmptied(reason)),
            Gen.Elements("a", "b").Select(label => (object)new JarOpened(label)));
        var history = Gen.Elements(jars).Zip(anEvent).ListOf();

        foreach (var events in history.Sample(40, 4))
        {
            foreach (var (jar, @event) in events) await _kit.Append(jar, @event);
            await host.Progress.CaughtUpTo(_kit.Last);
            foreach (var name in host.Admin.Projections) (await host.Comparer.Compare(name, null, default)).Differences.ShouldBeEmpty();
        }
    }
}
