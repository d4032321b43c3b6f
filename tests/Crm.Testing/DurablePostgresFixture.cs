namespace Crm.Testing;

/// <summary>A fresh database on the cluster with fsync, for tests that kill the server.</summary>
public sealed class DurablePostgresFixture : PostgresFixture
{
    protected override async Task<string> CreateDatabase() => await PostgresTestCluster.CreateDatabase(await PostgresTestCluster.Durable);
}
