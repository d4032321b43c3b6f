using System.Collections.Concurrent;
using Crm.EventStore.Agenda;
using Crm.EventStore.Append;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.EventStore.Tests.Projecting;
using Crm.Testing;

namespace Crm.EventStore.Tests.Agenda;

public sealed class AgendaTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ProjectionKit _kit = new(postgres);
    private readonly MovedClock _clock = new();

    [Fact]
    public async Task A_deadline_is_met_when_the_business_clock_reaches_it_and_not_before()
    {
        var handler = new Emptier(postgres.Log);
        await using var host = await Started(handler);
        var (soon, later) = (await Jar(hours: 1), await Jar(hours: 30));

        (await host.Agendas.Settled(Patience, default)).Settled.ShouldBeTrue();
        handler.Handed.ShouldNotContain(item => item.StreamId == soon);
        _clock.Move(TimeSpan.FromHours(2));
        (await host.Agendas.Settled(Patience, default)).ShouldSatisfyAllConditions(
            settled => settled.Settled.ShouldBeTrue(), settled => settled.Position.ShouldBe(postgres.Log.Head(default).Result));

        handler.Handed.Select(item => item.StreamId).ShouldContain(soon);
        handler.Handed.Select(item => item.StreamId).ShouldNotContain(later);
        (await postgres.Log.ReadStream(soon, StreamRange.Whole, default))[^1].Data.ShouldBe(new JarEmptied("due"));
    }

    [Fact]
    public async Task Rebuilding_an_agenda_loses_no_deadline_and_repeats_none()
    {
        var handler = new Emptier(postgres.Log);
        await using var host = await Started(handler);
        var (met, open) = (await Jar(hours: 1), await Jar(hours: 50));
        _clock.Move(TimeSpan.FromHours(2));
        (await host.Agendas.Settled(Patience, default)).Settled.ShouldBeTrue();

        await host.Rebuilder.Rebuild("jars_agenda", new(), null, default);
        (await host.Agendas.Settled(Patience, default)).Settled.ShouldBeTrue();
        handler.Handed.Count(item => item.StreamId == met).ShouldBe(1);

        _clock.Move(TimeSpan.FromHours(60));
        (await host.Agendas.Settled(Patience, default)).Settled.ShouldBeTrue();
        handler.Handed.Count(item => item.StreamId == open).ShouldBe(1);
        handler.Keys.Distinct().Count().ShouldBe(handler.Keys.Count);
    }

    [Fact]
    public async Task Many_deadlines_of_one_instant_are_all_met()
    {
        var handler = new Emptier(postgres.Log);
        await using var host = await Started(handler);
        var jars = new List<Guid>();
        for (var i = 0; i < 450; i++) jars.Add(Guid.CreateVersion7());
        await postgres.Log.AppendMany([.. jars.Select(jar => TestEvents.Unit(jar, 0, new JarOpened("3")))], default);

        _clock.Move(TimeSpan.FromHours(5));
        (await host.Agendas.Settled(Patience, default)).Settled.ShouldBeTrue();

        handler.Handed.Select(item => item.StreamId).Intersect(jars).Count().ShouldBe(jars.Count);
    }

    [Fact]
    public async Task What_is_refused_for_now_is_visible_asked_again_and_does_not_hold_up_the_clock()
    {
        var handler = new Emptier(postgres.Log) { Refuses = true };
        await using var host = await Started(handler);
        var jar = await Jar(hours: 1);
        _clock.Move(TimeSpan.FromHours(2));

        (await host.Agendas.Settled(Patience, default)).Settled.ShouldBeTrue();
        (await host.Agendas.Missed(default)).ShouldContain(missed => missed.ItemId == jar.ToString("D") && missed.Outcome == "refused" && missed.Detail == "Not now.");

        handler.Refuses = false;
        await host.Agendas.Retry("jars_agenda", null, default);
        (await host.Agendas.Settled(Patience, default)).Settled.ShouldBeTrue();
        (await postgres.Log.ReadStream(jar, StreamRange.Whole, default))[^1].Data.ShouldBe(new JarEmptied("due"));
    }

    [Fact]
    public async Task What_fails_is_tried_again_with_pauses_until_it_waits_for_an_operator()
    {
        var handler = new Emptier(postgres.Log) { Fails = true };
        await using var host = await Started(handler);
        var jar = await Jar(hours: 1);
        _clock.Move(TimeSpan.FromHours(2));

        (await host.Agendas.Settled(Patience, default)).Settled.ShouldBeTrue();
        var dead = (await host.Agendas.Missed(default)).Single(missed => missed.ItemId == jar.ToString("D"));
        (dead.Outcome, dead.Attempts, dead.NextAt).ShouldBe(("failed", 8, null));

        handler.Fails = false;
        (await host.Agendas.Retry("jars_agenda", dead.ItemId, default)).ShouldBe(1);
        (await host.Agendas.Settled(Patience, default)).Settled.ShouldBeTrue();
        (await host.Agendas.Missed(default)).ShouldNotContain(missed => missed.ItemId == dead.ItemId);
    }

    private async Task<Guid> Jar(int hours)
    {
        var jar = Guid.CreateVersion7();
        await _kit.Append(jar, new JarOpened(hours.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return jar;
    }

    private async Task<ProjectionEngine> Started(Emptier handler)
    {
        var host = new ProjectionEngine(
            postgres.Source, postgres.OpenLog(), TestEvents.Types, PostgresFixture.Json, [new JarsAgenda()],
            ProjectionKit.Quick with { Poll = TimeSpan.FromMilliseconds(50) }, () => new([], handler, _clock));
        await host.Start(default);
        return host;
    }

    /// <summary>A jar is to be emptied as many hours after it was opened as its label says.</summary>
    private sealed class JarsAgenda() : AgendaProjection(version: 1)
    {
        public override IReadOnlyCollection<Type> Handles { get; } = [typeof(JarOpened), typeof(JarEmptied)];

        public override IEnumerable<string> Keys(Recorded recorded) => [recorded.StreamId.ToString("D")];

        public override AgendaItem? Evolve(string key, AgendaItem? document, Recorded recorded) => recorded.Data is JarOpened opened
            ? new(key, recorded.Timestamp.AddHours(int.Parse(opened.Label, System.Globalization.CultureInfo.InvariantCulture)), "empty", recorded.StreamId)
            : null;
    }

    private sealed class Emptier(EventLog log) : IAgendaHandler
    {
        public bool Refuses { get; set; }
        public bool Fails { get; set; }
        public ConcurrentQueue<AgendaItem> Handed { get; } = [];
        public ConcurrentQueue<Guid> Keys { get; } = [];

        public async Task<AgendaOutcome> Handle(AgendaItem item, Guid idempotencyKey, CancellationToken ct)
        {
            if (Refuses) return new AgendaOutcome.RefusedForNow("Not now.");
            if (Fails) throw new InvalidOperationException("It does not work.");
            Handed.Enqueue(item);
            Keys.Enqueue(idempotencyKey);
            var events = await log.ReadStream(item.StreamId, StreamRange.Whole, ct);
            if (events[^1].Data is JarEmptied) return new AgendaOutcome.Done();
            var outcome = await log.Append(TestEvents.Unit(item.StreamId, events[^1].Version, new JarEmptied("due")), ct);
            return new AgendaOutcome.Done((outcome as AppendOutcome.Appended)?.Position);
        }
    }

    private sealed class MovedClock : TimeProvider
    {
        private TimeSpan _ahead;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;

        public void Move(TimeSpan by) => _ahead += by;
    }
}
