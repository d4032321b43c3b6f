using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Crm.Api.Tests.Kit;
using Crm.Domain.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Hosting;

public sealed class StuckWorkTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task Dead_letters_and_missed_deadlines_are_listed_and_tried_again_by_who_may()
    {
        var reaction = host.Services.GetServices<EventStore.Reactions.Reaction>().First().Name;
        var agenda = Projections.ReadModels.All.OfType<EventStore.Agenda.AgendaProjection>().First().Name;
        // Nothing follows the events here: what is put down below stays as it is.
        await host.Services.GetRequiredService<EventStore.Projecting.ProjectionEngine>().Stop();
        await host.Execute($"""
            insert into crm_dead_letters (reaction, position, event_id, stream_id, event_type, error, attempts)
                values ('{reaction}:All', 999999, '{Guid.CreateVersion7()}', '{Guid.CreateVersion7()}', 'payment_confirmed', 'It does not work.', 5);
            insert into crm_agenda_attempts (agenda, item_id, due_at, attempts, outcome, detail)
                values ('{agenda}_runner:All', 'an-item', 1, 8, 'failed', 'It does not work.');
            """);
        var administrator = await host.SignedIn(Roles.Administrator);

        (await administrator.GetStringAsync("/api/operations/dead-letters")).ShouldContain("\"position\":999999");
        (await administrator.GetStringAsync("/api/operations/missed-deadlines")).ShouldContain("\"itemId\":\"an-item\"");
        (await Count(administrator, $"dead-letters/{reaction}/retry", new { position = 999998 })).ShouldBe(0);
        (await Count(administrator, $"dead-letters/{reaction}/retry", new { position = 999999 })).ShouldBe(1);
        (await Count(administrator, $"missed-deadlines/{agenda}/retry", new { })).ShouldBe(1);
        (await administrator.GetStringAsync("/api/operations/missed-deadlines")).ShouldNotContain("an-item");

        await (await administrator.PostAsJsonAsync("/api/operations/dead-letters/nonsense/retry", new { })).ShouldBeProblem(404, "not-found");
        await (await (await host.SignedIn(Roles.Supervisor)).GetAsync("/api/operations/dead-letters")).ShouldBeProblem(403, "permission-lacking");
        await (await (await host.SignedIn(Roles.Auditor)).PostAsJsonAsync($"/api/operations/dead-letters/{reaction}/retry", new { })).ShouldBeProblem(403, "permission-lacking");

        static async Task<int> Count(HttpClient client, string path, object body) =>
            (await (await client.PostAsJsonAsync("/api/operations/" + path, body)).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!["count"]!.GetValue<int>();
    }
}
