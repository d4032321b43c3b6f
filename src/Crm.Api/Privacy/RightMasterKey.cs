using Crm.Api.Hosting;
using Crm.EventStore.Serialization.Personal;

namespace Crm.Api.Privacy;

/// <summary>A host with another master key than the database's does not start: it could read nobody, and whom it wrote nobody else could read.</summary>
public sealed class RightMasterKey(PostgresSubjectKeyStore keys) : IStartupTask
{
    // Before anything is encrypted or decrypted.
    public int Order => -100;

    public Task Run(CancellationToken ct) => keys.Check(ct);
}
