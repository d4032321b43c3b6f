using Crm.EventStore.Append;
using Crm.EventStore.Streams;
using Crm.Testing;
using FsCheck;
using FsCheck.Fluent;
using static Crm.Testing.TestEvents;

namespace Crm.EventStore.Tests.Guarantees;

/// <summary>Within a stream 1…n, no holes; a wrong expected version is a conflict and writes nothing.</summary>
public sealed class G02_Versions_are_exact(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const int Streams = 3;

    [Fact]
    public async Task When_many_write_to_few_streams_at_once()
    {
        var jars = Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7()).ToArray();
        EventLog[] hosts = [postgres.OpenLog(), postgres.OpenLog(limits: new(Lanes: 2) { WorthALane = 1 })];
        const int writers = 16, each = 25;

        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var (log, jar, expected) = (hosts[writer % 2], jars[writer % jars.Length], 0L);
            for (var done = 0; done < each;)
            {
                switch (await log.Append(Unit(jar, expected, new CoinDropped(writer)), default))
                {
                    case AppendOutcome.Appended appended: (expected, done) = (appended.Versions[jar], done + 1); break;
                    case AppendOutcome.Conflict conflict: expected = conflict.Actual; break;
                }
            }
        })));

        foreach (var jar in jars)
        {
            var events = await postgres.Log.ReadStream(jar, StreamRange.Whole, default);
            events.Select(e => e.Version).ShouldBe(Enumerable.Range(1, writers / jars.Length * each).Select(i => (long)i));
            events.Select(e => e.Position).ShouldBeInOrder();
            (await postgres.Scalar<long>($"select version from mt_streams where id = '{jar}'")).ShouldBe(events.Count);
        }
    }

    [Fact]
    public void In_any_sequence_of_batches_that_a_model_agrees_with()
    {
        var append = from stream in Gen.Choose(0, Streams - 1)
                     from events in Gen.Choose(0, 3)
                     from expected in Gen.Frequency((6, Gen.Constant<int?>(null)), (3, Gen.Choose(0, 8).Select(version => (int?)version)))
                     select new ModelAppend(stream, events, events == 0 && expected is null ? 0 : expected);
        var unit = from appends in append.NonEmptyListOf()
                   select appends.DistinctBy(a => a.Stream).ToList();
        var batches = unit.NonEmptyListOf().Select(units => units.ToList()).NonEmptyListOf().Select(all => all.ToList());

        Prop.ForAll(batches.ToArbitrary(), all => Agrees(all).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    private async Task<bool> Agrees(List<List<List<ModelAppend>>> batches)
    {
        var jars = Enumerable.Range(0, Streams).Select(_ => Guid.CreateVersion7()).ToArray();
        var model = new List<int>[] { [], [], [] };
        var next = 0;
        foreach (var batch in batches)
        {
            var units = new List<AppendUnit>();
            var expected = new List<bool>();
            foreach (var unit in batch)
            {
                var appends = unit.Where(a => a.Events > 0)
                    .Select(a => (a.Stream, a.Expected, Events: Enumerable.Range(0, a.Events).Select(_ => next++).ToList())).ToList();
                var asserts = unit.Where(a => a.Events == 0).ToList();
                var fits = unit.All(a => a.Expected is null || a.Expected == model[a.Stream].Count);
                expected.Add(fits);
                if (fits) foreach (var a in appends) model[a.Stream].AddRange(a.Events);
                units.Add(new AppendUnit(
                    [.. appends.Select(a => new StreamAppend(jars[a.Stream], "jar", a.Expected, [.. a.Events.Select(value => new CoinDropped(value))]))],
                    [.. asserts.Select(a => new StreamAssert(jars[a.Stream], a.Expected!.Value))],
                    EventMetadata.None));
            }

            var outcomes = await postgres.Log.AppendMany(units, default);
            if (!outcomes.Select(outcome => outcome is AppendOutcome.Appended).SequenceEqual(expected)) return false;
        }

        for (var stream = 0; stream < Streams; stream++)
        {
            var stored = await postgres.Log.ReadStream(jars[stream], StreamRange.Whole, default);
            if (!stored.Select(e => ((CoinDropped)e.Data).Value).SequenceEqual(model[stream])) return false;
            if (!stored.Select(e => e.Version).SequenceEqual(Enumerable.Range(1, stored.Count).Select(i => (long)i))) return false;
        }

        return true;
    }

    private sealed record ModelAppend(int Stream, int Events, int? Expected);
}
