using Crm.EventStore.Append;
using Crm.EventStore.Streams;
using Crm.Testing;
using static Crm.Testing.TestEvents;

namespace Crm.EventStore.Tests.Guarantees;

/// <summary>Concurrent commands of a host share one round trip and one commit; a failure of one never fails another.</summary>
public sealed class G04_Append_is_batched(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private readonly EventLog _log = postgres.OpenLog();

    [Fact]
    public async Task What_gathers_while_a_batch_is_in_flight_is_committed_together()
    {
        var outcomes = await Together(Enumerable.Range(0, 51).Select(i => Unit(Guid.CreateVersion7(), 0, new CoinDropped(i))));

        var appended = outcomes.Cast<AppendOutcome.Appended>().ToList();
        appended[1..].Select(outcome => outcome.Timestamp).Distinct().ShouldHaveSingleItem().ShouldBeGreaterThan(appended[0].Timestamp);
        appended.Select(outcome => outcome.Position).Distinct().Count().ShouldBe(51);
        var transactions = await postgres.Scalar<long>(
            $"select count(distinct xmin::text) from mt_events where id in ({string.Join(", ", appended.SelectMany(o => o.EventIds).Select(id => $"'{id}'"))})");
        transactions.ShouldBe(2);
    }

    [Fact]
    public async Task Units_of_one_stream_keep_their_order_when_several_batches_are_in_flight()
    {
        var log = postgres.OpenLog(limits: new(Units: 3, Lanes: 4) { WorthALane = 1 });
        var jars = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToArray();

        var outcomes = await log.AppendMany([.. Enumerable.Range(0, 200).Select(i => Unit(jars[i % 5], i / 5, new CoinDropped(i)))], default);

        outcomes.ShouldAllBe(outcome => outcome is AppendOutcome.Appended);
        foreach (var (jar, number) in jars.Select((jar, number) => (jar, number)))
        {
            var coins = (await log.ReadStream(jar, StreamRange.Whole, default)).Select(recorded => recorded.Data);
            coins.ShouldBe(Enumerable.Range(0, 40).Select(turn => new CoinDropped(turn * 5 + number)));
        }
    }

    [Fact]
    public async Task A_conflict_of_one_fails_no_other()
    {
        Guid taken = Guid.CreateVersion7(), free = Guid.CreateVersion7();
        await _log.Append(Unit(taken, 0, new JarOpened("first")), default);

        var outcomes = await Together(
        [
            Unit(Guid.CreateVersion7(), 0, new CoinDropped(1)),
            Unit(taken, 0, new JarOpened("second")),
            Unit(free, 0, new JarOpened("third")),
            new AppendUnit(EventMetadata.None, new StreamAppend(free, "jar", null, [new CoinDropped(1)]), new StreamAppend(taken, "jar", 9, [new CoinDropped(1)])),
            Unit(taken, 1, new CoinDropped(2)),
        ]);

        outcomes[1].ShouldBe(new AppendOutcome.Conflict(taken, 0, 1));
        outcomes[2].ShouldBeOfType<AppendOutcome.Appended>().Versions[free].ShouldBe(1);
        outcomes[3].ShouldBe(new AppendOutcome.Conflict(taken, 9, 1));
        outcomes[4].ShouldBeOfType<AppendOutcome.Appended>().Versions[taken].ShouldBe(2);
        (await _log.ReadStream(free, StreamRange.Whole, default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Units_on_one_stream_build_on_each_other_in_one_batch()
    {
        var jar = Guid.CreateVersion7();

        var outcomes = await Together(
        [
            Unit(Guid.CreateVersion7(), 0, new CoinDropped(0)),
            Unit(jar, 0, new JarOpened("rent"), new CoinDropped(1)),
            Unit(jar, 2, new CoinDropped(2)),
            Unit(jar, 2, new CoinDropped(99)),
            Unit(jar, null, new CoinDropped(3)),
        ]);

        outcomes.Select(outcome => (outcome as AppendOutcome.Appended)?.Versions.Values.Single()).ShouldBe([1, 2, 3, null, 4]);
        outcomes[3].ShouldBe(new AppendOutcome.Conflict(jar, 2, 3));
        (await _log.ReadStream(jar, StreamRange.Whole, default)).Select(e => e.Data)
            .ShouldBe([new JarOpened("rent"), new CoinDropped(1), new CoinDropped(2), new CoinDropped(3)]);
    }

    [Fact]
    public async Task An_assert_on_a_stream_that_moved_refuses_the_unit_and_one_that_holds_does_not()
    {
        Guid policy = Guid.CreateVersion7(), jar = Guid.CreateVersion7();
        await _log.Append(Unit(policy, 0, new JarOpened("policy")), default);

        (await _log.Append(Asserting(0), default)).ShouldBe(new AppendOutcome.Conflict(policy, 0, 1));
        (await _log.Append(Asserting(1), default)).ShouldBeOfType<AppendOutcome.Appended>().Versions.Keys.ShouldBe([jar]);

        AppendUnit Asserting(long version) =>
            new([new StreamAppend(jar, "jar", 0, [new JarOpened("x")])], [new StreamAssert(policy, version)], EventMetadata.None);
    }

    [Fact]
    public async Task When_the_server_refuses_the_batch_only_the_unit_to_blame_fails()
    {
        await postgres.Execute("alter table mt_events add constraint no_thirteen check ((data ->> 'value')::int is distinct from 13)");

        var tasks = await Started(Enumerable.Range(10, 6).Select(value => Unit(Guid.CreateVersion7(), 0, new CoinDropped(value))));

        for (var i = 0; i < tasks.Count; i++)
        {
            if (i + 10 == 13) (await Should.ThrowAsync<Npgsql.PostgresException>(() => tasks[3])).ConstraintName.ShouldBe("no_thirteen");
            else (await tasks[i]).ShouldBeOfType<AppendOutcome.Appended>();
        }

        await postgres.Execute("alter table mt_events drop constraint no_thirteen");
    }

    [Fact]
    public async Task A_caller_who_gives_up_takes_nobody_with_him_and_nothing_back()
    {
        Guid first = Guid.CreateVersion7(), second = Guid.CreateVersion7();
        using var patience = new CancellationTokenSource();
        Task<AppendOutcome> impatient, patient;
        await using (var gate = await AppendGate.Close(postgres))
        {
            impatient = _log.Append(Unit(first, 0, new CoinDropped(1)), patience.Token);
            await gate.Waiting(1);
            patient = _log.Append(Unit(second, 0, new CoinDropped(2)), default);
            await patience.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => impatient);
        }

        (await patient).ShouldBeOfType<AppendOutcome.Appended>();
        (await _log.ReadStream(first, StreamRange.Whole, default)).Count.ShouldBe(1);
    }

    // The first unit goes at once and is held up; the others gather behind it and make one batch.
    private async Task<IReadOnlyList<AppendOutcome>> Together(IEnumerable<AppendUnit> units) => await Task.WhenAll(await Started(units));

    private async Task<List<Task<AppendOutcome>>> Started(IEnumerable<AppendUnit> units)
    {
        var all = units.ToList();
        await using var gate = await AppendGate.Close(postgres);
        var tasks = new List<Task<AppendOutcome>> { _log.Append(all[0], default) };
        await gate.Waiting(1);
        tasks.AddRange(all.Skip(1).Select(unit => _log.Append(unit, default)));
        return tasks;
    }
}
