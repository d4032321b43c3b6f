using Crm.Testing;

namespace Crm.EventStore.Tests.Projecting;

/// <summary>A host that ends: whatever asks for it, and however often.</summary>
public sealed class StoppingTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private readonly ProjectionKit _kit = new(postgres);

    [Fact]
    public async Task Bug_who_asked_for_the_end_as_the_second_did_not_wait_for_it_and_took_away_what_was_in_use()
    {
        var host = await _kit.Started();
        await _kit.Fill(jars: 5, coins: 2);
        await host.Progress.CaughtUpTo(_kit.Last);

        var first = host.Stop();
        await host.DisposeAsync().AsTask().WaitAsync(Eventually.Patience);

        first.IsCompletedSuccessfully.ShouldBeTrue();
        (await postgres.Scalar<long>($"select count(*) from crm_hosts where id = '{host.HostId}'")).ShouldBe(0);
        (await postgres.Scalar<long>($"select count(*) from crm_shards where owner = '{host.HostId}'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_host_that_was_never_started_ends_at_once()
    {
        var host = _kit.Host();
        await host.Stop().WaitAsync(Eventually.Patience);
        await host.DisposeAsync();
    }
}
