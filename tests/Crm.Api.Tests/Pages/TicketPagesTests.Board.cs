using System.Globalization;
using Crm.Api.Tests.Pages.Kit;

namespace Crm.Api.Tests.Pages;

public sealed partial class TicketPagesTests
{
    [BrowserFact]
    public async Task The_board_shows_queues_figures_and_charts_and_what_would_have_been()
    {
        await site.CaughtUp();
        await using var supervisor = await site.VisitAs("supervisor");
        (await supervisor.Open("/desk/tickets/board")).ShouldBe(200);
        (await supervisor.Count("#queues tbody tr")).ShouldBeGreaterThan(0);
        (await supervisor.Count("svg.chart[role=img][aria-label]")).ShouldBeGreaterThan(1);
        int.Parse(await supervisor.Text("[data-figure=backlog] b"), NumberStyles.AllowThousands, CultureInfo.GetCultureInfo("en-US")).ShouldBeGreaterThan(0);
        (await supervisor.Text("[data-figure=slaCompliance] b")).ShouldEndWith(" %");
        (await supervisor.Text("#exact")).ShouldContain("America/Bogota");
        supervisor.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_queue_is_opened_staffed_shared_out_and_closed()
    {
        await using var super = await site.VisitAs("super");
        await super.Open("/desk/tickets/queues");
        await super.Page.Keyboard.PressAsync("1");
        await super.Page.FillAsync("#open [name=code]", "pages-1");
        await super.Page.FillAsync("#open [name=name]", "Opened on a page");
        await super.Page.SelectOptionAsync("#open [name=strategy]", "LeastLoaded");
        await super.Page.CheckAsync("#open [value=Question]");
        (await super.Send("#open button")).ShouldBe(200);
        (await super.Text("h1")).ShouldStartWith("PAGES-1 · Opened on a page");
        (await super.Text("#members .empty")).ShouldBe("Nobody works for it yet.");
        await super.Page.SelectOptionAsync("form[action*='handler=AddTeam'] [name=team]", new Microsoft.Playwright.SelectOptionValue { Label = "Norte · Ventas móviles y hogar" });
        (await super.Send("form[action*='handler=AddTeam'] button")).ShouldBe(200);
        (await super.Text("#members tbody")).ShouldContain("Camila Rojas");
        (await super.Send("form[action*='handler=ShareOut'] button")).ShouldBe(200);
        (await super.Text("[role=status]")).ShouldBe("Shared out: 0 · still waiting: 0");

        // Who saved meanwhile is not overwritten.
        await super.Page.ClickAsync("summary:has-text('Terms')");
        await super.Page.FillAsync("form[action*='handler=Terms'] [name=name]", "Renamed on a page");
        await using var other = await site.VisitAs("super");
        await other.Open(super.Page.Url);
        await other.Page.ClickAsync("summary:has-text('Terms')");
        await other.Page.FillAsync("form[action*='handler=Terms'] [name=name]", "Renamed by another");
        (await other.Send("form[action*='handler=Terms'] button")).ShouldBe(200);
        (await super.Send("form[action*='handler=Terms'] button")).ShouldBe(412);
        (await super.Value("form[action*='handler=Terms'] [name=name]")).ShouldBe("Renamed on a page");
        (await super.Text("h1")).ShouldContain("Renamed by another");

        await super.Open(super.Page.Url.Split('?')[0]);
        await super.Page.ClickAsync("summary:has-text('Close queue')");
        await super.Page.FillAsync("form[action*='handler=Close'] [name=reason]", "Only a test");
        (await super.Send("form[action*='handler=Close'] button")).ShouldBe(200);
        (await super.Text("h1 .badge")).ShouldBe("closed");
        super.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_promise_is_published_and_compared_with_the_ones_before()
    {
        await using var super = await site.VisitAs("super");
        await super.Open("/desk/tickets/sla");
        var versions = await super.Count("#versions tbody tr");
        await super.Page.ClickAsync("summary:has-text('Publish another version')");
        await super.Page.FillAsync("#publish [name='form.Targets[0].Resolution']", "1");
        (await super.Send("#publish > .buttons button")).ShouldBe(409);
        (await super.Text("[role=alert]")).ShouldNotBeEmpty();
        (await super.Value("#publish [name='form.Targets[0].Resolution']")).ShouldBe("1", "what was typed stays");
        await super.Page.FillAsync("#publish [name='form.Targets[0].Resolution']", "100");
        (await super.Send("#publish > .buttons button")).ShouldBe(200);
        (await super.Text("[role=status]")).ShouldBe("Version published.");
        (await super.Count("#versions tbody tr")).ShouldBeGreaterThan(versions);
        (await super.Text("#versions tbody tr .badge.good")).ShouldBe("in force");
        (await super.Text("#targets tbody tr")).ShouldContain("1.7 h");
        super.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_category_is_added_renamed_and_retired()
    {
        await using var super = await site.VisitAs("super");
        await super.Open("/desk/tickets/categories");
        await super.Page.Keyboard.PressAsync("1");
        await super.Page.FillAsync("#add [name=code]", "coffee");
        await super.Page.FillAsync("#add [name=spanish]", "Cafetera");
        await super.Page.FillAsync("#add [name=english]", "Coffee machine");
        (await super.Send("#add .buttons button")).ShouldBe(200);
        await super.Page.ClickAsync("tr[data-category=coffee] summary");
        await super.Page.FillAsync("tr[data-category=coffee] [name=english]", "Coffee maker");
        (await super.Send("tr[data-category=coffee] form[action*='handler=Rename'] button")).ShouldBe(200);
        (await super.Text("tr[data-category=coffee] td")).ShouldBe("Coffee maker");
        await super.Page.ClickAsync("tr[data-category=coffee] summary");
        (await super.Send("tr[data-category=coffee] form[action*='handler=Retire'] button")).ShouldBe(200);
        (await super.Text("tr[data-category=coffee] .badge")).ShouldBe("retired");
        await super.Open("/desk/tickets/new");
        (await super.Count("[name=category] option:has-text('Coffee')")).ShouldBe(0, "nothing new is filed there");
        super.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_task_is_written_down_put_off_talked_about_done_and_opened_again()
    {
        await using var agent = await site.VisitAs("agent");
        await agent.Open("/desk/tasks");
        await agent.Page.Keyboard.PressAsync("1");
        await agent.Page.Keyboard.TypeAsync("Send the settlement letter");
        await agent.Page.FillAsync("#create [name=due]", "2020-01-01T10:00");
        (await agent.Send("#create .buttons button")).ShouldBe(409);
        (await agent.Value("#create [name=title]")).ShouldBe("Send the settlement letter");
        var due = (await site.Scalar<DateTime>("select now() + interval '2 days'")).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);
        await agent.Page.FillAsync("#create [name=due]", due);
        (await agent.Send("#create .buttons button")).ShouldBe(200);
        await agent.Page.ClickAsync("tr:has-text('Send the settlement letter') a");
        await agent.Arrive("**/desk/tasks/*-*");

        await agent.Page.Keyboard.PressAsync("2");
        await agent.Page.FillAsync("form[action*='handler=Snooze'] [name=due]", due[..8] + due[8..10] + "T23:30");
        (await agent.Send("form[action*='handler=Snooze'] button")).ShouldBe(200);
        (await agent.Text("dl.facts")).ShouldContain("23:30");
        await agent.Page.Keyboard.PressAsync("3");
        await agent.Page.Keyboard.TypeAsync("Printed");
        (await agent.Send("form[action*='handler=Comment'] button")).ShouldBe(200);
        (await agent.Text("ol.timeline")).ShouldContain("Printed");
        (await agent.Send("form[action*='handler=Complete'] button")).ShouldBe(200);
        (await agent.Text("h1 .badge")).ShouldBe("Completed");
        await agent.Page.Keyboard.PressAsync("1");
        await agent.Page.Keyboard.TypeAsync("It came back");
        (await agent.Send("form[action*='handler=Reopen'] button")).ShouldBe(200);
        (await agent.Text("h1 .badge")).ShouldBe("In progress");
        await agent.Open("/desk/tasks");
        (await agent.Send("tr:has-text('Send the settlement letter') form[action*='handler=Complete'] button")).ShouldBe(200);
        (await agent.Count("tr:has-text('Send the settlement letter')")).ShouldBe(0);
        agent.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task No_page_of_tickets_or_tasks_is_wider_than_a_telephone()
    {
        var (id, _) = await Asked("agent", "On a telephone");
        await using var super = await site.VisitAs("super", "es-CO", width: 400, height: 860);
        foreach (var page in new[] { "/desk/tickets", $"/desk/tickets/{id}", "/desk/tickets/new", "/desk/tickets/board", "/desk/tickets/queues", "/desk/tickets/sla", "/desk/tickets/categories", "/desk/tasks", "/desk/requests" })
        {
            (await super.Open(page)).ShouldBe(200, page);
            (await super.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(400, page);
            super.Complaints.ShouldBeEmpty(page);
        }
    }
}
