namespace Crm.Testing;

/// <summary>A fresh database on the cluster with fsync, for tests that kill the server.</summary>
public sealed class DurablePostgresFixture : PostgresFixture
{
    protected override Task<EventStore.LocalPostgres.PostgresCluster> Cluster() => PostgresTestCluster.Durable;
}
