using Crm.EventStore.Append;
using Crm.EventStore.Streams;
using Crm.Testing;
using static Crm.Testing.TestEvents;

namespace Crm.EventStore.Tests;

public sealed class AppendTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private readonly EventLog _log = postgres.Log;
    private readonly Guid _jar = Guid.CreateVersion7();

    [Fact]
    public async Task What_is_appended_is_read_back_in_order()
    {
        var metadata = new EventMetadata(Guid.CreateVersion7(), "correlation", "causation", "DropCoin", "10.0.0.1", "key");

        var outcome = await _log.Append(new AppendUnit(metadata, new StreamAppend(_jar, "jar", 0, [new JarOpened("rent"), new CoinDropped(5)])), default);

        var appended = outcome.ShouldBeOfType<AppendOutcome.Appended>();
        appended.Versions[_jar].ShouldBe(2);
        var events = await _log.ReadStream(_jar, StreamRange.Whole, default);
        events.Select(e => e.Data).ShouldBe([new JarOpened("rent"), new CoinDropped(5)]);
        events.Select(e => e.Version).ShouldBe([1, 2]);
        events.Select(e => e.EventId).ShouldBe(appended.EventIds);
        events[^1].Position.ShouldBe(appended.Position);
        events[^1].Timestamp.ShouldBe(appended.Timestamp);
        events[0].Metadata.ShouldBe(metadata);
        (await _log.Head(default)).ShouldBeGreaterThanOrEqualTo(appended.Position);
    }

    [Fact]
    public async Task A_wrong_expected_version_is_a_conflict_and_writes_nothing()
    {
        await _log.Append(Unit(_jar, 0, new JarOpened("rent")), default);

        var outcome = await _log.Append(Unit(_jar, 3, new CoinDropped(1)), default);

        outcome.ShouldBe(new AppendOutcome.Conflict(_jar, 3, 1));
        (await _log.ReadStream(_jar, StreamRange.Whole, default)).Count.ShouldBe(1);
    }
}
