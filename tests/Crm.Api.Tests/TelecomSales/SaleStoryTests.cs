using System.Net;
using System.Text.Json.Nodes;
using Crm.Api.Tests.Collections;
using Crm.Api.Tests.Kit;

namespace Crm.Api.Tests.TelecomSales;

/// <summary>Sales over HTTP: the way through the trays, and what of two at once only one may have.</summary>
public sealed class SaleStoryTests(CollectionsHost host) : IClassFixture<CollectionsHost>
{
    private const string Sales = "/api/telecom-sales/sales", Trays = "/api/telecom-sales/trays";

    [Fact]
    public async Task A_portability_goes_through_its_trays_and_comes_back_once()
    {
        var desk = await Desk();
        var sale = (await desk.Agent.Command(Sales, await host.Portability(desk.Campaign, desk.Plan))).Id;
        var shown = await desk.Agent.Read($"{Sales}/{sale}", await Position());
        shown.Text("sale.number").ShouldMatch(@"^POR-20\d\d-\d{7}$");
        shown.Text("sale.details.portingPin").ShouldBe("04512", "the seller sees what he typed, with its leading zero");

        (await TrayOf(desk.Reviewer, sale)).ShouldBe(["pendingReview"]);
        await (await desk.Reviewer.Send($"{Sales}/{sale}/approve", new { })).ShouldBeProblem(409, "telecom-sales.claim-missing");
        await (await desk.Agent.Send($"{Sales}/{sale}/claim")).ShouldBeProblem(403, "permission-lacking");
        await desk.Reviewer.Command($"{Sales}/{sale}/claim");
        await desk.Reviewer.Command($"{Sales}/{sale}/return", new { reasons = new[] { "dataWrong" }, fields = new[] { "portingPin" }, comment = "Expired" });
        (await TrayOf(desk.Agent, sale)).ShouldBe(["returned"]);

        var form = await host.Form();
        foreach (var (name, key) in new[] { ("documentNumber", "documentNumber"), ("numberToPort", "numberToPort") }) form[key] = shown.Text($"sale.details.{name}");
        form["portingPin"] = "998877";
        await desk.Agent.Command($"{Sales}/{sale}/resubmit", new { planId = desk.Plan, form, comment = "New PIN" });
        var corrected = await desk.Agent.Read($"{Sales}/{sale}", await Position());
        var change = corrected["sale"]!["timeline"]!.AsArray().Single(step => step!.Text("event") == "sale_resubmitted")!["changes"]!.AsArray().Single();
        (change.Text("field"), change.Text("old"), change.Text("new")).ShouldBe(("portingPin", "04512", "998877"));

        var claimed = await (await desk.Reviewer.Send($"{Sales}/claim-next", new { campaign = desk.Campaign })).Content.ReadAsStringAsync();
        JsonNode.Parse(claimed).Text("id").ShouldBe(sale.ToString());
        await desk.Reviewer.Command($"{Sales}/{sale}/approve", new { });
        (await TrayOf(desk.Reviewer, sale)).ShouldBe(["verificationCalls"]);
        await desk.Reviewer.Command($"{Sales}/{sale}/confirm", new { });
        (await TrayOf(desk.Reviewer, sale)).ShouldBe(["orderEntry"]);
        await desk.Reviewer.Command($"{Sales}/{sale}/key-order", new { number = $"TMC-{host.Next()}" });
        (await TrayOf(desk.Reviewer, sale)).ShouldBe(["tracking"]);
        await desk.Reviewer.Command($"{Sales}/{sale}/operator-rejection", new { reason = "wrongPin" });
        (await TrayOf(desk.Reviewer, sale)).ShouldBe(["operatorRejections"]);
        await desk.Reviewer.Command($"{Sales}/{sale}/rekey-order", new { number = $"TMC-{host.Next()}" });
        await desk.Reviewer.Command($"{Sales}/{sale}/deliver", new { });
        await desk.Reviewer.Command($"{Sales}/{sale}/activate", new { });
        (await TrayOf(desk.Reviewer, sale)).ShouldBeEmpty();

        var done = await desk.Reviewer.Read($"{Sales}/{sale}", await Position());
        done.Text("sale.state").ShouldBe("activated");
        var found = await desk.Agent.Items($"{Sales}?text={Uri.EscapeDataString("maría")}%20{shown.Text("sale.details.documentNumber")}&state=activated");
        found.Single().Text("saleId").ShouldBe(sale.ToString());
        await desk.Reviewer.Command($"{Sales}/{sale}/charge-back", new { reason = "nonPayment" });
    }

    [Fact]
    public async Task Of_two_reviewers_who_claim_at_once_one_has_it()
    {
        var desk = await Desk();
        var (other, _) = await host.Agent(desk.Campaign, "back-office");
        for (var round = 0; round < 5; round++)
        {
            var sale = (await desk.Agent.Command(Sales, await host.Portability(desk.Campaign, desk.Plan))).Id;
            var answers = await Task.WhenAll(desk.Reviewer.Send($"{Sales}/{sale}/claim"), other.Send($"{Sales}/{sale}/claim"));
            answers.Select(answer => (int)answer.StatusCode).Order().ShouldBe([200, 409]);
        }

        // Five are claimed; of two who ask for the next of three more, each gets another, then one the last, and then there is none.
        for (var i = 0; i < 3; i++) await desk.Agent.Command(Sales, await host.Portability(desk.Campaign, desk.Plan));
        await host.CaughtUp();
        var ids = new List<string>();
        var none = 0;
        for (var round = 0; round < 2; round++)
        {
            foreach (var answer in await Task.WhenAll(new[] { desk.Reviewer, other }.Select(client => client.Send($"{Sales}/claim-next", new { campaign = desk.Campaign }))))
            {
                if (answer.StatusCode == HttpStatusCode.NoContent) none++;
                else ids.Add(JsonNode.Parse(await answer.Content.ReadAsStringAsync()).Text("id"));
            }

            await host.CaughtUp();
        }

        ids.Distinct().Count().ShouldBe(3);
        (ids.Count, none).ShouldBe((3, 1));
    }

