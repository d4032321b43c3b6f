using Crm.EventStore.Projecting;

namespace Crm.Api.Hosting;

/// <summary>Has the tables of the read models before the first query asks for them.</summary>
public sealed class ReadModelTables(ProjectionEngine engine) : IStartupTask
{
    public int Order => 10;

    public Task Run(CancellationToken ct) => engine.Prepare(ct);
}
