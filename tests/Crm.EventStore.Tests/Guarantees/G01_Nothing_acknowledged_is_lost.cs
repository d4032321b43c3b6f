using System.Collections.Concurrent;
using Crm.EventStore.Append;
using Crm.EventStore.Streams;
using Crm.Testing;
using static Crm.Testing.TestEvents;
using Process = System.Diagnostics.Process;

namespace Crm.EventStore.Tests.Guarantees;

/// <summary><c>kill -9</c> of PostgreSQL at any instant: what was acknowledged is there, once; what was not is there once or not at all.</summary>
public sealed class G01_Nothing_acknowledged_is_lost(DurablePostgresFixture postgres) : IClassFixture<DurablePostgresFixture>
{
    [Fact]
    public async Task When_the_server_is_killed_three_times_under_load()
    {
        var cluster = await PostgresTestCluster.Durable;
        var log = postgres.OpenLog(limits: new(Units: 8));
        using var stop = new CancellationTokenSource();
        var acknowledged = new ConcurrentBag<(Guid Jar, long Version, Guid EventId)>();
        const int writers = 16;

        var writing = Enumerable.Range(0, writers).Select(_ => Task.Run(() => Write(log, acknowledged, stop.Token))).ToList();
        try
        {
            for (var kill = 1; kill <= 3; kill++)
            {
                var before = acknowledged.Count;
                await Eventually.True(() => acknowledged.Count >= before + 150, "150 more appends are acknowledged");
                using (var server = Process.GetProcessById(cluster.ProcessId!.Value)) server.Kill();
                await Restarted(cluster);
            }

            var last = acknowledged.Count;
            await Eventually.True(() => acknowledged.Count >= last + 50, "50 more appends are acknowledged after the last kill");
        }
        finally
        {
            await stop.CancelAsync();
        }

        await Task.WhenAll(writing).WaitAsync(Eventually.Patience);

        var stored = await All(postgres.OpenLog());
        var byId = stored.ToDictionary(e => e.EventId);
        acknowledged.ShouldAllBe(a => byId.ContainsKey(a.EventId) && byId[a.EventId].StreamId == a.Jar && byId[a.EventId].Version == a.Version);
        stored.Select(e => e.Position).ShouldBeInOrder();
        foreach (var stream in stored.GroupBy(e => e.StreamId))
        {
            stream.Select(e => e.Version).ShouldBe(Enumerable.Range(1, stream.Count()).Select(i => (long)i));

            // Each writer numbers his coins: a coin dropped twice would show.
            stream.Select(e => e.Data).OfType<CoinDropped>().Select(coin => coin.Value).ShouldBeUnique();
        }
    }

