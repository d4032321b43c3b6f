using System.Globalization;
using Crm.Api.Tests.Pages.Kit;

namespace Crm.Api.Tests.Pages;

// What sales are made of and what they earn: plans, rules, adjustments, months.
public sealed partial class SalesPagesTests
{
    [BrowserFact]
    public async Task A_plan_is_put_on_sale_gets_new_terms_is_withdrawn_and_sold_again_in_spanish_with_cents()
    {
        await using var super = await site.VisitAs("super", "es-CO");
        await super.Open("/desk/sales/plans");
        await super.Page.ClickAsync("a[href='/desk/sales/plans/new']");
        await super.Arrive("**/desk/sales/plans/new");
        await super.Page.FillAsync("#plan [name=code]", "página 1");
        await super.Page.FillAsync("#plan [name=name]", "Plan de página");
        await super.Page.FillAsync("#plan [name=features]", "20 GB\nLlamadas");
        await super.Page.FillAsync("#plan [name=charge]", "45900.50");
        (await super.Send("#plan button")).ShouldBe(409);
        (await super.Text("[role=alert]")).ShouldContain("mayúsculas");
        (await super.Value("#plan [name=name]")).ShouldBe("Plan de página");
        await super.Page.FillAsync("#plan [name=code]", "pagina-1");
        (await super.Send("#plan button")).ShouldBe(200);
        (await super.Text("[role=status]")).ShouldBe("Plan en venta.");
        (await super.Text("h1")).ShouldBe("PAGINA-1 · Plan de página En venta Portabilidad");
        // The point of a browser's number is a decimal point in every language.
        (await super.Text("tbody tr")).ShouldContain("45.900,50 COP");

        await super.Page.Keyboard.PressAsync("1");
        (await super.Page.EvaluateAsync<string>("document.activeElement.name")).ShouldBe("name");
        (await super.Value("form[action*='handler=Revise'] [name=charge]")).ShouldBe("45900.5");
        await super.Page.FillAsync("form[action*='handler=Revise'] [name=charge]", "49900");
        await super.Page.FillAsync("form[action*='handler=Revise'] [name=from]", Iso(Today().AddDays(9)));
        (await Send(super, "Revise")).ShouldBe(200);
        (await super.Text("tbody tr")).ShouldContain("49.900 COP");
        (await super.Text("tbody tr:has(.badge)")).ShouldContain("45.900,50 COP", customMessage: "the new terms hold in nine days only");

        await super.Page.Keyboard.PressAsync("2");
        await super.Page.FillAsync("form[action*='handler=Withdraw'] [name=until]", Iso(Today().AddDays(-1)));
        await super.Page.FillAsync("form[action*='handler=Withdraw'] [name=reason]", "Lo reemplaza otro");
        (await Send(super, "Withdraw")).ShouldBe(200);
        (await super.Text("h1 .badge")).ShouldBe("No se vende");
        await super.Page.ClickAsync("summary:has-text('Volver a vender')");
        (await Send(super, "Reinstate")).ShouldBe(200);
        (await super.Text("h1 .badge")).ShouldBe("En venta");
        super.Complaints.ShouldBeEmpty();

        // An agent reads plans and changes none.
        var plan = super.Path;
        await using var agent = await Agent();
        (await agent.Open("/desk/sales/plans/new")).ShouldBe(403);
        (await agent.Open(plan)).ShouldBe(200);
        (await agent.Count("main form")).ShouldBe(0);
    }

