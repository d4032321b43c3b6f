using Crm.Testing;

namespace Crm.EventStore.Tests.Projecting;

public sealed class LiveProjectionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private readonly ProjectionKit _kit = new(postgres);

    [Fact]
    public async Task Documents_counters_and_columns_follow_the_events()
    {
        await using var host = await _kit.Started();
        var jar = Guid.CreateVersion7();

        await _kit.Append(jar, new JarOpened("rent"), new CoinDropped(5), new CoinDropped(50));
        await host.Progress.CaughtUpTo(_kit.Last);
        await _kit.Append(jar, new CoinDropped(20));
        await host.Progress.CaughtUpTo(_kit.Last);

        var row = (await _kit.Jar(host, jar)).ShouldNotBeNull();
        (row.Label, row.Total, row.Coins, row.Notes).ShouldBe(("rent", 75L, 3, new JarNotes(false, 50)));
        (await postgres.Scalar<long>($"select changed_at from {host.Tables.TableOf<JarsTray>()} where id = '{jar}'"))
            .ShouldBe((row.ChangedAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        (await postgres.Scalar<decimal>($"select largest from {host.Tables.TableOf<JarsTray>()} where not empty and id = '{jar}'")).ShouldBe(50);
        (await host.Documents.Find<CoinKinds, CoinKind>("all", default))!.Document.LastJars.ShouldBe([jar, jar, jar]);
        (await postgres.Scalar<decimal>($"select n from {host.Tables.TableOf<CoinTotals>()} where measure = 'amount' and size = 'large'")).ShouldBe(0.70m);
    }

    [Fact]
    public async Task A_fold_to_nothing_deletes_the_document()
    {
        await using var host = await _kit.Started();
        var jar = Guid.CreateVersion7();
        await _kit.Append(jar, new JarOpened("rent"));
        await host.Progress.CaughtUpTo(_kit.Last);
        (await _kit.Jar(host, jar)).ShouldNotBeNull();

        await _kit.Append(jar, new JarEmptied("thrown away"));
        await host.Progress.CaughtUpTo(_kit.Last);

        (await _kit.Jar(host, jar)).ShouldBeNull();
    }

    [Fact]
    public async Task Guarantee_10_read_your_writes_a_query_waits_for_its_position_and_says_when_it_could_not()
    {
        await using var host = await _kit.Started();
        var position = await _kit.Append(Guid.CreateVersion7(), new JarOpened("rent"));

        (await host.Progress.WaitFor<JarsTray>(position, TimeSpan.FromSeconds(20), default)).ShouldBeTrue();
        (await host.Progress.WaitFor<JarsTray>(position + 1_000, TimeSpan.FromMilliseconds(20), default)).ShouldBeFalse();
    }

    [Fact]
    public async Task Guarantee_10_read_your_writes_holds_on_a_host_that_owns_nothing()
    {
        await using var host = await _kit.Started();
        await using var other = _kit.Host();

        var position = await _kit.Append(Guid.CreateVersion7(), new JarOpened("rent"));

        (await other.Progress.WaitFor(["jars_tray"], position, TimeSpan.FromSeconds(20), default)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_burned_sequence_number_a_rolled_back_command_and_an_open_transaction_delay_nothing()
    {
        await using var host = await _kit.Started();
        await using var reading = await postgres.Source.OpenConnectionAsync();
        await using var open = await reading.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        await using (var look = new Npgsql.NpgsqlCommand("select count(*) from mt_events", reading)) await look.ExecuteScalarAsync();
        await using var writing = await postgres.Source.OpenConnectionAsync();
        await using var rolledBack = await writing.BeginTransactionAsync();
        await using (var burn = new Npgsql.NpgsqlCommand("select nextval('mt_events_sequence'), pg_current_xact_id()", writing)) await burn.ExecuteScalarAsync();

        // Both transactions are open and the number burned in one of them is missing before the event: it is projected all the same.
        var jar = Guid.CreateVersion7();
        var position = await _kit.Append(jar, new JarOpened("rent"));
        await host.Progress.CaughtUpTo(position);

        (await _kit.Jar(host, jar)).ShouldNotBeNull();
        await rolledBack.RollbackAsync();
        (await host.Progress.WaitFor<JarsTray>(await _kit.Append(jar, new CoinDropped(1)), TimeSpan.FromSeconds(20), default)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_host_that_starts_late_catches_up()
    {
        var jars = await _kit.Fill(jars: 40, coins: 30);

        await using var host = await _kit.Started(ProjectionKit.Quick with { CatchUpPage = 100, LivePage = 20, LiveDistance = 50, CachedDocuments = 10 });
        await host.Progress.CaughtUpTo(_kit.Last);

        foreach (var jar in jars) (await _kit.Jar(host, jar))!.Coins.ShouldBe(30);
    }
}
