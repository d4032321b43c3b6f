using System.Net.Http.Json;
using Crm.Api.Tests.Pages.Kit;
using Crm.Domain.Identity;

namespace Crm.Api.Tests.Pages;

/// <summary>What administrators type is text wherever it is shown again: names, reasons, labels, descriptions.</summary>
[Collection(PagesCollection.Name)]
public sealed class StoredIdentityTextTests(PagesFixture site)
{
    private const string Script = "<script>alert(1)</script>", Image = "\"><img src=x onerror=alert(1)>";

    [BrowserFact]
    public async Task Script_in_names_reasons_labels_and_descriptions_is_shown_and_never_run()
    {
        var (id, userName) = await site.Somebody(Roles.Agent, $"Eva {Script}{Image}");
        using var api = await site.Api("super");
        await api.Done($"/api/identity/users/{id}/suspend", new { reason = "Reason " + Script + Image });
        await api.Done($"/api/identity/users/{id}/reactivate", new { });
        (await api.PutAsJsonAsync($"/api/identity/users/{id}/skills", new { skills = new[] { Image } })).EnsureSuccessStatusCode();
        var campaign = await api.Made("/api/campaigns", new { code = "XSS-PAGES", name = "Campaña " + Script, country = "CO", currency = "COP", zone = "America/Bogota", language = "es-CO" });
        await api.Done($"/api/campaigns/{campaign}/teams", new { name = "Equipo " + Image });
        await api.Done($"/api/identity/users/{id}/roles", new { role = Roles.Agent, campaignId = campaign, teamId = (string?)null, from = (string?)null, until = (string?)null });
        await api.Done("/api/identity/roles", new { role = "xss-role", label = "Label " + Script, permissions = Array.Empty<object>() });
        await api.Done("/api/identity/api-keys", new { userId = id, label = "Key " + Script + Image, permissions = new[] { "accounts:read" }, campaignId = (string?)null, expiresAt = TimeProvider.System.GetUtcNow().AddDays(30) });
        var rule = await Rule(api, "127.0.0.0/8", "Office " + Script + Image);
        using var browser = site.Client();
        browser.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", Script);
        await browser.Done("/api/identity/sign-in", new { userName, password = People.Password });
        await site.CaughtUp();

        try
        {
            await using var super = await site.VisitAs("super");
            foreach (var (path, text) in new[]
            {
                ("/desk/users?text=eva", "Eva " + Script), ($"/desk/users/{id}", "Eva " + Script), ($"/desk/users/{id}", "Campaña " + Script), ($"/desk/users/{id}", Image),
                ("/desk/roles", "Label " + Script), ("/desk/roles/xss-role", "Label " + Script), ("/desk/api-keys", "Key " + Script + Image),
                ("/desk/addresses", "Office " + Script + Image), ("/desk/access-log", "Access log"), ($"/desk/users/{id}", "Device"), ($"/desk/audit?stream={id}", Script), ($"/desk/audit?stream={id}&view=timeline", Script),
                ($"/desk/history/{id}", "Eva " + Script), ("/desk/audit?type=network_allowed", "Audit"),
            })
            {
                (await super.Open(path)).ShouldBe(200, path);
                (await super.Page.TextContentAsync("main"))!.ShouldContain(text, customMessage: path);
                (await super.Count("main script, main img, [onerror], [onload]")).ShouldBe(0, path);
                super.Complaints.ShouldBeEmpty(path);
            }

            foreach (var field in new[] { "person", "type", "actor", "stream" }) await super.Open($"/desk/audit?{field}={Uri.EscapeDataString(Image + Script)}");
            await super.Open("/desk/access-log?address=" + Uri.EscapeDataString(Image));
            await super.Open("/desk/seals?event=" + Uri.EscapeDataString(Image));
            await super.Open("/set-password?token=" + Uri.EscapeDataString(Image));
            (await super.Count("main script, main img")).ShouldBe(0);
            super.Complaints.ShouldBeEmpty();
        }
        finally
        {
            await api.Done($"/api/identity/addresses/{rule}/withdraw", new { reason = "Only a test" });
        }
    }

    private static async Task<string> Rule(HttpClient api, string network, string description)
    {
        await api.Done("/api/identity/addresses", new { network, description, role = (string?)null, campaignId = (string?)null, expiresAt = (string?)null });
        var list = await api.GetFromJsonAsync<System.Text.Json.Nodes.JsonObject>("/api/identity/addresses");
        return list!["rules"]!.AsArray().First(rule => rule!["description"]!.GetValue<string>() == description)!["ruleId"]!.GetValue<string>();
    }
}
