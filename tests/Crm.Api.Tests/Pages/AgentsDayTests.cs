using System.Globalization;
using Crm.Api.Tests.Pages.Kit;
using Crm.Testing;

namespace Crm.Api.Tests.Pages;

/// <summary>An agent's day: from his tray to a debtor, and the four forms. Each test works on an account of its own.</summary>
[Collection(PagesCollection.Name)]
public sealed class AgentsDayTests(PagesFixture site)
{
    [BrowserFact]
    public async Task An_agent_sees_only_his_own_accounts()
    {
        await using var one = await site.VisitAs("agent");
        await using var other = await site.VisitAs("agent2");
        var (his, others) = (await Everything(one), await Everything(other));

        his.ShouldNotBeEmpty();
        others.ShouldNotBeEmpty();
        his.Intersect(others).ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task The_tray_is_filtered_by_priority_and_status()
    {
        await using var agent = await site.VisitAs("agent");
        await agent.Open("/desk/tray");
        var all = await agent.Count("tr[data-href]");

        await agent.Page.SelectOptionAsync("select[name=priority]", "High");
        await agent.Send("form.filter button");
        var high = await agent.Page.Locator("tr[data-href] td:first-child").AllInnerTextsAsync();
        high.ShouldNotBeEmpty();
        high.ShouldAllBe(priority => priority.Trim() == "High");
        high.Count.ShouldBeLessThan(all);

        await agent.Page.SelectOptionAsync("select[name=priority]", "");
        await agent.Page.SelectOptionAsync("select[name=status]", "Promise");
        await agent.Send("form.filter button");
        var promised = await agent.Page.Locator("tr[data-href] td:nth-child(6)").AllInnerTextsAsync();
        promised.ShouldNotBeEmpty();
        promised.ShouldAllBe(status => status.Trim() == "Promise");
        promised.Count.ShouldBeLessThan(all);
        agent.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_debtor_is_opened_and_his_forms_are_reached_with_the_keyboard_alone()
    {
        await using var agent = await site.VisitAs("agent");
        await agent.Open("/desk/promises");
        await agent.Page.Keyboard.PressAsync("g");
        await agent.Page.Keyboard.PressAsync("t");
        await agent.Arrive("**/desk/tray");

        var second = await agent.Text("tr[data-href]:nth-child(2) a");
        await agent.Page.Keyboard.PressAsync("j");
        await agent.Page.Keyboard.PressAsync("j");
        (await agent.Count("tr.current")).ShouldBe(1);
        await agent.Page.Keyboard.PressAsync("Enter");
        await agent.Arrive("**/desk/debtors/**");
        (await agent.Text("h1")).ShouldStartWith(second);

        await agent.Page.Keyboard.PressAsync("2");
        (await agent.Page.EvaluateAsync<string>("document.activeElement.name + ' of ' + document.activeElement.closest('details').dataset.key")).ShouldBe("amount of 2");
        await agent.Page.Keyboard.PressAsync("Escape");
        await agent.Page.Keyboard.PressAsync("/");
        (await agent.Page.EvaluateAsync<string>("document.activeElement.name")).ShouldBe("q");
        agent.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_refused_attempt_keeps_what_was_typed_and_a_mended_one_is_logged()
    {
        await using var agent = await site.VisitAs("agent");
        await agent.Open(await site.FreeAccount("agent"));
        await agent.Page.SelectOptionAsync(Form("Attempt", "channel"), "WhatsApp");
        await agent.Page.SelectOptionAsync(Form("Attempt", "disposition"), "PROMISE_TO_PAY");
        await agent.Page.FillAsync(Form("Attempt", "notes"), "Says he will pay when his salary comes");

        (await Send(agent, "Attempt")).ShouldBe(409);
        (await agent.Text("[role=alert]")).ShouldNotBeEmpty();
        (await agent.Value(Form("Attempt", "channel"))).ShouldBe("WhatsApp");
        (await agent.Value(Form("Attempt", "disposition"))).ShouldBe("PROMISE_TO_PAY");
        (await agent.Value(Form("Attempt", "notes"))).ShouldBe("Says he will pay when his salary comes");

        await agent.Page.SelectOptionAsync(Form("Attempt", "disposition"), "NEGOTIATING");
        (await Send(agent, "Attempt")).ShouldBe(200);
        (await agent.Text("[role=status]")).ShouldBe("Attempt logged.");
        (await agent.Text(".timeline li")).ShouldContain("Says he will pay when his salary comes");
        (await agent.Text(".timeline li b")).ShouldBe("Negotiating");
        agent.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_promise_is_in_the_tray_at_once()
    {
        await using var agent = await site.VisitAs("agent");
        await agent.Open(await site.FreeAccount("agent"));
        var reference = await agent.Text("tr.current td:first-child a");
        await agent.Page.ClickAsync("details[data-key='2'] summary");
        var due = Day(await agent.Attribute(Form("Promise", "due"), "min"), 3);
        await agent.Page.FillAsync(Form("Promise", "amount"), "120000");
        await agent.Page.FillAsync(Form("Promise", "due"), due);
        (await Send(agent, "Promise")).ShouldBe(200);
        (await agent.Text("[role=status]")).ShouldBe("Promise taken.");

        await agent.Open("/desk/tray?status=Promise");
        (await agent.Text($"tr[data-href]:has-text('{reference}')")).ShouldContain(due);
        await Eventually.True(async () => await site.Scalar<long>("select count(*) from crm_access_log where kind = 'tray' and asked::text like '%/desk/tray%'") > 0, "who was shown the tray is on record");
        await agent.Open("/desk/promises");
        (await agent.Text("main")).ShouldContain("120,000");
        agent.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_promise_of_more_than_the_balance_is_refused_with_the_figures_and_nothing_is_lost()
    {
        await using var agent = await site.VisitAs("agent");
        await agent.Open(await site.FreeAccount("agent"));
        await agent.Page.ClickAsync("details[data-key='2'] summary");
        var due = Day(await agent.Attribute(Form("Promise", "due"), "min"), 3);
        // The browser would stop it; whoever goes round the browser meets the rule itself.
        await agent.Page.EvaluateAsync("document.querySelector(\"form[action*='handler=Promise']\").noValidate = true");
        await agent.Page.FillAsync(Form("Promise", "amount"), "999000000");
        await agent.Page.FillAsync(Form("Promise", "due"), due);

        (await Send(agent, "Promise")).ShouldBe(409);
        (await agent.Text("[role=alert]")).ShouldContain("999");
        (await agent.Value(Form("Promise", "amount"))).ShouldBe("999000000");
        (await agent.Value(Form("Promise", "due"))).ShouldBe(due);
        (await agent.Count("details[data-key='2'][open]")).ShouldBe(1);
    }

    [BrowserFact]
    public async Task An_agreement_is_signed_in_three_installments_that_add_up()
    {
        await using var agent = await site.VisitAs("agent");
        await agent.Open(await site.FreeAccount("agent"));
        var most = decimal.Parse((await agent.Attribute(Form("Promise", "amount"), "max"))!, CultureInfo.InvariantCulture);
        var agreed = Math.Floor(most * 0.9m);
        await agent.Page.ClickAsync("details[data-key='3'] summary");
        await agent.Page.FillAsync(Form("Agreement", "agreed"), agreed.ToString(CultureInfo.InvariantCulture));
        await agent.Page.FillAsync(Form("Agreement", "count"), "3");
        await agent.Page.FillAsync(Form("Agreement", "first"), Day(await agent.Attribute(Form("Agreement", "first"), "min"), 10));
        (await Send(agent, "Agreement")).ShouldBe(200);
        (await agent.Text("[role=status]")).ShouldBe("Agreement saved.");

        await agent.Page.ClickAsync("a[href*='/desk/agreements/']");
        await agent.Arrive("**/desk/agreements/**");
        var amounts = await agent.Page.Locator("tbody tr td:nth-child(3)").AllInnerTextsAsync();
        amounts.Count.ShouldBe(3);
        amounts.Sum(Amount).ShouldBe(agreed);
        (await agent.Text("h1 .badge")).ShouldBe("Active");
        agent.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_payment_waits_for_somebody_else_and_moves_the_balance_once_confirmed()
    {
        await using var agent = await site.VisitAs("agent");
        await agent.Open(await site.FreeAccount("agent"));
        var file = agent.Page.Url;
        var before = Amount(await agent.Text("tr.current td:nth-child(4)"));
        await agent.Page.ClickAsync("details[data-key='4'] summary");
        await agent.Page.FillAsync(Form("Payment", "provider"), "Bancolombia");
        await agent.Page.FillAsync(Form("Payment", "reference"), "CONS-77001");
        await agent.Page.FillAsync(Form("Payment", "amount"), "50000");
        await agent.Page.FillAsync(Form("Payment", "valueDate"), (await agent.Attribute(Form("Payment", "valueDate"), "max"))!);
        (await Send(agent, "Payment")).ShouldBe(200);
        Amount(await agent.Text("tr.current td:nth-child(4)")).ShouldBe(before);
        (await agent.Open("/desk/payments")).ShouldBe(403);

        await using var supervisor = await site.VisitAs("supervisor");
        await supervisor.Open("/desk/payments");
        (await supervisor.Send("tr:has-text('CONS-77001') form[action*='handler=Confirm'] button")).ShouldBe(200);
        (await supervisor.Text("[role=status]")).ShouldBe("Payment confirmed.");
        (await supervisor.Count("tr:has-text('CONS-77001')")).ShouldBe(0);

        await site.CaughtUp();
        await agent.Open(file);
        Amount(await agent.Text("tr.current td:nth-child(4)")).ShouldBe(before - 50_000);
        (await agent.Text("tr:has-text('CONS-77001')")).ShouldContain("Confirmed");
        supervisor.Complaints.ShouldBeEmpty();
    }

    private static string Form(string handler, string field) => $"form[action*='handler={handler}'] [name={field}]";

    private static Task<int> Send(Visitor visitor, string handler) => visitor.Send($"form[action*='handler={handler}'] button");

    private static string Day(string? today, int ahead) =>
        DateOnly.ParseExact(today!, "yyyy-MM-dd", CultureInfo.InvariantCulture).AddDays(ahead).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static decimal Amount(string text) => decimal.Parse(text.Replace("COP", "", StringComparison.Ordinal).Trim(), NumberStyles.Number, CultureInfo.GetCultureInfo("en-US"));

    // The debtors of all pages of the tray.
    private static async Task<HashSet<string>> Everything(Visitor visitor)
    {
        await visitor.Open("/desk/tray?view=All");
        var rows = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            foreach (var row in await visitor.Page.Locator("tr[data-href]").AllAsync()) rows.Add((await row.GetAttributeAsync("data-href"))!);
            if (await visitor.Count("a[rel=next]") == 0) return rows;
            await visitor.Open((await visitor.Attribute("a[rel=next]", "href"))!);
        }
    }
}
