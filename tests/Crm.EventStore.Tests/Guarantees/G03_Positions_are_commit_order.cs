using Crm.EventStore.Append;
using Crm.EventStore.Streams;
using Crm.Testing;
using Npgsql;
using static Crm.Testing.TestEvents;

namespace Crm.EventStore.Tests.Guarantees;

/// <summary>Whoever has seen position p never later sees a new event at or below p; nothing delays a reader.</summary>
public sealed class G03_Positions_are_commit_order(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task A_reader_that_only_goes_forward_sees_every_event_of_several_hosts()
    {
        EventLog[] hosts = [postgres.OpenLog(), postgres.OpenLog(limits: new(Units: 3)), postgres.OpenLog(limits: new(Units: 7, Lanes: 2) { WorthALane = 1 })];
        const int writers = 24, each = 40;
        using var done = new CancellationTokenSource();

        var seen = new List<Recorded>();
        var reading = Task.Run(async () =>
        {
            while (true)
            {
                var last = done.IsCancellationRequested;
                var page = await postgres.Log.ReadPage(seen.Count == 0 ? 0 : seen[^1].Position, null, 50, default);
                seen.AddRange(page);
                if (last && page.Count == 0) return;
            }
        });
        var burning = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested) await BurnASequenceNumber();
        });

        var writing = Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var positions = new List<long>();
            for (var i = 0; i < each; i++)
            {
                var outcome = await hosts[writer % 3].Append(Unit(Guid.CreateVersion7(), 0, new CoinDropped(writer), new CoinDropped(i)), default);
                positions.Add(outcome.ShouldBeOfType<AppendOutcome.Appended>().Position);
            }

            return positions;
        })));
        await Task.WhenAny(writing.WaitAsync(Eventually.Patience));
        await done.CancelAsync();
        await Task.WhenAll(reading, burning).WaitAsync(Eventually.Patience);
        var written = await writing;

        seen.Count.ShouldBe(writers * each * 2);
        seen.Select(e => e.Position).ShouldBeInOrder();
        seen.Select(e => e.Timestamp).ShouldBeInOrder();
        var positions = seen.Select(e => e.Position).ToHashSet();
        written.SelectMany(mine => mine).ShouldAllBe(position => positions.Contains(position));
    }

    [Fact]
    public async Task A_rolled_back_number_and_an_open_read_only_transaction_delay_nobody()
    {
        await using var open = await postgres.Source.OpenConnectionAsync();
        await using var transaction = await open.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        await using var look = new NpgsqlCommand("select count(*) from mt_events", open);
        await look.ExecuteScalarAsync();
        var before = await postgres.Log.Head(default);
        await BurnASequenceNumber();

        var appended = (await postgres.Log.Append(Unit(Guid.CreateVersion7(), 0, new CoinDropped(1)), default)).ShouldBeOfType<AppendOutcome.Appended>();

        appended.Position.ShouldBeGreaterThan(before + 1);
        (await postgres.Log.ReadPage(before, null, 10, default)).ShouldHaveSingleItem().Position.ShouldBe(appended.Position);
        (await postgres.Log.Head(default)).ShouldBe(appended.Position);
    }

    [Fact]
    public async Task An_instant_is_a_prefix_of_positions_even_when_the_clock_goes_back()
    {
        var jar = Guid.CreateVersion7();
        await postgres.Log.Append(Unit(jar, 0, new CoinDropped(1)), default);
        await postgres.Execute($"update mt_events set timestamp = timestamp + interval '1 hour' where stream_id = '{jar}'");

        await postgres.Log.Append(Unit(jar, 1, new CoinDropped(2)), default);

        var events = await postgres.Log.ReadStream(jar, StreamRange.Whole, default);
        events[1].Timestamp.ShouldBe(events[0].Timestamp);
        (await postgres.Log.PositionAt(events[1].Timestamp, default)).ShouldBe(events[1].Position);
        (await postgres.Log.PositionAt(events[0].Timestamp.AddTicks(-10), default)).ShouldBeLessThan(events[0].Position);
        await postgres.Execute($"update mt_events set timestamp = timestamp - interval '1 hour' where stream_id = '{jar}'");
    }

    private async Task BurnASequenceNumber()
    {
        await using var connection = await postgres.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var burn = new NpgsqlCommand("select nextval('mt_events_sequence')", connection);
        await burn.ExecuteScalarAsync();
        await transaction.RollbackAsync();
    }
}
