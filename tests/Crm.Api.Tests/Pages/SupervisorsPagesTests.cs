using System.Globalization;
using Crm.Api.Tests.Pages.Kit;

namespace Crm.Api.Tests.Pages;

[Collection(PagesCollection.Name)]
public sealed class SupervisorsPagesTests(PagesFixture site)
{
    [BrowserFact]
    public async Task The_figures_come_with_charts_their_parts_and_the_position_they_are_exact_as_of()
    {
        await site.CaughtUp();
        await using var supervisor = await site.VisitAs("supervisor");
        (await supervisor.Open("/desk/kpis")).ShouldBe(200);

        (await supervisor.Count("svg.chart[role=img][aria-label]")).ShouldBe(2);
        (await supervisor.Count("svg.chart rect.bar")).ShouldBeGreaterThan(3);
        int.Parse(await supervisor.Text(".tile:has-text('Attempts') b"), NumberStyles.AllowThousands, CultureInfo.GetCultureInfo("en-US")).ShouldBeGreaterThan(30);
        (await supervisor.Text(".tile:has-text('Contact rate') b")).ShouldEndWith(" %");
        (await supervisor.Text(".tile:has-text('Contact rate')")).ShouldContain(" / ");
        var exact = await supervisor.Text("main > p.small");
        exact.ShouldContain("America/Bogota");
        var position = long.Parse(exact.Split("Exact as of position: ")[1].Split(' ')[0], CultureInfo.InvariantCulture);
        position.ShouldBeGreaterThan(0);
        position.ShouldBeLessThanOrEqualTo(await site.Scalar<long>("select max(seq_id) from mt_events"));
        supervisor.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_line_of_the_audit_trail_leads_to_the_state_before_and_after_it()
    {
        await site.CaughtUp();
        await using var supervisor = await site.VisitAs("supervisor");
        await supervisor.Open("/desk/audit?type=account_assigned");
        var line = await supervisor.Text("tr[data-href]");
        line.ShouldContain("AssignAccount");
        await supervisor.Page.ClickAsync("tr[data-href] td:last-child a");
        await supervisor.Arrive("**/desk/history/**");

        (await supervisor.Text(".panel h2")).ShouldStartWith("account_assigned");
        (await supervisor.Count("tr.change")).ShouldBeGreaterThan(0);
        (await supervisor.Text("tr.change del")).ShouldNotBe(await supervisor.Text("tr.change ins"));
        supervisor.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task No_page_makes_the_browser_complain()
    {
        await using var supervisor = await site.VisitAs("supervisor", "es-CO");
        string[] pages =
        [
            "/desk/tray?view=All", "/desk/tray?view=Unassigned", "/desk/promises", "/desk/broken", "/desk/follow-ups", "/desk/payments", "/desk/approvals", "/desk/kpis",
            "/desk/audit", "/desk/search?q=Garc%C3%ADa", "/desk/nothing", await site.FreeAccount("agent"),
        ];
        foreach (var page in pages)
        {
            (await supervisor.Open(page)).ShouldBe(200, page);
            (await supervisor.Text("h1")).ShouldNotBeEmpty(page);
            supervisor.Complaints.ShouldBeEmpty(page);
        }
    }

    [BrowserFact]
    public async Task No_page_is_wider_than_a_telephone()
    {
        await using var agent = await site.VisitAs("agent", width: 390, height: 844);
        foreach (var page in new[] { "/desk/tray", "/desk/promises", "/desk/broken", "/desk/follow-ups", await site.FreeAccount("agent") })
        {
            await agent.Open(page);
            (await agent.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390, page);
        }
    }
}
