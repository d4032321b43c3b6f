using Crm.EventStore.Append;
using Crm.EventStore.Sealing;
using Crm.EventStore.Serialization.Personal;
using Crm.EventStore.Streams;
using Crm.Testing;
using Npgsql;
using static Crm.Testing.TestEvents;

namespace Crm.EventStore.Tests.Sealing;

/// <summary>A database of its own with a sealed history, for tests that then do with it as a superuser what nobody should.</summary>
public sealed class SealScene : IAsyncDisposable
{
    private readonly EventLog _log;
    private readonly string _folder;

    private SealScene(string connectionString, string folder, int maxLeaves)
    {
        (ConnectionString, _folder) = (connectionString, folder);
        Source = StoreDataSource.Open(connectionString);
        Store = new(Source);
        Keys = new(Path.Combine(folder, "keys"), mayGenerate: true);
        Sealer = new(Store, Keys, new(maxLeaves), TimeProvider.System);
        _log = new(Source, new(Types, PostgresFixture.Json, new(new PostgresSubjectKeyStore(Source, PostgresFixture.MasterKey))));
    }

    public string ConnectionString { get; }
    public NpgsqlDataSource Source { get; }
    public SealStore Store { get; }
    public SealKeyFolder Keys { get; }
    public Sealer Sealer { get; }

    public string Fingerprint
    {
        get
        {
            using var signer = Keys.Current();
            return signer.Key.Id;
        }
    }

    public static async Task<SealScene> Open(int maxLeaves = 5, string? database = null) => new(
        database ?? await PostgresTestCluster.CreateDatabase(await PostgresTestCluster.Shared),
        Directory.CreateDirectory(PostgresTestCluster.Folder($"seal-{Guid.CreateVersion7():N}")).FullName, maxLeaves);

    /// <summary>Three jars with four coins each, sealed: positions 1 to 15, seals of five.</summary>
    public static async Task<(SealScene Scene, Guid[] Jars)> WithHistory()
    {
        var scene = await Open();
        Guid[] jars = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];
        foreach (var jar in jars) await scene.Append(jar, 0, new JarOpened("rent"));
        for (var coin = 1; coin <= 4; coin++)
        {
            foreach (var jar in jars) await scene.Append(jar, coin, new CoinDropped(coin * 10 + Array.IndexOf(jars, jar)));
        }

        await scene.SealAll();
        return (scene, jars);
    }

    public async Task<Guid> Append(Guid jar, long version, params object[] events) =>
        (await _log.Append(Unit(jar, version, events), default)).ShouldBeOfType<AppendOutcome.Appended>().EventIds[0];

    public Task<int> SealAll(SealSource? source = null) => Sealer.Seal(source ?? SealSource.Events, everything: true, default);

    public Task<ChainReport> Verify(HeldOutside? outside = null, SealSource? source = null) =>
        new SealAudit(Store).Verify(source ?? SealSource.Events, outside ?? HeldOutside.Nothing, null, default);

    public async Task<HeldHead> Head(string chain = "events") => (await new HeadPublishing(Store, []).Head(chain, default))!;

    /// <summary>What an auditor took home before the attack.</summary>
    public async Task<HeldOutside> TakeHome() => new([await Head()], Fingerprint);

    /// <summary>As a superuser who knows how to keep triggers from firing.</summary>
    public async Task Attack(string sql)
    {
        await using var connection = await Source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"begin; set local session_replication_role = replica; {sql}; commit", connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> Scalar<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public string File(string name) => Path.Combine(_folder, name);

    public async Task<string> Bundle(BundleSelection? selection = null, SealSource? source = null)
    {
        var file = File($"bundle-{Guid.CreateVersion7():N}.zip");
        await using var stream = System.IO.File.Create(file);
        await new BundleWriter(Store, TimeProvider.System).Write(stream, source ?? SealSource.Events, selection ?? new(), default);
        return file;
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        await Source.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
