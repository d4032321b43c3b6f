using System.Diagnostics;
using System.Globalization;
using Crm.Api.Hosting;
using Crm.EventStore;
using Crm.EventStore.Schema;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Crm.Api.Tests.Hosting;

public sealed class PrivateClusterTests
{
    [Fact]
    public async Task A_host_serves_with_a_login_that_can_change_nothing_that_happened_and_has_its_schema_changed_by_another()
    {
        var folder = Directory.CreateTempSubdirectory("crm-private-").FullName;
        try
        {
            var installation = new Installation(folder, null, new byte[32], new byte[32], GeneratedSecrets: true);
            await using var server = await DatabaseServer.Open(installation, new ConfigurationBuilder().Build(), default);
            await using var owner = StoreDataSource.Open(server.OwnerConnectionString! + ";Pooling=false");
            await using var serving = StoreDataSource.Open(server.ConnectionString + ";Pooling=false");
            var migrator = new SchemaMigrator(serving, owner: owner);
            (await migrator.Apply(default)).ShouldNotBeEmpty();
            (await migrator.Apply(default)).ShouldBeEmpty();

            (await Run(serving, "select current_user")).ShouldBe("crm_serving");
            await Run(serving, "create table mt_doc_anything_1 (id uuid); drop table mt_doc_anything_1; create schema as_of_anything; drop schema as_of_anything");
            foreach (var sql in new[] { "update mt_events set type = type", "delete from mt_events", "delete from mt_streams", "delete from crm_seals", "delete from crm_access_log" })
                (await Should.ThrowAsync<PostgresException>(() => Run(serving, sql))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_killed_private_server_is_started_again_with_what_was_committed()
    {
        var folder = Directory.CreateTempSubdirectory("crm-private-").FullName;
        try
        {
            await using var server = await DatabaseServer.Open(new(folder, null, new byte[32], new byte[32], GeneratedSecrets: true), new ConfigurationBuilder().Build(), default);
            await using var owner = StoreDataSource.Open(server.OwnerConnectionString! + ";Pooling=false");
            await Run(owner, "create table kept (n int); insert into kept values (7)");
            (await server.Revive(default)).ShouldBeFalse("it runs");

            var process = int.Parse(File.ReadLines(Path.Combine(server.PrivateFolder!, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
            using (var postmaster = Process.GetProcessById(process))
            {
                postmaster.Kill();
                postmaster.WaitForExit(TimeSpan.FromSeconds(30)).ShouldBeTrue();
            }

            (await server.Revive(default)).ShouldBeTrue();
            (await Run(owner, "select n from kept")).ShouldBe(7);
            (await server.Revive(default)).ShouldBeFalse("it runs again");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<object?> Run(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