    [BrowserFact]
    public async Task Commission_rules_adjustments_and_the_closing_of_a_month_are_done_on_pages()
    {
        await using var agent = await Agent();
        await using var super = await site.VisitAs("super");
        await super.Open("/desk/sales/commissions");
        await super.Page.ClickAsync("a[href*='/commissions/rules']");
        await super.Arrive("**/commissions/rules?campaign=*");
        await super.Page.Keyboard.PressAsync("1");
        await super.Page.FillAsync("form[action*='handler=Set'] [name=name]", "Upgrades by hand");
        await super.Page.SelectOptionAsync("form[action*='handler=Set'] [name=kind]", "PlanUpgrade");
        await super.Page.FillAsync("form[action*='handler=Set'] [name=segment]", "PAGES");
        await super.Page.FillAsync("form[action*='handler=Set'] [name=validFrom]", Iso(Today()));
        await super.Page.FillAsync("form[action*='handler=Set'] [name=base]", "12.5");
        await super.Page.Locator("form[action*='handler=Set'] [name=tierFrom]").Nth(1).FillAsync("1");
        await super.Page.Locator("form[action*='handler=Set'] [name=tierRate]").Nth(1).FillAsync("110");
        (await Send(super, "Set")).ShouldBe(409);
        (await super.Text("[role=alert]")).ShouldContain("tier");
        await super.Page.Locator("form[action*='handler=Set'] [name=tierFrom]").Nth(1).FillAsync("31");
        (await Send(super, "Set")).ShouldBe(200);
        (await super.Text("#rules tr:has-text('Upgrades by hand')")).ShouldContain("12.5 % of the charge without VAT 1+: 100 % · 31+: 110 % Activation");
        await super.Page.ClickAsync("#rules tr:has-text('Upgrades by hand') a");
        await super.Arrive("**rule=*");
        (await super.Value("form[action*='handler=Set'] [name=base]")).ShouldBe("12.5");
        await super.Page.SelectOptionAsync("form[action*='handler=Set'] [name=isFixed]", "true");
        await super.Page.FillAsync("form[action*='handler=Set'] [name=base]", "8000");
        (await Send(super, "Set")).ShouldBe(200);
        (await super.Text("#rules tr:has-text('Upgrades by hand')")).ShouldContain("8,000 COP");
        await super.Page.ClickAsync("summary:has-text('End a rule')");
        await super.Page.SelectOptionAsync("form[action*='handler=End'] [name=id]", new Microsoft.Playwright.SelectOptionValue { Label = "Upgrades by hand" });
        await super.Page.FillAsync("form[action*='handler=End'] [name=last]", Iso(Today().AddDays(5)));
        await super.Page.FillAsync("form[action*='handler=End'] [name=reason]", "Try-out");
        (await Send(super, "End")).ShouldBe(200);
        (await super.Text("#rules tr:has-text('Upgrades by hand')")).ShouldContain("– " + Iso(Today().AddDays(5)));

        // A month that is long over, so that nothing of the demo is in it.
        await super.Open("/desk/sales/commissions?month=2021-03");
        await super.Page.Keyboard.PressAsync("1");
        await super.Page.SelectOptionAsync("form[action*='handler=Adjust'] [name=agent]", new Microsoft.Playwright.SelectOptionValue { Label = "Camila Rojas" });
        await super.Page.FillAsync("form[action*='handler=Adjust'] [name=amount]", "-1500.25");
        await super.Page.FillAsync("form[action*='handler=Adjust'] [name=reason]", "Paid twice");
        (await Send(super, "Adjust")).ShouldBe(200);
        await super.Page.ClickAsync("tr:has-text('Camila Rojas') a");
        await super.Arrive("**/commissions/*-*");
        var statement = super.Path;
        (await super.Text(".tile b")).ShouldBe("-1,500.25 COP");
        (await super.Text("tbody tr")).ShouldContain("Paid twice");
        await super.Page.Keyboard.PressAsync("1");
        await super.Page.FillAsync("form[action*='handler=Adjust'] [name=amount]", "200");
        await super.Page.FillAsync("form[action*='handler=Adjust'] [name=reason]", "Found again");
        (await Send(super, "Adjust")).ShouldBe(200);
        (await super.Text(".tile b")).ShouldBe("-1,300.25 COP");
        await super.Page.ClickAsync("a[href*='check=true']");
        (await super.Text("#audited")).ShouldBe("It is what its events come to: 2 · -1,300.25 COP");

        var month = Today().ToString("yyyy-MM", CultureInfo.InvariantCulture);
        await super.Open($"/desk/sales/commissions?month={month}");
        await super.Page.ClickAsync("summary:has-text('Settle')");
        (await Send(super, "Settle")).ShouldBe(409);
        (await super.Text("[role=alert]")).ShouldContain(month);
        await super.Open("/desk/sales/commissions?month=2021-03");
        await super.Page.ClickAsync("summary:has-text('Settle')");
        (await Send(super, "Settle")).ShouldBe(200);
        await Crm.Testing.Eventually.True(async () =>
        {
            await super.Open("/desk/sales/commissions?month=2021-03");
            return await super.Count("tr[data-href*='2021-03'] .badge.good") == 1;
        }, "the month is settled");
        (await super.Count("form[action*='handler=Settle']")).ShouldBe(0);
        await super.Open(statement);
        (await super.Text(".tile span")).ShouldContain("Settled");
        super.Complaints.ShouldBeEmpty();

        await agent.Open("/desk/sales/commissions?month=2021-03");
        (await agent.Text("h2")).ShouldBe("My statement");
        (await agent.Count("form[method=post]:not(header form):not(footer form)")).ShouldBe(0);
        (await agent.Open("/desk/sales/commissions/rules")).ShouldBe(404);
        agent.Complaints.ShouldBeEmpty();
    }
}
