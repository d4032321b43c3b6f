using Crm.EventStore.LocalPostgres;
using Crm.EventStore.Sealing;
using Crm.Testing;
using Npgsql;

namespace Crm.EventStore.Tests.Sealing;

/// <summary>A backup is as good as the heads outside say.</summary>
public sealed class RestoreTests
{
    [Fact]
    public async Task A_dump_restored_is_sound_and_one_that_lost_its_tail_is_found()
    {
        var (scene, jars) = await SealScene.WithHistory();
        await using var _ = scene;
        var early = await scene.TakeHome();
        var dump = scene.File("crm.dump");
        LocalCommand.Require(Tool("pg_dump"), ["--format=custom", $"--file={dump}", $"--dbname={Uri(scene.ConnectionString)}"]);
        await scene.Append(jars[0], 5, new CoinDropped(1));
        await scene.SealAll();
        var late = await scene.TakeHome();

        var restored = await PostgresTestCluster.CreateEmptyDatabase(await PostgresTestCluster.Shared);
        LocalCommand.Require(Tool("pg_restore"), ["--no-owner", $"--dbname={Uri(restored)}", dump]);

        await Judge(restored, early, late);
    }

    [Fact]
    public async Task A_base_backup_restored_is_sound_and_one_that_lost_its_tail_is_found()
    {
        var (scene, jars) = await SealScene.WithHistory();
        await using var _ = scene;
        var early = await scene.TakeHome();
        var account = ServerAccount.Current();
        var cluster = await PostgresTestCluster.Shared;
        var home = Directory.CreateTempSubdirectory("crm-restored-").FullName;
        account.Own(home);
        try
        {
            account.Require(Tool("pg_basebackup"), ["--pgdata", Path.Combine(home, "data"), "--checkpoint=fast", "--no-sync", "--wal-method=stream", $"--dbname={Uri(cluster.ConnectionString("postgres"))}"]);
            File.Copy(Path.Combine(cluster.Home, "password"), Path.Combine(home, "password"));
            await scene.Append(jars[0], 5, new CoinDropped(1));
            await scene.SealAll();
            var late = await scene.TakeHome();

            await using var restored = await PostgresCluster.Start(new(home, Durable: false), default);
            await Judge(restored.ConnectionString(new NpgsqlConnectionStringBuilder(scene.ConnectionString).Database!), early, late);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static async Task Judge(string restored, HeldOutside early, HeldOutside late)
    {
        await using var after = await SealScene.Open(database: restored + ";Pooling=false");
        var sound = await after.Verify(early);
        sound.Finding.ShouldBeNull();
        (sound.Rows, sound.LastPosition).ShouldBe((15, 15));

        var lost = (await after.Verify(late)).Finding.ShouldNotBeNull();
        (lost.Kind, lost.Position).ShouldBe((FindingKind.Truncated, 16));
        lost.Message.ShouldContain("lost in a restore");
    }

    // Beside the server's binaries; where those are links, beside what they lead to.
    private static string Tool(string name)
    {
        var initdb = PostgresBinaries.Find().InitDb;
        var folders = new[] { initdb, File.ResolveLinkTarget(initdb, returnFinalTarget: true)?.FullName ?? initdb, $"/usr/lib/postgresql/{PostgresBinaries.Find().Major}/bin/initdb" };
        return folders.Select(file => Path.Combine(Path.GetDirectoryName(file)!, name)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"{name} is not installed: it comes with PostgreSQL's client programs.");
    }

    private static string Uri(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        return $"host={settings.Host} port={settings.Port} user={settings.Username} password={settings.Password} dbname={settings.Database}";
    }
}
