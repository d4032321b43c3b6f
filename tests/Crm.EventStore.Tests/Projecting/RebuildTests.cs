using Crm.EventStore.Projecting;
using Crm.EventStore.Projecting.Rebuilding;
using Crm.EventStore.Streams;
using Crm.Testing;

namespace Crm.EventStore.Tests.Projecting;

public sealed class RebuildTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private readonly ProjectionKit _kit = new(postgres);

    [Fact]
    public async Task Guarantee_6_a_rebuild_under_load_equals_the_live_model_and_readers_never_see_a_hole()
    {
        await using var host = await _kit.Started();
        var jars = await _kit.Fill(jars: 60, coins: 20);
        await host.Progress.CaughtUpTo(_kit.Last);
        using var reading = new CancellationTokenSource();
        var holes = Read(host, jars, reading.Token);
        var filling = _kit.Fill(jars: 60, coins: 40, seed: 8);
        var reports = new List<RebuildReport>();

        foreach (var name in host.Admin.Projections) reports.Add(await host.Rebuilder.Rebuild(name, new(Compare: true), null, default));
        await filling;
        await host.Progress.CaughtUpTo(_kit.Last);
        await reading.CancelAsync();

        (await holes).ShouldBe(0);
        foreach (var report in reports)
        {
            report.Comparison.ShouldNotBeNull().Differences.ShouldBeEmpty();
            report.Comparison.LiveRows.ShouldBeGreaterThan(0);
        }

        foreach (var name in host.Admin.Projections) (await host.Comparer.Compare(name, null, default)).Differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task Guarantee_6_an_interrupted_rebuild_goes_on_where_it_was()
    {
        await using var host = await _kit.Started(ProjectionKit.Quick with { RebuildRows = 40, RebuildPage = 50 });
        await _kit.Fill(jars: 150, coins: 3);
        await host.Progress.CaughtUpTo(_kit.Last);
        using var interruption = new CancellationTokenSource();
        var half = new Stopper(interruption, share: 0.3);

        await Should.ThrowAsync<OperationCanceledException>(host.Rebuilder.Rebuild("jars_tray", new(), half, interruption.Token));
        (await host.Admin.Status(default)).Single(shard => shard.Name == "jars_tray").Rebuild.ShouldNotBeNull();
        var report = await host.Rebuilder.Rebuild("jars_tray", new(Compare: true), null, default);

        report.ResumedAt.ShouldBeGreaterThan(0);
        report.Passes.ShouldBeGreaterThan(1);
        report.Comparison!.Differences.ShouldBeEmpty();
        (await host.Admin.Status(default)).Single(shard => shard.Name == "jars_tray").Rebuild.ShouldBeNull();
    }

    [Fact]
    public async Task Guarantee_6_rows_of_a_load_that_was_interrupted_half_way_are_not_kept()
    {
        await using var host = await _kit.Started(ProjectionKit.Quick with { RebuildPage = 50 });
        await _kit.Fill(jars: 60, coins: 3);
        await host.Progress.CaughtUpTo(_kit.Last);
        using var interruption = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(host.Rebuilder.Rebuild("jars_tray", new(), new Stopper(interruption, 0.3), interruption.Token));
        // One of the connections had committed its part, with a document in quarantine, when the host was killed.
        await postgres.Execute("""
            insert into mt_doc_jars_tray_1_rebuild (id, data, crm_position) select id, '{"label": "of before"}', 1 from mt_doc_jars_tray_1 limit 20;
            insert into crm_quarantine (shard, key, position, error) select 'jars_tray:All:rebuild', id, 1, 'of before' from mt_doc_jars_tray_1 limit 1;
            """);

        var report = await host.Rebuilder.Rebuild("jars_tray", new(Compare: true), null, default);

        report.ResumedAt.ShouldBe(0);
        report.Comparison!.Differences.ShouldBeEmpty();
        (await host.Admin.Quarantine(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_interrupted_rebuild_can_be_dropped()
    {
        await using var host = await _kit.Started(ProjectionKit.Quick with { RebuildRows = 20, RebuildPage = 50 });
        await _kit.Fill(jars: 100, coins: 1);
        using var interruption = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(host.Rebuilder.Rebuild("jars_tray", new(), new Stopper(interruption, 0.3), interruption.Token));

        await host.Rebuilder.Drop("jars_tray", default);

        (await postgres.Scalar<bool>("select to_regclass('mt_doc_jars_tray_1_rebuild') is null")).ShouldBeTrue();
        (await host.Rebuilder.Rebuild("jars_tray", new(), null, default)).ResumedAt.ShouldBe(0);
    }

    [Fact]
    public async Task Guarantee_6_a_new_version_is_built_at_start_and_the_old_one_goes_when_nobody_reads_it()
    {
        var second = new ProjectionKit(postgres) { Jars = new JarsTray(version: 2) };
        await using var old = await _kit.Started();
        await _kit.Fill(jars: 30, coins: 5);
        await old.Progress.CaughtUpTo(_kit.Last);

        await using var @new = await second.Started(ProjectionKit.Quick with { RebuildFrom = 10 });
        await @new.Progress.CaughtUpTo(_kit.Last);

        var oldRows = await _kit.Rows(old.Tables.TableOf<JarsTray>());
        (await _kit.Rows(@new.Tables.TableOf<JarsTray>())).ShouldBe(oldRows);
        (await @new.CleanUp(default)).ShouldBeEmpty();
        await old.Stop();
        (await @new.CleanUp(default)).ShouldBe(["mt_doc_jars_tray_1"]);
    }

    [Fact]
    public async Task Guarantee_11_any_view_can_be_seen_as_of_any_position()
    {
        await using var host = await _kit.Started();
        var jar = Guid.CreateVersion7();
        var then = await _kit.Append(jar, new JarOpened("rent"), new CoinDropped(5));
        await host.Progress.CaughtUpTo(then);
        var rowThen = (await _kit.Jar(host, jar)).ShouldNotBeNull();
        var rowsThen = await _kit.Rows(host.Tables.TableOf<JarsTray>());
        var instant = (await postgres.Log.ReadStream(jar, StreamRange.Whole, default))[^1].Timestamp;
        await _kit.Append(jar, new CoinDropped(50), new JarEmptied("thrown away"));
        await host.Progress.CaughtUpTo(_kit.Last);

        (await host.AsOf.Find<JarsTray, JarRow>(jar, then, default))!.Document.ShouldBe(rowThen);
        (await host.AsOf.Find<JarsTray, JarRow>(jar, instant, default))!.Document.ShouldBe(rowThen);
        (await host.AsOf.Find<JarsTray, JarRow>(jar, _kit.Last, default)).ShouldBeNull();
        (await host.AsOf.Find<CoinKinds, CoinKind>("5", then, default))!.Document.LastJars[^1].ShouldBe(jar);

        var view = await host.AsOf.Build("jars_tray", then, "before_the_bin", TimeSpan.FromHours(1), null, default);
        (await _kit.Rows($"before_the_bin.{view.Table}")).ShouldBe(rowsThen);
        await host.AsOf.Drop("before_the_bin", default);
        (await postgres.Scalar<bool>("select to_regnamespace('before_the_bin') is null")).ShouldBeTrue();
    }

    [Fact]
    public async Task Guarantee_6_what_was_appended_while_a_view_was_built_is_in_it_when_it_is_swapped_in()
    {
        await using var host = await _kit.Started();
        await _kit.Fill(jars: 5, coins: 3, seed: 21);
        await host.Progress.CaughtUpTo(_kit.Last);
        var meanwhile = 0L;
        var late = Guid.CreateVersion7();
        var between = new Interruption("indexing", () => Task.Run(async () =>
        {
            meanwhile = await _kit.Append(late, new JarOpened("late"), new CoinDropped(4));
            await host.Progress.CaughtUpTo(meanwhile);
        }).Wait(Eventually.Patience).ShouldBeTrue());

        var report = await host.Rebuilder.Rebuild("jars_tray", new(Compare: false), between, default);

        meanwhile.ShouldBePositive();
        report.Position.ShouldBeGreaterThanOrEqualTo(meanwhile, "a view never goes back");
    }

    [Fact]
    public async Task Guarantee_6_the_live_reader_begins_anew_on_the_view_that_was_swapped_in()
    {
        await using var host = await _kit.Started();
        var jar = Guid.CreateVersion7();
        _kit.Jars.Superstitious = true;
        await _kit.Append(jar, new JarOpened("unlucky"), new CoinDropped(13));
        await host.Progress.CaughtUpTo(_kit.Last);
        (await host.Admin.Quarantine(default)).ShouldHaveSingleItem();

        // The code is mended and the view rebuilt, without a word of a retry: what the reader remembers as quarantined is so no more.
        _kit.Jars.Superstitious = false;
        await host.Rebuilder.Rebuild("jars_tray", new(Compare: false), null, default);
        await _kit.Append(jar, new CoinDropped(2));
        await host.Progress.CaughtUpTo(_kit.Last);

        (await host.Admin.Quarantine(default)).ShouldBeEmpty();
        (await _kit.Jar(host, jar))!.Total.ShouldBe(15);
    }

    // A row that is missing or a table that is not there would count.
    private async Task<int> Read(ProjectionEngine host, IReadOnlyList<Guid> jars, CancellationToken ct)
    {
        var holes = 0;
        while (!ct.IsCancellationRequested)
        {
            if (await postgres.Scalar<long>($"select count(*) from {host.Tables.TableOf<JarsTray>()}") < jars.Count) holes++;
        }

        return holes;
    }

    /// <summary>Does something once, when a phase is reached.</summary>
    private sealed class Interruption(string phase, Action act) : IProgress<RebuildProgress>
    {
        private bool _done;

        public void Report(RebuildProgress value)
        {
            if (_done || value.Phase != phase) return;
            _done = true;
            act();
        }
    }

    /// <summary>Interrupts when a share is reached.</summary>
    private sealed class Stopper(CancellationTokenSource interruption, double share) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value)
        {
            if (value.Share > share) interruption.Cancel();
        }
    }
}
