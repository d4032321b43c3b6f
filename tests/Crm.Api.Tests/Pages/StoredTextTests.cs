using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Crm.Api.Demo;
using Crm.Api.Hosting;
using Crm.Api.Tests.Pages.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Pages;

/// <summary>What people type is text wherever it is shown again, whatever it looks like.</summary>
[Collection(PagesCollection.Name)]
public sealed class StoredTextTests(PagesFixture site)
{
    private const string Script = "<script>alert(1)</script>", Image = "<img src=x onerror=alert(1)>", Attribute = "\"><svg onload=alert(1)>";

    [BrowserFact]
    public async Task Script_in_a_name_a_note_and_a_reason_is_shown_and_never_run()
    {
        var debtor = await DebtorCalled($"Ana {Script}");
        await using var supervisor = await site.VisitAs("supervisor");
        await supervisor.Open($"/desk/debtors/{debtor}");
        (await supervisor.Text("h1")).ShouldContain(Script);
        (await supervisor.Page.TitleAsync()).ShouldContain(Script);

        await supervisor.Page.SelectOptionAsync("form[action*='handler=Attempt'] [name=disposition]", "INFORMATION_REQUESTED");
        await supervisor.Page.FillAsync("form[action*='handler=Attempt'] [name=notes]", Image + Script);
        (await supervisor.Send("form[action*='handler=Attempt'] button")).ShouldBe(200);
        (await supervisor.Text(".timeline")).ShouldContain(Image + Script);

        await supervisor.Page.ClickAsync("details[data-key='4'] summary");
        await supervisor.Page.FillAsync("form[action*='handler=Payment'] [name=provider]", "Banco");
        await supervisor.Page.FillAsync("form[action*='handler=Payment'] [name=reference]", "XSS-1" + Attribute);
        await supervisor.Page.FillAsync("form[action*='handler=Payment'] [name=amount]", "1000");
        await supervisor.Page.FillAsync("form[action*='handler=Payment'] [name=valueDate]", (await supervisor.Page.GetAttributeAsync("form[action*='handler=Payment'] [name=valueDate]", "max"))!);
        (await supervisor.Send("form[action*='handler=Payment'] button")).ShouldBe(200);
        (await supervisor.Text("main")).ShouldContain("XSS-1" + Attribute);

        await supervisor.Open("/desk/payments");
        (await supervisor.Text("tr:has-text('XSS-1')")).ShouldContain(Script);
        await supervisor.Page.ClickAsync("tr:has-text('XSS-1') summary");
        await supervisor.Page.FillAsync("tr:has-text('XSS-1') input[name=reason]", Script);
        (await supervisor.Send("tr:has-text('XSS-1') button.danger")).ShouldBe(200);

        await site.CaughtUp();
        await supervisor.Open("/desk/audit?type=payment_rejected");
        await supervisor.Open((await supervisor.Attribute("tr[data-href]", "data-href"))!);
        (await supervisor.Page.ContentAsync()).ShouldContain("payment_rejected");
        await supervisor.Open("/desk/search?q=" + Uri.EscapeDataString("Ana <script"));
        await supervisor.Open($"/desk/audit?debtor={debtor}");
        await supervisor.Open("/desk/tray?view=All");

        (await supervisor.Count("main script, main svg[onload], main img")).ShouldBe(0);
        supervisor.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Script_in_what_was_typed_stays_text_in_the_form_that_was_refused()
    {
        await using var agent = await site.VisitAs("agent");
        await agent.Open(await site.FreeAccount("agent"));
        await agent.Page.SelectOptionAsync("form[action*='handler=Attempt'] [name=disposition]", "PROMISE_TO_PAY");
        await agent.Page.FillAsync("form[action*='handler=Attempt'] [name=notes]", "</textarea>" + Script);
        (await agent.Send("form[action*='handler=Attempt'] button")).ShouldBe(409);
        (await agent.Value("form[action*='handler=Attempt'] [name=notes]")).ShouldBe("</textarea>" + Script);

        await agent.Open("/sign-in?returnUrl=" + Uri.EscapeDataString("/x" + Attribute));
        await agent.Open("/desk/search?q=" + Uri.EscapeDataString(Attribute + Script));
        (await agent.Value("input[type=search]")).ShouldBe(Attribute + Script);
        agent.Complaints.ShouldBeEmpty();
    }

    // Somebody with an account, through the API.
    private async Task<string> DebtorCalled(string name)
    {
        var keys = site.Services.GetRequiredService<NaturalKeys>();
        var campaign = keys.Campaign(DemoSeed.Campaign);
        using var api = await site.Api("supervisor");
        var registered = await Post(api, "/api/collections/debtors", new { campaignId = campaign.Value, country = "CO", documentType = "CC", documentNumber = "8123456789", fullName = name });
        await Post(api, "/api/collections/accounts", new
        {
            portfolioId = keys.Portfolio(campaign, DemoCampaign.Creditor, DemoCampaign.PortfolioCode).Value,
            debtorId = registered,
            reference = "XSS-ACCOUNT",
            balance = new { currency = "COP", principal = 900_000, interest = 0, fees = 0, insurance = 0, technology = 0, other = 0 },
            cutOffDate = "2026-01-01",
        });
        await site.CaughtUp();
        return registered;
    }

    private static async Task<string> Post(HttpClient api, string path, object body)
    {
        var answer = await api.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!["id"]!.GetValue<string>();
    }
}
