using System.Globalization;
using Crm.Api.Tests.Pages.Kit;

namespace Crm.Api.Tests.Pages;

/// <summary>Sales as those who make and check them work on them, page by page.</summary>
[Collection(PagesCollection.Name)]
public sealed partial class SalesPagesTests(PagesFixture site)
{
    private static readonly SemaphoreSlim OnePlan = new(1, 1);
    private static int _numbers;
    private static bool _sold;

    [BrowserFact]
    public async Task A_sale_goes_from_the_agents_form_through_return_and_correction_to_its_activation()
    {
        await using var agent = await Agent();
        var number = await HandIn(agent, "Ana María Peña");
        (await agent.Text("[role=status]")).ShouldBe("Sale handed in.");
        (await agent.Text("h1 .badge")).ShouldBe("Pending review");
        (await agent.Count("details[data-key]:has-text('Approve')")).ShouldBe(0);

        await using var office = await site.VisitAs("backoffice");
        await office.Open("/desk/sales/trays/pending-review");
        (await office.Send($"tr:has-text('{number}') button")).ShouldBe(200);
        (await office.Text("h1")).ShouldStartWith(number);
        (await office.Text("main > .notice:not([role=status])")).ShouldContain("Diego Suárez");
        await office.Page.ClickAsync("summary:has-text('Return')");
        await office.Page.CheckAsync("form[action*='handler=return'] [value=DataWrong]");
        (await Send(office, "return")).ShouldBe(409);
        (await office.Text("[role=alert]")).ShouldContain("fields");
        (await office.Page.IsCheckedAsync("form[action*='handler=return'] [value=DataWrong]")).ShouldBeTrue();
        await office.Page.CheckAsync("form[action*='handler=return'] [value=PortingPin]");
        await office.Page.FillAsync("form[action*='handler=return'] [name=comment]", "The PIN has expired");
        (await Send(office, "return")).ShouldBe(200);
        (await office.Text("h1 .badge")).ShouldBe("Returned");

        await site.CaughtUp();
        await agent.Open("/desk/sales/trays/returned?person=me");
        (await agent.Text($"tr:has-text('{number}')")).ShouldContain("Data wrong");
        await agent.Page.ClickAsync($"tr:has-text('{number}') a");
        await agent.Arrive("**/desk/sales/*-*-*");
        (await agent.Text("label.wrong")).ShouldStartWith("Porting PIN");
        (await agent.Value("form[action*='handler=correct'] [name=fullName]")).ShouldBe("Ana María Peña");
        await agent.Page.FillAsync("form[action*='handler=correct'] [name=portingPin]", "90210");
        (await Send(agent, "correct")).ShouldBe(200);
        (await agent.Text(".change del")).ShouldBe("4512");
        (await agent.Text(".change ins")).ShouldBe("90210");

        await site.CaughtUp();
        var sale = agent.Page.Url;
        await office.Open(sale);
        (await Send(office, "claim")).ShouldBe(200);
        (await Send(office, "approve")).ShouldBe(200);
        (await office.Text("main p a")).ShouldContain("Verification calls");
        (await Send(office, "confirm")).ShouldBe(200);
        await office.Page.FillAsync("form[action*='handler=keyorder'] [name=number]", "PAG-" + number);
        (await Send(office, "keyorder")).ShouldBe(200);
        await office.Open("/desk/sales/trays/tracking");
        (await office.Text($"tr:has-text('{number}')")).ShouldContain("PAG-" + number);
        await office.Open(sale);
        (await Send(office, "deliver")).ShouldBe(200);
        (await office.Text("h1 .badge")).ShouldBe("Delivered");
        (await Send(office, "activate")).ShouldBe(200);
        (await office.Text("h1 .badge")).ShouldBe("Activated");
        (await office.Count("main p a[href*='/trays/']")).ShouldBe(0);
        agent.Complaints.ShouldBeEmpty();
        office.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_refused_sale_keeps_what_was_typed_and_a_mended_one_is_handed_in()
    {
        await using var agent = await Agent();
        await agent.Open("/desk/sales/new");
        await Fill(agent, "Luis Ángel Gómez");
        await agent.Page.FillAsync("#sale [name=portingPin]", "12");
        await agent.Page.FillAsync("#sale [name=note]", "Calls after six");
        (await agent.Send("#sale button")).ShouldBe(409);
        (await agent.Text("[role=alert]")).ShouldContain("PIN");
        (await agent.Value("#sale [name=fullName]")).ShouldBe("Luis Ángel Gómez");
        (await agent.Value("#sale [name=portingPin]")).ShouldBe("12");
        (await agent.Value("#sale [name=note]")).ShouldBe("Calls after six");

        await agent.Page.FillAsync("#sale [name=portingPin]", "4512");
        (await agent.Send("#sale button")).ShouldBe(200);
        (await agent.Text("h1")).ShouldStartWith("POR-");

        // Another kind asks for other fields.
        await agent.Open("/desk/sales/new");
        await agent.Page.ClickAsync("nav.tabs a:has-text('Home service')");
        await agent.Arrive("**kind=HomeService**");
        (await agent.Count("#sale [name=portingPin]")).ShouldBe(0);
        agent.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Trays_and_forms_are_worked_with_the_keyboard_and_a_claim_is_one_reviewers()
    {
        await using var agent = await Agent();
        await HandIn(agent, "Rosa Elvira Luna");
        await site.CaughtUp();

        await using var office = await site.VisitAs("backoffice");
        await office.Open("/desk/sales/trays");
        var before = int.Parse(await office.Text("nav.tabs a[aria-current] .badge"), CultureInfo.InvariantCulture);
        before.ShouldBeGreaterThan(0);
        await office.Page.Keyboard.PressAsync("1");
        await office.Arrive("**/desk/sales/*-*-*");
        (await office.Text("[role=status]")).ShouldBe("Sale claimed.");
        var claimed = office.Page.Url;
        await office.Page.Keyboard.PressAsync("3");
        (await office.Page.EvaluateAsync<string>("document.activeElement.name + ' of ' + document.activeElement.closest('details').dataset.key")).ShouldBe("reason of 3");

        await using var supervisor = await site.VisitAs("supervisor");
        await supervisor.Open(claimed);
        (await supervisor.Text("main > .notice")).ShouldContain("Diego Suárez");
        (await supervisor.Count("form[action*='handler=approve']")).ShouldBe(0);
        (await supervisor.Count("form[action*='handler=release']")).ShouldBe(1);
        await supervisor.Page.Keyboard.PressAsync("g");
        await supervisor.Page.Keyboard.PressAsync("t");
        await supervisor.Arrive("**/desk/sales/trays");
        await supervisor.Page.Keyboard.PressAsync("j");
        (await supervisor.Count("tr.current")).ShouldBe(1);
        await supervisor.Page.Keyboard.PressAsync("Enter");
        await supervisor.Arrive("**/desk/sales/*-*-*");
        supervisor.Complaints.ShouldBeEmpty();
        office.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_call_is_promised_shown_in_the_calendar_tried_and_won_with_a_sale()
    {
        await using var agent = await Agent();
        await agent.Open("/desk/callbacks");
        await agent.Page.Keyboard.PressAsync("1");
        await agent.Page.FillAsync("[name=prospect]", "Clara Inés Mora");
        await agent.Page.FillAsync("[name=phone]", "300 765 4321");
        var day = Today().AddDays(2);
        await agent.Page.FillAsync("[name=due]", Iso(day) + "T10:30");
        (await Send(agent, "Schedule")).ShouldBe(200);
        (await agent.Text("dl.facts")).ShouldContain(Iso(day) + " 10:30");

        foreach (var view in new[] { "month", "week", "day" })
        {
            await agent.Open($"/desk/callbacks?view={view}&on={Iso(day)}&person=me");
            (await agent.Text(".calendar a.call:has-text('Clara')")).ShouldBe("10:30 Clara Inés Mora", view);
        }

        await agent.Page.ClickAsync(".calendar a.call:has-text('Clara')");
        await agent.Arrive("**/desk/callbacks/0*");
        await agent.Page.SelectOptionAsync("[name=reached]", "false");
        await agent.Page.FillAsync("form[action*='handler=Again'] [name=due]", "2020-01-01T10:00");
        await agent.Page.FillAsync("form[action*='handler=Again'] [name=note]", "Voice mail");
        (await Send(agent, "Again")).ShouldBe(409);
        (await agent.Value("form[action*='handler=Again'] [name=note]")).ShouldBe("Voice mail");
        await agent.Page.FillAsync("form[action*='handler=Again'] [name=due]", Iso(day) + "T16:00");
        (await Send(agent, "Again")).ShouldBe(200);
        (await agent.Text(".timeline li")).ShouldContain("Not reached");

        var call = agent.Page.Url;
        await agent.Page.ClickAsync("a.button[href*='/desk/sales/new']");
        await agent.Arrive("**/desk/sales/new?callback=**");
        (await agent.Value("#sale [name=fullName]")).ShouldBe("Clara Inés Mora");
        await Fill(agent, "Clara Inés Mora");
        (await agent.Send("#sale button")).ShouldBe(200);
        (await agent.Count("dl.facts a[href*='/desk/callbacks/']")).ShouldBe(1);
        call.ShouldContain((await agent.Attribute("dl.facts a[href*='/desk/callbacks/']", "href"))!);
        await agent.Open(call);
        (await agent.Text("h1 .badge")).ShouldBe("Won");
        agent.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task The_board_has_figures_with_their_parts_charts_and_a_report_to_take_away()
    {
        await using var agent = await Agent();
        var number = await HandIn(agent, "Jorge Iván Ríos");
        await site.CaughtUp();

        await using var supervisor = await site.VisitAs("supervisor", "es-CO");
        (await supervisor.Open("/desk/sales/board")).ShouldBe(200);
        int.Parse(await supervisor.Text("[data-figure=salesSubmitted] b"), CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
        (await supervisor.Text("[data-figure=conversion]")).ShouldContain(" / ");
        (await supervisor.Count("svg.chart[role=img][aria-label]")).ShouldBeGreaterThanOrEqualTo(2);
        var position = long.Parse((await supervisor.Text("#exact")).Split(' ')[^1], CultureInfo.InvariantCulture);
        position.ShouldBeLessThanOrEqualTo(await site.Scalar<long>("select max(seq_id) from mt_events"));

        await supervisor.Page.ClickAsync("form.filter a[href*='/desk/sales/exports']");
        await supervisor.Arrive("**/desk/sales/exports**");
        var file = await supervisor.Page.RunAndWaitForDownloadAsync(() => supervisor.Page.ClickAsync("#export button[value=csv]"));
        (await File.ReadAllTextAsync(await file.PathAsync())).ShouldContain(number);

        foreach (var path in new[] { "/desk/sales", "/desk/sales/trays", "/desk/sales/trays/tracking", "/desk/sales/plans", "/desk/sales/commissions", "/desk/callbacks?view=month" })
        {
            (await supervisor.Open(path)).ShouldBe(200, path);
            supervisor.Complaints.ShouldBeEmpty(path);
        }

        await using var telephone = await site.VisitAs("supervisor", width: 390, height: 844);
        foreach (var path in new[] { "/desk/sales/board", "/desk/sales/trays/pending-review", "/desk/callbacks?view=month", $"/desk/sales?q={number}" })
        {
            await telephone.Open(path);
            (await telephone.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390, path);
        }
    }

    [BrowserFact]
    public async Task Every_kind_is_handed_in_with_the_form_of_its_own()
    {
        await using var agent = await Agent();
        foreach (var (kind, prefix, asked, without) in new[]
        {
            ("Portability", "POR-", "portingPin", "installOn"), ("PrepaidToPostpaid", "PRE-", "documentIssuedOn", "numberToPort"), ("PlanUpgrade", "UPG-", "previousCharge", "deliverOn"),
            ("HomeService", "HOG-", "installationAddress", "documentIssuedOn"),
        })
        {
            await agent.Open($"/desk/sales/new?kind={kind}");
            (await agent.Count($"#sale [name={asked}]")).ShouldBe(1, kind);
            (await agent.Count($"#sale [name={without}]")).ShouldBe(0, kind);
            await Fill(agent, "Elvia Rosa Cano");
            (await agent.Send("#sale button")).ShouldBe(200, kind);
            (await agent.Text("h1")).ShouldStartWith(prefix);
            (await agent.Text("h1 .badge")).ShouldBe("Pending review");
            if (kind == "PlanUpgrade") (await agent.Text("dl.facts:has-text('Previous')")).ShouldContain("39,900.50 COP");
            if (kind == "HomeService") (await agent.Text("dl.facts:has-text('Calle 10')")).ShouldContain("Calle 10 # 5-51");
        }

        agent.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_sale_and_a_call_are_given_to_another_agent_by_who_may()
    {
        await using var agent = await Agent();
        var number = await HandIn(agent, "Inés Duarte Gil");
        var sale = agent.Path;
        await agent.Open("/desk/callbacks");
        await agent.Page.Keyboard.PressAsync("1");
        await agent.Page.FillAsync("[name=prospect]", "Inés Duarte Gil");
        await agent.Page.FillAsync("[name=phone]", "300 765 4322");
        await agent.Page.FillAsync("[name=due]", Iso(Today().AddDays(3)) + "T09:15");
        (await Send(agent, "Schedule")).ShouldBe(200);
        var call = agent.Path;
        (await agent.Count("form[action*='handler=Reassign']")).ShouldBe(0);
        await site.CaughtUp();

        await using var supervisor = await site.VisitAs("supervisor");
        await supervisor.Open(sale);
        await supervisor.Page.ClickAsync("summary:has-text('Reassign')");
        (await supervisor.Count("form[action*='handler=reassign'] option:has-text('Camila Rojas')")).ShouldBe(0, "it is his already");
        await supervisor.Page.SelectOptionAsync("form[action*='handler=reassign'] [name=agent]", new Microsoft.Playwright.SelectOptionValue { Label = "Mateo Vargas" });
        (await Send(supervisor, "reassign")).ShouldBe(200);
        (await supervisor.Text("[role=status]")).ShouldBe("Sale reassigned.");
        (await supervisor.Text("dl.facts:has-text('Agent')")).ShouldContain("Mateo Vargas");

        await supervisor.Open(call);
        await supervisor.Page.ClickAsync("summary:has-text('Reassign')");
        await supervisor.Page.SelectOptionAsync("form[action*='handler=Reassign'] [name=agent]", new Microsoft.Playwright.SelectOptionValue { Label = "Mateo Vargas" });
        await supervisor.Page.FillAsync("form[action*='handler=Reassign'] [name=reason]", "On leave");
        (await Send(supervisor, "Reassign")).ShouldBe(200);
        (await supervisor.Text(".timeline li")).ShouldContain("Mateo Vargas");

        await site.CaughtUp();
        (await agent.Open(sale)).ShouldBe(404);
        (await agent.Open(call)).ShouldBe(404);
        await using var other = await site.VisitAs("agent2");
        (await other.Open(sale)).ShouldBe(200);
        (await other.Text("h1")).ShouldStartWith(number);
        (await other.Open(call)).ShouldBe(200);
        agent.Complaints.ShouldBeEmpty();
        supervisor.Complaints.ShouldBeEmpty();
        other.Complaints.ShouldBeEmpty();
    }

    /// <summary>An agent's window, with a plan that he can sell.</summary>
    private async Task<Visitor> Agent()
    {
        await OnePlan.WaitAsync();
        try
        {
            if (!_sold)
            {
                using var super = await site.Api("super");
                await using var first = await site.VisitAs("agent");
                await first.Open("/desk/sales/new");
                var campaign = (await first.Attribute("nav.tabs a", "href"))!.Split("campaign=")[1].Split('&')[0];
                foreach (var (code, kind) in new[] { ("PAG-40GB", "portability"), ("PAG-HOME", "homeService"), ("PAG-PRE", "prepaidToPostpaid"), ("PAG-UPG", "planUpgrade") })
                {
                    await super.Done("/api/telecom-sales/plans", new
                    {
                        campaignId = campaign,
                        code,
                        kind,
                        name = "Pospago 40 GB",
                        features = new[] { "40 GB", "Llamadas sin límite" },
                        vatRate = new { value = 19 },
                        clawbackDays = 60,
                        activeFrom = Iso(Today()),
                        monthlyChargeWithVat = new { amount = 59_900, currency = "COP" },
                    });
                }

                await site.CaughtUp();
                _sold = true;
            }
        }
        finally
        {
            OnePlan.Release();
        }

        return await site.VisitAs("agent");
    }

    private static async Task<string> HandIn(Visitor agent, string name)
    {
        await agent.Open("/desk/sales/new");
        await Fill(agent, name);
        (await agent.Send("#sale button")).ShouldBe(200);
        return (await agent.Text("h1")).Split(' ')[0];
    }

    private static async Task Fill(Visitor agent, string name)
    {
        var count = Interlocked.Increment(ref _numbers);
        await agent.Page.FillAsync("#sale [name=documentNumber]", (1_020_304_000 + count).ToString(CultureInfo.InvariantCulture));
        await agent.Page.FillAsync("#sale [name=fullName]", name);
        await agent.Page.FillAsync("#sale [name=legalizationPhone]", "300 123 45" + count.ToString("00", CultureInfo.InvariantCulture));
        await IfAsked("documentIssuedOn", () => "2015-03-02");
        await IfAsked("numberToPort", () => "310 987 65" + count.ToString("00", CultureInfo.InvariantCulture));
        await IfAsked("portingPin", () => "4512");
        await IfAsked("previousCharge", () => "39900.50");
        await IfAsked("installationAddress", () => "Calle 10 # 5-51");
        if (await FirstDay("installOn") is { } install) await agent.Page.FillAsync("#sale [name=installOn]", Iso(install));
        if (await FirstDay("deliverOn") is not { } first) return;
        await agent.Page.FillAsync("#sale [name=deliverOn]", Iso(first));
        await agent.Page.FillAsync("#sale [name=portingWindowOn]", Iso(WorkingDay(first)));

        async Task IfAsked(string field, Func<string> value)
        {
            if (await agent.Count($"#sale [name={field}]") > 0) await agent.Page.FillAsync($"#sale [name={field}]", value());
        }

        async Task<DateOnly?> FirstDay(string field) => await agent.Count($"#sale [name={field}]") == 0
            ? null
            : DateOnly.ParseExact((await agent.Attribute($"#sale [name={field}]", "min"))!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    // A Wednesday is a holiday only on the few that have a fixed date.
    private static DateOnly WorkingDay(DateOnly from)
    {
        var day = from.AddDays(7 + DayOfWeek.Wednesday - from.DayOfWeek);
        return (day.Month, day.Day) is (1, 1) or (5, 1) or (7, 20) or (8, 7) or (12, 8) or (12, 25) ? day.AddDays(7) : day;
    }

    private DateOnly Today() => DateOnly.FromDateTime(((TimeProvider)site.Services.GetService(typeof(Api.Hosting.BusinessClock))!).GetUtcNow().AddHours(-5).DateTime);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Task<int> Send(Visitor visitor, string handler) => visitor.Send($"form[action*='handler={handler}'] button");
}
