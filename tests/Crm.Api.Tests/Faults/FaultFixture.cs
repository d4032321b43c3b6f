using Crm.Benchmarks.Faults.Kit;

namespace Crm.Api.Tests.Faults;

/// <summary>The tests that kill share one PostgreSQL and so never run beside each other.</summary>
[CollectionDefinition(Name)]
public sealed class FaultTests : ICollectionFixture<FaultFixture>
{
    public const string Name = "Faults";
}

/// <summary>A durable PostgreSQL for the tests that kill it, with the schema and one user.</summary>
public sealed class FaultFixture : IAsyncLifetime
{
    // Nothing may wait for ever: what does not come about in this time fails.
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(10));

    internal FaultScene Scene { get; private set; } = null!;

    internal CancellationToken Limit => _limit.Token;

    public async Task InitializeAsync()
    {
        Scene = await FaultScene.Open("fault-tests", Limit);
        await HostProcess.Verb(Scene.Settings, null, Limit, "db", "apply");
        await Office.MakeUser(Scene.Settings, Limit);
    }

    public async Task DisposeAsync()
    {
        if (Scene is not null) await Scene.DisposeAsync();
        _limit.Dispose();
    }
}
