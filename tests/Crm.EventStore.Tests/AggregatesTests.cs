using Crm.EventStore.Append;
using Crm.EventStore.Streams;
using Crm.Testing;
using static Crm.Testing.TestEvents;

namespace Crm.EventStore.Tests;

public sealed class AggregatesTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private readonly Guid _jar = Guid.CreateVersion7();
    private readonly Aggregates _aggregates = new(postgres.Log);

    [Fact]
    public async Task A_stream_that_does_not_exist_has_no_state() =>
        (await Load(fresh: false)).ShouldBe(new Loaded<Jar>(null, 0, Cached: false));

    [Fact]
    public async Task The_second_load_asks_nobody_and_says_so()
    {
        await Drop(0, 5);

        (await Load(fresh: false)).ShouldBe(new Loaded<Jar>(new("", 5, 1), 1, Cached: false));
        await Drop(1, 6);
        (await Load(fresh: false)).ShouldBe(new Loaded<Jar>(new("", 5, 1), 1, Cached: true));
    }

    [Fact]
    public async Task A_fresh_load_reads_only_what_came_since()
    {
        await Drop(0, 5);
        await Load(fresh: false);
        await Drop(1, 6);
        var folded = new List<object>();

        var loaded = await _aggregates.Load<Jar>(_jar, (jar, e) => { folded.Add(e); return Jar.Evolve(jar, e); }, fresh: true, default);

        loaded.ShouldBe(new Loaded<Jar>(new("", 11, 2), 2, Cached: false));
        folded.ShouldHaveSingleItem().ShouldBe(new CoinDropped(6));
    }

    [Fact]
    public async Task What_was_appended_is_remembered_unless_something_later_is_known()
    {
        _aggregates.Remember(_jar, new Jar("", 9, 2), 2);
        _aggregates.Remember(_jar, new Jar("", 5, 1), 1);

        (await Load(fresh: false)).ShouldBe(new Loaded<Jar>(new("", 9, 2), 2, Cached: true));
    }

    [Fact]
    public async Task A_state_of_commits_that_the_server_lost_is_not_gone_on_from()
    {
        await Drop(0, 5);
        _aggregates.Remember(_jar, new Jar("", 900, 3), 3);

        (await Load(fresh: true)).ShouldBe(new Loaded<Jar>(new("", 5, 1), 1, Cached: false));
        (await Load(fresh: false)).ShouldBe(new Loaded<Jar>(new("", 5, 1), 1, Cached: true));
    }

    [Fact]
    public async Task What_is_forgotten_is_read_again()
    {
        await Drop(0, 5);
        _aggregates.Remember(_jar, new Jar("wrong", 0, 0), 1);

        _aggregates.Forget(_jar);

        (await Load(fresh: false)).State!.Total.ShouldBe(5);
    }

    [Fact]
    public void Keeps_so_many_states_and_so_many_events_and_drops_what_was_used_longest_ago()
    {
        var cache = new AggregateCache(new(States: 3, Events: 100));
        var ids = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var id in ids[..3]) cache.Keep(id, new Jar("", 0, 0), 1);
        cache.Find<Jar>(ids[0]);

        cache.Keep(ids[3], new Jar("", 0, 0), 1);
        cache.Find<Jar>(ids[1]).ShouldBeNull();
        cache.Find<Jar>(ids[0]).ShouldNotBeNull();
        cache.Find<object[]>(ids[0]).ShouldBeNull();

        cache.Keep(ids[4], new Jar("", 0, 0), 99);
        cache.Count.ShouldBe(2);
    }

    private Task<Loaded<Jar>> Load(bool fresh) => _aggregates.Load<Jar>(_jar, Jar.Evolve, fresh, default);

    private async Task Drop(long expected, int value) =>
        (await postgres.Log.Append(Unit(_jar, expected, new CoinDropped(value)), default)).ShouldBeOfType<AppendOutcome.Appended>();
}
