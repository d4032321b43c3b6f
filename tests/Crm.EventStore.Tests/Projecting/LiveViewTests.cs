using Crm.EventStore.Projecting;
using Crm.EventStore.Projecting.Live;
using Crm.EventStore.Projecting.Rebuilding;
using Crm.Testing;

namespace Crm.EventStore.Tests.Projecting;

public sealed class LiveViewTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Jars = "jars_tray";
    private readonly ProjectionKit _kit = new(postgres);

    [Fact]
    public async Task Rows_that_changed_went_or_moved_are_told_from_behind_a_position()
    {
        await using var host = await _kit.Started();
        var (filled, thrown, touched, quiet) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var jar in new[] { filled, thrown, touched, quiet }) await _kit.Append(jar, new JarOpened("rent"));
        await _kit.Append(touched, new CoinDropped(1));
        await host.Progress.CaughtUpTo(_kit.Last);
        var from = (await State(host)).Position;

        var moved = await _kit.Append(filled, new CoinDropped(5));
        var gone = await _kit.Append(thrown, new JarEmptied("thrown away"));
        var changed = await _kit.Append(touched, new CoinDropped(7));
        await host.Progress.CaughtUpTo(_kit.Last);

        var news = await host.Live.Changes<JarRow>(Jars, from, long.MaxValue, 10, default);
        news.More.ShouldBeFalse();
        (news.State.Position, news.State.Changed).ShouldBe((changed, changed));
        news.Changes.Select(change => (change.Key, change.Position, Left: change.Left?[0], change.Document?.Total)).ShouldBe(
        [
            (filled.ToString(), moved, JarsTray.Empty, null),
            (filled.ToString(), moved, null, 5),
            (thrown.ToString(), gone, JarsTray.Empty, null),
            (touched.ToString(), changed, null, 8),
        ]);
        (await host.Live.Changes<JarRow>(Jars, from, long.MaxValue, 1, default)).More.ShouldBeTrue();
        (await host.Live.Changes<JarRow>(Jars, from, gone, 10, default)).Changes.Max(change => change.Position).ShouldBe(gone);
        (await host.Live.Changes<JarRow>(Jars, changed, long.MaxValue, 10, default)).Changes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_is_told_folded_over_what_was_seen_is_what_stands(int seed)
    {
        var random = new Random(seed);
        var jars = Enumerable.Range(0, 12).Select(_ => Guid.CreateVersion7()).ToList();
        await using var first = await _kit.Started(ProjectionKit.Quick with { LivePage = 3, CachedDocuments = 2 });
        await using var second = await _kit.Started(ProjectionKit.Quick with { LivePage = 5, CachedDocuments = 2 });
        var start = await State(second);
        var shelves = new Dictionary<string, Dictionary<string, JarRow>> { [JarsTray.Empty] = [], [JarsTray.Filled] = [] };
        var position = start.Position;

        for (var step = 0; step < 60; step++)
        {
            await _kit.Append(jars[random.Next(jars.Count)], [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Something(random))]);
            if (random.Next(3) == 0) await Listen(random.Next(2) == 0 ? first : second);
        }

        await first.Progress.CaughtUpTo(_kit.Last);
        await Listen(second);

        var stand = (await _kit.Rows(first.Tables.TableOf<JarsTray>())).Select(row => System.Text.Json.JsonDocument.Parse(row).RootElement)
            .ToDictionary(row => row.GetProperty("id").GetString()!, row => (Empty: row.GetProperty("empty").GetBoolean(), Total: row.GetProperty("total").GetInt64()));
        var mine = jars.Select(jar => jar.ToString()).Where(stand.ContainsKey).ToList();
        shelves[JarsTray.Empty].Select(row => (row.Key, row.Value.Total)).ShouldBe(mine.Where(key => stand[key].Empty).Select(key => (key, stand[key].Total)), ignoreOrder: true);
        shelves[JarsTray.Filled].Select(row => (row.Key, row.Value.Total)).ShouldBe(mine.Where(key => !stand[key].Empty).Select(key => (key, stand[key].Total)), ignoreOrder: true);
        mine.ShouldNotBeEmpty();

        // As two listeners would, each of whom sees one shelf only.
        async Task Listen(ProjectionEngine host)
        {
            var news = await host.Live.Changes<JarRow>(Jars, position, long.MaxValue, 1_000, default);
            news.State.Generation.ShouldBe(start.Generation);
            foreach (var change in news.Changes.Where(change => jars.Contains(Guid.Parse(change.Key))))
            {
                if (change.Left is { } left) shelves[left[0]!].Remove(change.Key);
                else shelves[host.Live.RouteOf(Jars, change.Document!)[0]!][change.Key] = change.Document!;
            }

            position = news.State.Position;
        }
    }

    [Fact]
    public async Task A_view_that_was_swapped_or_mended_is_another_generation()
    {
        await using var host = await _kit.Started();
        var jar = Guid.CreateVersion7();
        await _kit.Append(jar, new JarOpened("rent"));
        await host.Progress.CaughtUpTo(_kit.Last);
        await _kit.Append(jar, new CoinDropped(5));
        await host.Progress.CaughtUpTo(_kit.Last);
        var before = await State(host);
        (await Tombstones()).ShouldBeGreaterThan(0);

        var rebuilt = await host.Rebuilder.Rebuild(Jars, new RebuildOptions(), null, default);
        var swapped = await State(host);
        swapped.Generation.ShouldBeGreaterThan(before.Generation);
        (swapped.Floor, swapped.Changed).ShouldBe((rebuilt.Position, rebuilt.Position));
        (await Tombstones()).ShouldBe(0);

        _kit.Jars.Superstitious = true;
        await _kit.Append(jar, new CoinDropped(13));
        await host.Progress.CaughtUpTo(_kit.Last);
        _kit.Jars.Superstitious = false;
        (await host.Admin.Retry(Jars, null, default)).ShouldBe(1);
        (await State(host)).Generation.ShouldBeGreaterThan(swapped.Generation);
    }

    [Fact]
    public async Task A_write_that_moves_very_many_rows_is_told_as_one()
    {
        var jars = Enumerable.Range(0, LiveSql.MostTombstones + 1).Select(_ => Guid.CreateVersion7()).ToList();
        await using var host = await _kit.Started(ProjectionKit.Quick with { LiveDistance = 100, CatchUpPage = 3_000, LivePage = 3_000 });
        await postgres.Log.AppendMany([.. jars.Select((jar, i) => TestEvents.Unit(jar, 0, new JarOpened($"jar {i}")))], default);
        await host.Progress.CaughtUpTo(await postgres.Log.Head(default));
        var before = await State(host);
        var tombstones = await Tombstones();

        await host.Admin.Pause(Jars, default);
        await Eventually.True(async () => (await host.Admin.Status(default)).Single(shard => shard.Name == Jars).Paused, "it is paused");
        await postgres.Log.AppendMany([.. jars.Select(jar => TestEvents.Unit(jar, 1, new CoinDropped(3)))], default);
        await host.Admin.Resume(Jars, default);
        await host.Progress.CaughtUpTo(await postgres.Log.Head(default));

        (await State(host)).Generation.ShouldBeGreaterThan(before.Generation);
        (await Tombstones()).ShouldBe(tombstones);
    }

    [Fact]
    public async Task Tombstones_are_taken_away_after_a_day_and_the_floor_says_so()
    {
        await using var host = await _kit.Started();
        var jar = Guid.CreateVersion7();
        await _kit.Append(jar, new JarOpened("rent"));
        await host.Progress.CaughtUpTo(_kit.Last);
        await _kit.Append(jar, new CoinDropped(5));
        await host.Progress.CaughtUpTo(_kit.Last);
        (await Tombstones()).ShouldBeGreaterThan(0);

        await host.CleanUp(default);
        (await Tombstones()).ShouldBeGreaterThan(0);

        await using var tomorrow = Host(new ShiftedClock(LiveViews.Remembered + TimeSpan.FromMinutes(1)));
        await tomorrow.CleanUp(default);
        (await Tombstones()).ShouldBe(0);
        (await State(host)).Floor.ShouldBe(await postgres.Log.Head(default));
    }

    [Fact]
    public async Task Views_that_nobody_follows_leave_nothing()
    {
        await using var host = await _kit.Started();
        await _kit.Append(Guid.CreateVersion7(), new JarOpened("one"), new CoinDropped(3));
        await host.Progress.CaughtUpTo(_kit.Last);

        (await host.Live.States(["coin_kinds"], default)).ShouldBeEmpty();
        (await postgres.Scalar<string>("select string_agg(shard, ',') from crm_live_views")).ShouldBe("jars_tray:All");
        await Should.ThrowAsync<ArgumentException>(() => host.Live.Changes<CoinKind>("coin_kinds", 0, long.MaxValue, 10, default));
    }

    private ProjectionEngine Host(TimeProvider system) => new(
        postgres.Source, postgres.OpenLog(), TestEvents.Types, PostgresFixture.Json, [_kit.Jars], ProjectionKit.Quick, system: system);

    private static object Something(Random random) => random.Next(10) switch
    {
        < 3 => new JarOpened("again"),
        < 7 => new CoinDropped(random.Next(1, 12)),
        < 9 => new JarEmptied("spent"),
        _ => new JarEmptied("thrown away"),
    };

    private static async Task<LiveState> State(ProjectionEngine host) => (await host.Live.States([Jars], default))[Jars];

    private Task<long> Tombstones() => postgres.Scalar<long>("select count(*) from crm_live_tombstones");

    private sealed class ShiftedClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
