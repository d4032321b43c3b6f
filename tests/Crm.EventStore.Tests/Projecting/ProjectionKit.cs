using Crm.EventStore.Append;
using Crm.EventStore.Projecting;
using Crm.EventStore.Serialization;
using Crm.Testing;
using Npgsql;
using static Crm.Testing.TestEvents;

namespace Crm.EventStore.Tests.Projecting;

/// <summary>Jars, their three projections, and a host that follows them.</summary>
internal sealed class ProjectionKit(PostgresFixture postgres)
{
    /// <summary>Leases and back-off short enough to wait for.</summary>
    public static readonly ProjectionOptions Quick = new()
    {
        Lease = TimeSpan.FromSeconds(1),
        Heartbeat = TimeSpan.FromMilliseconds(200),
        Poll = TimeSpan.FromMilliseconds(500),
        BackOff = TimeSpan.FromMilliseconds(50),
        LongestBackOff = TimeSpan.FromMilliseconds(200),
    };

    private long _last;

    public JarsTray Jars { get; init; } = new();
    public CoinKinds Kinds { get; } = new();
    public CoinTotals Totals { get; } = new();

    public ProjectionEngine Host(ProjectionOptions? options = null, EventTypes? types = null) => new(
        postgres.Source, postgres.OpenLog(types), types ?? TestEvents.Types, PostgresFixture.Json, [Jars, Kinds, Totals], options ?? Quick);

    public async Task<ProjectionEngine> Started(ProjectionOptions? options = null)
    {
        var host = Host(options);
        await host.Start(default);
        return host;
    }

    /// <summary>The position of the last event appended here.</summary>
    public long Last => Interlocked.Read(ref _last);

    public async Task<long> Append(Guid jar, params object[] events)
    {
        var outcome = (await postgres.Log.Append(Unit(jar, null, events), default)).ShouldBeOfType<AppendOutcome.Appended>();
        InterlockedMax(outcome.Position);
        return outcome.Position;
    }

    /// <summary>Jars with coins, in few appends.</summary>
    public async Task<IReadOnlyList<Guid>> Fill(int jars, int coins, int seed = 7)
    {
        var random = new Random(seed);
        var ids = Enumerable.Range(0, jars).Select(_ => Guid.CreateVersion7()).ToList();
        await postgres.Log.AppendMany([.. ids.Select((id, i) => Unit(id, 0, new JarOpened($"jar {i}")))], default);
        for (var round = 0; round < coins; round++)
            await postgres.Log.AppendMany([.. ids.Select(id => Unit(id, null, new CoinDropped(random.Next(1, 13))))], default);
        InterlockedMax(await postgres.Log.Head(default));
        return ids;
    }

    public async Task<JarRow?> Jar(ProjectionEngine host, Guid id) => (await host.Documents.Find<JarsTray, JarRow>(id, default))?.Document;

    /// <summary>Everything in a projection's table, as text, in order of key.</summary>
    public async Task<IReadOnlyList<string>> Rows(string quotedTable)
    {
        await using var command = new NpgsqlCommand($"select to_jsonb(t)::text from {quotedTable} t order by 1", await postgres.Source.OpenConnectionAsync());
        var rows = new List<string>();
        await using (command.Connection)
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        }

        return rows;
    }

    /// <summary>The rows of all three projections.</summary>
    public async Task<IReadOnlyList<string>> AllRows(ProjectionEngine host) =>
    [
        .. await Rows(host.Tables.TableOf<JarsTray>()), .. await Rows(host.Tables.TableOf<CoinKinds>()), .. await Rows(host.Tables.TableOf<CoinTotals>()),
    ];

    private void InterlockedMax(long position)
    {
        for (var seen = Last; seen < position; seen = Last)
        {
            if (Interlocked.CompareExchange(ref _last, position, seen) == seen) return;
        }
    }
}
