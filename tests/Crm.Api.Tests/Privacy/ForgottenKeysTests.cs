using System.Text.Json;
using Crm.Api.Tests.Collections;
using Crm.EventStore.Streams;
using Crm.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Privacy;

public sealed class ForgottenKeysTests(CollectionsHost host) : IClassFixture<CollectionsHost>
{
    [Fact]
    public async Task A_host_forgets_a_key_that_another_destroyed()
    {
        var subject = await host.Debtor(await host.Campaign(), "Remedios Llovizna");
        (await Recorded(subject)).ShouldContain("Llovizna");

        // Another host's work: this one still holds the key in memory.
        await host.Execute($"update crm_subject_keys set wrapped_key = null, destroyed_at = clock_timestamp() where subject_id = '{subject}'");

        await Eventually.True(async () => !(await Recorded(subject)).Contains("Llovizna", StringComparison.Ordinal), "the key is forgotten");
        (await Recorded(subject)).ShouldContain("[erased]");
    }

    private async Task<string> Recorded(Guid stream) => JsonSerializer.Serialize(
        (await host.Services.GetRequiredService<EventLog>().ReadStream(stream, StreamRange.Whole, default)).Select(recorded => recorded.Data));
}
