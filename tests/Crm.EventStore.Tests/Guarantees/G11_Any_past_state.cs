using Crm.EventStore.Append;
using Crm.EventStore.Streams;
using Crm.Testing;
using static Crm.Testing.TestEvents;

namespace Crm.EventStore.Tests.Guarantees;

/// <summary>Every stream at any version, instant or position.</summary>
public sealed class G11_Any_past_state(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private readonly Guid _jar = Guid.CreateVersion7();

    [Fact]
    public async Task A_stream_is_read_at_any_version_instant_and_position()
    {
        var appended = new List<AppendOutcome.Appended>();
        for (var i = 0; i < 6; i++)
        {
            appended.Add((AppendOutcome.Appended)await postgres.Log.Append(Unit(_jar, i, new CoinDropped(i)), default));
            await postgres.Log.Append(Unit(Guid.CreateVersion7(), 0, new CoinDropped(100)), default);
        }

        for (var version = 0; version <= 6; version++)
        {
            (await Values(new(UpToVersion: version))).ShouldBe(Enumerable.Range(0, version));
            (await Values(new(AfterVersion: version))).ShouldBe(Enumerable.Range(version, 6 - version));
        }

        for (var i = 0; i < 6; i++)
        {
            (await Values(new(UpToInstant: appended[i].Timestamp))).ShouldBe(Enumerable.Range(0, i + 1));
            (await Values(new(UpToInstant: appended[i].Timestamp.AddTicks(-10)))).ShouldBe(Enumerable.Range(0, i));
            (await Values(new(UpToPosition: appended[i].Position))).ShouldBe(Enumerable.Range(0, i + 1));
            (await Values(new(UpToPosition: appended[i].Position - 1))).ShouldBe(Enumerable.Range(0, i));
            (await postgres.Log.PositionAt(appended[i].Timestamp, default)).ShouldBe(appended[i].Position);
        }
    }

    [Fact]
    public async Task Before_everything_the_position_is_zero()
    {
        await postgres.Log.Append(Unit(_jar, 0, new CoinDropped(1)), default);

        (await postgres.Log.PositionAt(DateTimeOffset.UnixEpoch, default)).ShouldBe(0);
        (await postgres.Log.PositionAt(DateTimeOffset.MaxValue, default)).ShouldBe(await postgres.Log.Head(default));
    }

    private async Task<IEnumerable<int>> Values(StreamRange range) =>
        (await postgres.Log.ReadStream(_jar, range, default)).Select(e => ((CoinDropped)e.Data).Value);
}