    [Fact]
    public async Task An_append_whose_connection_is_lost_is_asked_after_and_counted_once()
    {
        var log = postgres.OpenLog();
        var jar = Guid.CreateVersion7();
        Task<AppendOutcome> appending;
        await using (var gate = await AppendGate.Close(postgres))
        {
            appending = log.Append(Unit(jar, null, new CoinDropped(1)), default);
            var backend = (await gate.Waiting(1))[0];
            await gate.Run<bool>($"select pg_terminate_backend({backend})");
            await gate.Waiting(1);
        }

        (await appending).ShouldBeOfType<AppendOutcome.Appended>().Versions[jar].ShouldBe(1);
        (await log.ReadStream(jar, StreamRange.Whole, default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Bug_an_append_whose_database_was_closed_under_it_was_never_answered()
    {
        var source = StoreDataSource.Open(postgres.ConnectionString);
        var log = new EventLog(source, postgres.Serializer());
        Task<AppendOutcome> appending;
        await using (var gate = await AppendGate.Close(postgres))
        {
            appending = log.Append(Unit(Guid.CreateVersion7(), null, new CoinDropped(1)), default);
            var backend = (await gate.Waiting(1))[0];
            await source.DisposeAsync();
            await gate.Run<bool>($"select pg_terminate_backend({backend})");
        }

        await Should.ThrowAsync<ObjectDisposedException>(() => appending.WaitAsync(Eventually.Patience));
        await log.DisposeAsync().AsTask().WaitAsync(Eventually.Patience);
    }

    [Theory]
    [InlineData(1L)]
    [InlineData(null)]
    public async Task An_append_that_was_committed_but_whose_answer_was_lost_is_found_and_counted_once(long? expected)
    {
        await using var wire = new LossyConnection(postgres.ConnectionString);
        await using var source = StoreDataSource.Open(wire.ConnectionString);
        await using var log = new EventLog(source, postgres.Serializer());
        var jar = Guid.CreateVersion7();
        await log.Append(Unit(jar, 0, new JarOpened("rent")), default);

        wire.LoseNextAnswer();
        var appended = (await log.Append(Unit(jar, expected, new CoinDropped(1), new CoinDropped(2)), default)).ShouldBeOfType<AppendOutcome.Appended>();

        wire.HasLost.ShouldBeTrue();
        var events = await postgres.OpenLog().ReadStream(jar, StreamRange.Whole, default);
        events.Select(e => e.Data).ShouldBe([new JarOpened("rent"), new CoinDropped(1), new CoinDropped(2)]);
        appended.Versions[jar].ShouldBe(3);
        appended.Position.ShouldBe(events[^1].Position);
        appended.EventIds.ShouldBe(events.Skip(1).Select(e => e.EventId));
        appended.Timestamp.ShouldBe(events[^1].Timestamp);
    }

    [Fact]
    public async Task A_database_that_is_down_is_a_typed_refusal_and_service_resumes_by_itself()
    {
        var cluster = await PostgresTestCluster.Durable;
        var log = postgres.OpenLog();
        var jar = Guid.CreateVersion7();
        await log.Append(Unit(jar, 0, new CoinDropped(1)), default);

        cluster.Stop(immediately: true);
        (await Should.ThrowAsync<StoreUnavailableException>(() => log.ReadStream(jar, StreamRange.Whole, default))).OutcomeUnknown.ShouldBeFalse();
        await Should.ThrowAsync<StoreUnavailableException>(() => postgres.OpenLog().Append(Unit(jar, 1, new CoinDropped(2)), default));
        await Restarted(cluster);

        await Appended(log, jar, 1);
        (await log.ReadStream(jar, StreamRange.Whole, default)).Count.ShouldBe(2);
    }

    private static async Task Write(EventLog log, ConcurrentBag<(Guid, long, Guid)> acknowledged, CancellationToken stop)
    {
        var jar = Guid.CreateVersion7();
        var (version, number) = (0L, 0);
        var unknown = false;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                switch (await log.Append(Unit(jar, version, new CoinDropped(number)), CancellationToken.None))
                {
                    case AppendOutcome.Appended appended:
                        version = appended.Versions[jar];
                        number++;
                        unknown = false;
                        acknowledged.Add((jar, version, appended.EventIds[0]));
                        break;
                    case AppendOutcome.Conflict conflict:
                        unknown.ShouldBeTrue("nobody else writes here: only an append whose outcome stayed unknown can have been committed");
                        version = conflict.Actual;
                        number++;
                        break;
                }
            }
            catch (StoreUnavailableException exception)
            {
                unknown |= exception.OutcomeUnknown;
                // The next try waits for the server as a caller's would.
                await Reachable(log);
            }
        }
    }

    private static Task Reachable(EventLog log) => Eventually.True(async () =>
    {
        try
        {
            await log.Head(default);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }, "the database answers again");

    private static Task Appended(EventLog log, Guid jar, long expected) => Eventually.True(async () =>
    {
        try
        {
            (await log.Append(Unit(jar, expected, new CoinDropped(2)), default)).ShouldBeOfType<AppendOutcome.Appended>();
            return true;
        }
        catch (StoreUnavailableException exception) when (!exception.OutcomeUnknown)
        {
            return false;
        }
    }, "an append is taken again");

    private static async Task Restarted(EventStore.LocalPostgres.PostgresCluster cluster) => await cluster.Restart(CancellationToken.None);

    private static async Task<List<Recorded>> All(EventLog log)
    {
        var all = new List<Recorded>();
        await foreach (var page in log.ReadAll(0, null, 500, default)) all.AddRange(page);
        return all;
    }
}
