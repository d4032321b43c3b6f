using System.Net;
using Crm.Api.Tests.Collections;
using Crm.Domain.Identity;

namespace Crm.Api.Tests.Identity.Permissions;

/// <summary>Two campaigns with one of everything in each: who works in one tries every endpoint with the ids of the other.</summary>
[Collection(OneOffice.Name)]
public sealed class CrossCampaignTests(CollectionsHost host)
{
    /// <summary>Those whose work is within a campaign; the others reach everything.</summary>
    private static readonly string[] Bound =
        [Roles.Supervisor, Roles.Agent, Roles.BackOffice, Roles.QualityAnalyst, Roles.Technician, Roles.SalesRepresentative, Roles.Receptionist, Roles.ApiClient];

    [Fact]
    public async Task What_belongs_to_another_campaign_is_not_there_and_nothing_of_it_moves()
    {
        var (mine, theirs) = (await Worlds.Make(host), await Worlds.Make(host));
        var endpoints = Endpoint.All(host.Services).Where(endpoint => endpoint.NamesSomething && endpoint.Route != "/api/development/clock").ToList();
        endpoints.Count.ShouldBeGreaterThan(80);
        List<string> wrong = [];
        foreach (var role in Bound)
        {
            var user = await host.User(role, mine.Campaign);
            var client = await host.As(user);
            foreach (var endpoint in endpoints)
            {
                using var answer = await client.SendAsync(endpoint.Request(theirs));
                var text = await answer.Content.ReadAsStringAsync();
                if (answer.IsSuccessStatusCode && !IsAboutNothing(endpoint, text, theirs)) wrong.Add($"{role}: {endpoint} answered {(int)answer.StatusCode} {text[..Math.Min(150, text.Length)]}");
                if (answer.StatusCode is HttpStatusCode.Conflict) wrong.Add($"{role}: {endpoint} told that it is there: {text[..Math.Min(150, text.Length)]}");
            }

            // Whatever was answered: nothing was written by him but his own session.
            var written = await host.Scalar<long>($"select count(*) from mt_events where headers::text like '%{user.Id}%' and type <> 'session_opened'");
            if (written > 0) wrong.Add($"{role}: wrote {written} events, such as {await host.Scalar<string>($"select min(type) from mt_events where headers::text like '%{user.Id}%' and type <> 'session_opened'")}");
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_belongs_to_ones_own_campaign_is_there()
    {
        var mine = await Worlds.Make(host);
        List<string> wrong = [];
        foreach (var role in (string[])[Roles.Supervisor, Roles.BackOffice, Roles.QualityAnalyst, Roles.ApiClient, Roles.Auditor, Roles.Administrator])
        {
            var client = await host.SignedIn(role, role is Roles.Auditor or Roles.Administrator ? null : mine.Campaign);
            foreach (var endpoint in Endpoint.All(host.Services).Where(endpoint => endpoint.Method == "GET" && endpoint.Parameters.Contains("id")))
            {
                // What one asked for oneself is nobody else's, whatever the campaign.
                if (endpoint.Route.Contains("/imports/", StringComparison.Ordinal) || endpoint.Route.Contains("/requests/", StringComparison.Ordinal) || Matrix.Reviewed.Reach(role, endpoint.Permission) is "" or "own") continue;
                using var answer = await client.SendAsync(endpoint.Request(mine));
                if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden) wrong.Add($"{role}: {endpoint} answered {(int)answer.StatusCode}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_list_shows_what_belongs_to_another_campaign()
    {
        var (mine, theirs) = (await Worlds.Make(host), await Worlds.Make(host));
        List<string> wrong = [];
        foreach (var role in Bound)
        {
            var client = await host.SignedIn(role, mine.Campaign);
            foreach (var endpoint in Endpoint.All(host.Services).Where(endpoint => endpoint.Method == "GET" && !endpoint.Parameters.Any()))
            {
                using var answer = await client.SendAsync(endpoint.Request(mine));
                var text = await answer.Content.ReadAsStringAsync();
                if (theirs.Ids.FirstOrDefault(id => text.Contains(id.ToString(), StringComparison.OrdinalIgnoreCase)) is var found && found != Guid.Empty)
                    wrong.Add($"{role}: {endpoint} shows {found}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    // A list or a plan that holds nothing of theirs tells nothing.
    private static bool IsAboutNothing(Endpoint endpoint, string text, World theirs) =>
        endpoint.Method == "GET" && !endpoint.Parameters.Contains("id") && theirs.Ids.All(id => !text.Contains(id.ToString(), StringComparison.OrdinalIgnoreCase));
}
