using Crm.EventStore.Projecting;
using Crm.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Crm.Api.Tests.Kit;

/// <summary>A database on which a host has been started once: copies of it have every table of every view, which are dear to make.</summary>
internal static class HostTemplate
{
    private static readonly Lazy<Task<string>> Made = new(Make);

    /// <summary>A database of one's own; gives its connection string.</summary>
    public static async Task<string> Copy() => await PostgresTestCluster.CreateDatabase(await PostgresTestCluster.Shared, await Made.Value);

    private static async Task<string> Make()
    {
        var cluster = await PostgresTestCluster.Shared;
        var connectionString = await PostgresTestCluster.CreateDatabase(cluster);
        await using (var host = new HostFactory(PostgresTestCluster.AsHost(connectionString), owner: connectionString))
        {
            await host.Ready();
            await host.Services.GetRequiredService<ProjectionProgress>().CaughtUpTo(0);
        }

        // A database can be copied while nobody is in it.
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString("postgres") + ";Pooling=false");
        await using var closing = source.CreateCommand($"alter database {name} allow_connections false; select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
        await closing.ExecuteNonQueryAsync();
        return name;
    }
}