    [Fact]
    public async Task Of_two_open_portabilities_of_one_number_one_is_and_when_it_ends_the_number_is_free()
    {
        var desk = await Desk();
        var number = (3_150_000_000L + host.Next()).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var ids = new[] { Guid.CreateVersion7(), Guid.CreateVersion7() };
        var bodies = new[] { await host.Portability(desk.Campaign, desk.Plan, number, ids[0]), await host.Portability(desk.Campaign, desk.Plan, number, ids[1]) };
        var answers = await Task.WhenAll(bodies.Select(body => desk.Agent.Send(Sales, body)));
        answers.Select(answer => (int)answer.StatusCode).Order().ShouldBe([201, 409]);
        var won = answers[0].StatusCode == HttpStatusCode.Created ? 0 : 1;
        await answers[1 - won].ShouldBeProblem(409, "telecom-sales.number-being-ported");

        await host.Administrator.Command($"{Sales}/{ids[won]}/cancel", new { reason = "duplicate" });
        await desk.Agent.Command(Sales, bodies[1 - won]);
    }

    [Fact]
    public async Task An_order_number_is_one_sales_also_at_once()
    {
        var desk = await Desk();
        var ids = new[] { await ToOrderEntry(desk), await ToOrderEntry(desk) };
        var number = $"ORD-{host.Next()}";
        var answers = await Task.WhenAll(ids.Select(id => desk.Reviewer.Send($"{Sales}/{id}/key-order", new { number })));
        answers.Select(answer => (int)answer.StatusCode).Order().ShouldBe([200, 409]);
        await answers.Single(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBeProblem(409, "telecom-sales.order-number-taken");
    }

    [Fact]
    public async Task Claims_run_out_and_what_nobody_touches_is_cancelled_by_the_agenda()
    {
        var desk = await Desk();
        var (waiting, returned) = ((await desk.Agent.Command(Sales, await host.Portability(desk.Campaign, desk.Plan))).Id, (await desk.Agent.Command(Sales, await host.Portability(desk.Campaign, desk.Plan))).Id);
        await desk.Reviewer.Command($"{Sales}/{waiting}/claim");
        await desk.Reviewer.Command($"{Sales}/{returned}/claim");
        await desk.Reviewer.Command($"{Sales}/{returned}/return", new { reasons = new[] { "documentMissing" } });
        await host.Pass(11);

        var now = await host.Administrator.Read($"{Sales}/{waiting}");
        now["sale"]!["claimedBy"].ShouldBeNull();
        now["sale"]!["timeline"]!.AsArray().Last().Text("event").ShouldBe("sale_claim_expired");
        (await host.Administrator.Read($"{Sales}/{returned}")).Text("sale.state").ShouldBe("cancelled");
        var counts = JsonNode.Parse(await desk.Reviewer.GetStringAsync($"{Trays}?campaign={desk.Campaign}"))!.AsArray();
        var pending = counts.Single(count => count!.Text("tray") == "pendingReview");
        (pending.Text("sales"), pending.Text("late"), pending.Text("claimed")).ShouldBe(("1", "1", "0"));
        (await desk.Reviewer.Items($"{Trays}/pending-review?campaign={desk.Campaign}&late=true")).Single().Text("late").ShouldBe("true");
    }

    [Fact]
    public async Task Who_may_not_see_personal_data_reads_initials()
    {
        var desk = await Desk();
        await desk.Agent.Command(Sales, await host.Portability(desk.Campaign, desk.Plan));
        await host.CaughtUp();
        var (analyst, _) = await host.Agent(desk.Campaign, "quality-analyst");
        (await analyst.Items($"{Trays}/pending-review")).Single().Text("customer.name").ShouldBe("M. R.");
        (await desk.Reviewer.Items($"{Trays}/pending-review")).Single().Text("customer.name").ShouldBe("María Ríos");
    }

    private async Task<Guid> ToOrderEntry(SalesDesk desk)
    {
        var sale = (await desk.Agent.Command(Sales, await host.Portability(desk.Campaign, desk.Plan))).Id;
        await desk.Reviewer.Command($"{Sales}/{sale}/claim");
        await desk.Reviewer.Command($"{Sales}/{sale}/approve", new { });
        await desk.Reviewer.Command($"{Sales}/{sale}/confirm", new { });
        return sale;
    }

    /// <summary>The trays a sale stands in, as the caller sees them.</summary>
    private async Task<IReadOnlyList<string>> TrayOf(HttpClient client, Guid sale)
    {
        await host.CaughtUp();
        var found = new List<string>();
        foreach (var tray in new[] { "pending-review", "verification-calls", "order-entry", "tracking", "returned", "escalated", "operator-rejections" })
            found.AddRange((await client.Items($"{Trays}/{tray}")).Where(line => line!.Text("sale.saleId") == sale.ToString()).Select(line => line!.Text("sale.tray")));
        return found;
    }

    private async Task<long> Position() => await host.Scalar<long>("select max(seq_id) from mt_events");

    private async Task<SalesDesk> Desk()
    {
        var campaign = await host.Campaign();
        return new(campaign, await host.Plan(campaign), (await host.Agent(campaign)).Client, (await host.Agent(campaign, "back-office")).Client);
    }

    private sealed record SalesDesk(Guid Campaign, Guid Plan, HttpClient Agent, HttpClient Reviewer);
}
