using System.Collections.Concurrent;
using Crm.EventStore.Projecting;
using Crm.EventStore.Reactions;
using Crm.EventStore.Streams;
using Crm.EventStore.Tests.Projecting;
using Crm.Testing;

namespace Crm.EventStore.Tests.Reactions;

public sealed class ReactionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private readonly ProjectionKit _kit = new(postgres);

    [Fact]
    public async Task Every_event_is_reacted_to_in_order_with_one_key_for_all_attempts()
    {
        var reaction = new WhenCoinDropped("orderly") { FailsFirst = 2 };
        await using var host = await Started(reaction);
        var jar = Guid.CreateVersion7();

        await _kit.Append(jar, new JarOpened("rent"), new CoinDropped(1), new CoinDropped(2));
        await CaughtUp(host, reaction);

        reaction.Done.Where(done => done.StreamId == jar).Select(done => done.Coin).ShouldBe([1, 2]);
        reaction.Keys.Where(key => key.Value.Count > 1).ShouldAllBe(key => key.Value.SequenceEqual(Enumerable.Range(1, key.Value.Count)));
        reaction.Keys.Count.ShouldBe(reaction.Done.Count);
    }

    [Fact]
    public async Task One_poisoned_event_becomes_a_dead_letter_and_the_others_go_on()
    {
        var reaction = new WhenCoinDropped("superstitious") { Superstitious = true };
        await using var host = await Started(reaction);
        await _kit.Append(Guid.CreateVersion7(), new CoinDropped(13), new CoinDropped(14), new CoinDropped(13));
        await CaughtUp(host, reaction);

        reaction.Done.Select(done => done.Coin).ShouldBe([14]);
        var letters = await host.DeadLetters.List("superstitious", default);
        letters.Select(letter => (letter.EventType, letter.Attempts)).ShouldBe([("coin_dropped", 3), ("coin_dropped", 3)]);
        letters[0].Error.ShouldContain("Thirteen.");
        (await host.Admin.Status(default)).Single(shard => shard.Name == "superstitious").Quarantined.ShouldBe(2);

        (await host.DeadLetters.Discard("superstitious", letters[0].Position, default)).ShouldBe(1);
        reaction.Superstitious = false;
        (await host.DeadLetters.Redrive("superstitious", null, default)).ShouldBe(1);
        await Eventually.True(async () => (await host.DeadLetters.List("superstitious", default)).Count == 0, "no dead letter is left");
        reaction.Done.Select(done => done.Coin).ShouldBe([14, 13]);
    }

    [Fact]
    public async Task A_new_reaction_begins_where_it_says()
    {
        await _kit.Append(Guid.CreateVersion7(), new CoinDropped(71));
        var (fromNow, fromBeginning) = (new WhenCoinDropped("from_now"), new WhenCoinDropped("from_beginning", ReactionStart.FromBeginning));
        await using var host = await Started(fromNow, fromBeginning);
        await _kit.Append(Guid.CreateVersion7(), new CoinDropped(72));
        await CaughtUp(host, fromNow, fromBeginning);

        fromNow.Done.Select(done => done.Coin).ShouldBe([72]);
        fromBeginning.Done.Select(done => done.Coin).TakeLast(2).ShouldBe([71, 72]);
    }

    [Fact]
    public async Task Guarantee_7_a_rebuild_repeats_no_side_effect()
    {
        var reaction = new WhenCoinDropped("once");
        await using var host = await Started(reaction);
        await _kit.Append(Guid.CreateVersion7(), new JarOpened("rent"), new CoinDropped(1), new CoinDropped(2));
        await CaughtUp(host, reaction);
        var done = reaction.Done.Count;

        foreach (var name in host.Admin.Projections) await host.Rebuilder.Rebuild(name, new(), null, default);
        await host.Progress.CaughtUpTo(_kit.Last);

        // One more event: when that is reacted to, whatever the rebuilds had set going would have been too.
        await _kit.Append(Guid.CreateVersion7(), new CoinDropped(3));
        await CaughtUp(host, reaction);
        reaction.Done.Skip(done).Select(again => again.Coin).ShouldBe([3]);
    }

    [Fact]
    public async Task Another_host_goes_on_where_a_dead_one_stopped()
    {
        var (first, second) = (new WhenCoinDropped("heir"), new WhenCoinDropped("heir"));
        await using var dead = await Started(first);
        await _kit.Append(Guid.CreateVersion7(), new CoinDropped(1));
        await CaughtUp(dead, first);
        await dead.Abandon();

        await using var heir = await Started(second);
        await _kit.Append(Guid.CreateVersion7(), new CoinDropped(2));
        await CaughtUp(heir, second);

        (first.Done.Select(done => done.Coin).ToList(), second.Done.Select(done => done.Coin).ToList()).ShouldSatisfyAllConditions(
            both => both.Item1.ShouldBe([1]), both => both.Item2.ShouldBe([2]));
    }

    private async Task<ProjectionEngine> Started(params WhenCoinDropped[] reactions)
    {
        var host = new ProjectionEngine(
            postgres.Source, postgres.OpenLog(), TestEvents.Types, PostgresFixture.Json, [_kit.Jars, _kit.Totals], ProjectionKit.Quick,
            () => new(reactions));
        await host.Start(default);
        return host;
    }

    private async Task CaughtUp(ProjectionEngine host, params WhenCoinDropped[] reactions) =>
        (await host.Progress.WaitForShards([.. reactions.Select(reaction => ShardName.Of(reaction.Name, 1))], _kit.Last, TimeSpan.FromSeconds(30), default))
            .ShouldBeTrue();

    private sealed class WhenCoinDropped(string name, ReactionStart start = ReactionStart.FromNow) : Reaction(start)
    {
        public override string Name { get; } = name;
        public override int Attempts => 3;
        public override TimeSpan FirstPause => TimeSpan.FromMilliseconds(1);
        public override IReadOnlyCollection<Type> Handles { get; } = [typeof(CoinDropped)];

        public int FailsFirst { get; init; }
        public bool Superstitious { get; set; }
        public ConcurrentQueue<(Guid StreamId, int Coin)> Done { get; } = [];
        public ConcurrentDictionary<Guid, List<int>> Keys { get; } = [];

        public override Task React(Recorded recorded, ReactionContext context, CancellationToken ct)
        {
            Keys.GetOrAdd(context.IdempotencyKey, _ => []).Add(context.Attempt);
            var coin = ((CoinDropped)recorded.Data).Value;
            if (Superstitious && coin == 13) throw new InvalidOperationException("Thirteen.");
            if (context.Attempt <= FailsFirst) throw new InvalidOperationException("Not yet.");
            Done.Enqueue((recorded.StreamId, coin));
            return Task.CompletedTask;
        }
    }
}
