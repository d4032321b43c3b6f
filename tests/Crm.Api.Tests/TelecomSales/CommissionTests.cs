using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Crm.Api.Campaigns;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Kpis;
using Crm.Api.Queries;
using Crm.Api.TelecomSales.Commissions;
using Crm.Api.TelecomSales.Kpis;
using Crm.Api.Tests.Collections;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Sales;
using Crm.EventStore.Append;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Crm.Api.Tests.Collections.CollectionsHost;

namespace Crm.Api.Tests.TelecomSales;

/// <summary>The ledger through HTTP on a real database: from a sale's event to a settled statement and what comes after it.</summary>
public sealed class CommissionTests(CollectionsHost host) : IClassFixture<CollectionsHost>
{
    private const string Base = "/api/telecom-sales/commissions";
    private static readonly PlanId Plan = new(Guid.CreateVersion7());

    [Fact]
    public async Task A_month_of_sales_is_paid_settled_and_corrected_in_the_next()
    {
        var campaign = await host.Campaign();
        var (agent, agentId) = await host.Agent(campaign);
        var (other, _) = await host.Agent(campaign);
        var (supervisor, _) = await host.Agent(campaign, "supervisor");
        await Pays(campaign, firstTier: 100, from: 3, then: 110);
        var today = await host.Today();
        var month = today.ToString("yyyy-MM", CultureInfo.InvariantCulture);

        var sales = new List<(SaleId Id, SaleActivated Event)>();
        foreach (var monthly in new[] { 50_000m, 50_000m, 50_000.13m }) sales.Add(await Sell(campaign, agentId, monthly, today));
        await Heard();

        // What he earns is his; another agent's is not there.
        var mine = (await agent.Items($"{Base}/statements?person=me", await Head())).ShouldHaveSingleItem()!;
        var statement = mine.Text("statementId");
        mine.Amount("totals.total").ShouldBe(10_000 + 10_000 + 11_000.03m);
        mine.Text("period").ShouldBe(month);
        (await other.StatusOf($"{Base}/statements/{statement}")).ShouldBe(404);
        (await other.Items($"{Base}/statements")).ShouldBeEmpty();
        (await supervisor.Items($"{Base}/statements?campaign={campaign}&period={month}")).Count.ShouldBe(1);
        (await supervisor.Items($"{Base}/statements?period=2001-01")).ShouldBeEmpty();

        // The same event heard again earns nothing.
        var ledger = host.Services.GetRequiredService<CommissionLedger>();
        var again = await ledger.Accrue(Crm.Domain.TelecomSales.Reactions.WhenSaleEarns.Earned(sales[0].Event)!, new CommandOrigin("Test"), CancellationToken.None);
        again.ShouldBeOfType<CommandOutcome.Done>().Appended.ShouldBeFalse();

        await ChargeBack(sales[0], today);
        await Heard();
        var adjustment = new { campaignId = campaign, agentId, period = month, amount = Cop(-500.25m), reason = "Advance", entryId = Guid.CreateVersion7() };
        (await agent.Send($"{Base}/adjustments", adjustment)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var adjusted = await host.Administrator.Command($"{Base}/adjustments", adjustment);
        (await host.Administrator.Command($"{Base}/adjustments", adjustment)).Version.ShouldBe(adjusted.Version);
        await Refused(supervisor, $"{Base}/settlements", new { campaignId = campaign, period = month }, "telecom-sales.commission-month-not-over");

        await host.Pass(DateTime.DaysInMonth(today.Year, today.Month) - today.Day + 1);
        var settlement = (await supervisor.Command($"{Base}/settlements", new { campaignId = campaign, period = month })).Id;
        await Settled(supervisor, settlement);
        var (row, entries, _) = await Shown(agent, statement);
        entries.Select(entry => (entry.Text("kind"), entry.Amount("amount"))).ShouldBe(
            [("accrued", 10_000), ("accrued", 10_000), ("accrued", 11_000.03m), ("reversed", -10_000), ("adjusted", -500.25m), ("truedUp", -1_000)]);
        row.Amount("totals.total").ShouldBe(entries.Sum(entry => entry.Amount("amount")));
        row["isSettled"]!.GetValue<bool>().ShouldBeTrue();

        // Given again it is done already, and what comes later falls in the next month.
        (await supervisor.Command($"{Base}/settlements", new { campaignId = campaign, period = month })).Id.ShouldBe(settlement);
        await ChargeBack(sales[2], await host.Today());
        await Heard();
        (await host.Administrator.Command($"{Base}/adjustments", adjustment)).Version.ShouldBe((await Shown(agent, statement)).Version, "heard before the month was closed");
        var next = (await agent.Items($"{Base}/statements?person=me", await Head())).Select(each => each!).Single(each => each.Text("period") != month);
        next.Amount("totals.reversed").ShouldBe(-10_000.03m, "what was accrued at 110 % and trued up to 100 %");
        var late = await Sell(campaign, agentId, 50_000, today);
        await Heard();
        var (nextRow, nextEntries, _) = await Shown(agent, next.Text("statementId"));
        nextEntries[^1].Text("on").ShouldBe(today.ToString("O", CultureInfo.InvariantCulture), "it was activated in the month that is closed");
        nextRow.Amount("totals.accrued").ShouldBe(10_000);
        (await Shown(agent, statement)).Row.ToJsonString().ShouldBe(row.ToJsonString(), "a settled month never changes");
        late.Id.Value.ShouldNotBe(Guid.Empty);

        foreach (var id in (string[])[statement, next.Text("statementId")])
        {
            var audit = await supervisor.Read($"{Base}/statements/{id}/audit");
            audit["holds"]!.GetValue<bool>().ShouldBeTrue(audit.ToJsonString());
            audit.Amount("reckoned").ShouldBe(audit.Amount("shown"));
        }
    }

    [Fact]
    public async Task A_statement_that_was_tampered_with_does_not_hold()
    {
        var campaign = await host.Campaign();
        var made = await host.Administrator.Command($"{Base}/adjustments", new
        {
            campaignId = campaign,
            agentId = Guid.CreateVersion7(),
            period = (await host.Today()).ToString("yyyy-MM", CultureInfo.InvariantCulture),
            amount = Cop(1_000),
            reason = "Welcome",
        });
        (await host.Administrator.Read($"{Base}/statements/{made.Id}/audit", made.Position))["holds"]!.GetValue<bool>().ShouldBeTrue();

        await host.Scalar<long>($"with changed as (update {DocumentTable.Of<Crm.Projections.TelecomSales.Commissions.CommissionEntries>()} " +
            $"set data = jsonb_set(data, '{{amount,amount}}', '1001') where statement_id = '{made.Id}' returning 1) select count(*) from changed");
        (await host.Administrator.Read($"{Base}/statements/{made.Id}/audit"))["differences"]!.AsArray().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_settlement_that_was_broken_off_goes_on_and_settles_each_statement_once()
    {
        var campaign = await host.Campaign();
        var month = BusinessMonth.Of(await host.Today());
        var agents = Enumerable.Range(0, 70).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var (agent, index) in agents.Select((agent, index) => (agent, index)))
            await host.Administrator.Command($"{Base}/adjustments", new { campaignId = campaign, agentId = agent, period = month.ToString(), amount = Cop(index + 0.01m), reason = "Welcome" });
        await host.Pass(month.Last.DayNumber - (await host.Today()).DayNumber + 1);

        var settling = host.Services.GetRequiredService<CommissionSettling>();
        var broken = ActivatorUtilities.CreateInstance<BreakableSettling>(host.Services).Breaking;
        var origin = new CommandOrigin("Test");
        var started = (await settling.Start(new(campaign), month, origin, CancellationToken.None)).ShouldBeOfType<CommandOutcome.Done>();
        await Should.ThrowAsync<BrokenOffException>(() => broken.Run(new(started.Id), origin, CancellationToken.None));
        (await host.Scalar<long>("select count(*) from mt_events where type = 'commission_statement_settled' and data -> 'statement' ->> 'campaignId' = '" + campaign + "'"))
            .ShouldBeInRange(32, 69, "it was broken off in the middle");

        var row = await Settled(host.Administrator, started.Id);
        row.Text("settlement.statements").ShouldBe("70");
        row.Amount("settlement.totals.total").ShouldBe(70 * 69 / 2 + 0.70m);
        (row.Text("statements"), row.Text("settled")).ShouldBe(("70", "70"));
        (await host.Scalar<long>("select count(*) from mt_events where type = 'commission_statement_settled' and data -> 'statement' ->> 'campaignId' = '" + campaign + "'")).ShouldBe(70);
    }

    [Fact]
    public async Task Rules_are_kept_in_versions_and_two_for_the_same_sales_are_refused()
    {
        var campaign = await host.Campaign();
        var rule = await Pays(campaign, firstTier: 100, from: 3, then: 110);
        var other = Rule(100, 3, 120);
        await Refused(host.Administrator, $"{Base}/schemes/{campaign}/rules/{Guid.CreateVersion7()}", other, "telecom-sales.commission-rules-overlap", put: true);
        var ended = await host.Administrator.Command($"{Base}/schemes/{campaign}/rules/{rule}/end", new { lastDay = "2099-12-31", reason = "New contract" });

        var scheme = await host.Administrator.Read($"{Base}/schemes/{campaign}", ended.Position);
        (scheme.Text("version"), scheme["rules"]!.AsArray().Count, scheme["history"]!.AsArray().Count).ShouldBe(("2", 1, 2));
        scheme["rules"]![0].Text("rule.validTo").ShouldBe("2099-12-31");
        (await (await host.Agent(await host.Campaign(), "supervisor")).Client.StatusOf($"{Base}/schemes/{campaign}")).ShouldBe(404);
    }

    [Fact]
    public async Task Every_figure_is_computed_in_every_group_it_names()
    {
        var campaign = await host.Campaign();
        var (supervisor, _) = await host.Agent(campaign, "supervisor");
        var (_, agentId) = await host.Agent(campaign);
        var today = await host.Today();
        await Sell(campaign, agentId, 50_000, today);
        var period = $"campaign={campaign}&from={today.AddDays(-1):O}&to={today:O}";
        var position = await Head();

        var room = host.Services.GetRequiredService<SalesKpiReader>();
        foreach (var definition in room.Definitions)
        {
            foreach (var group in room.Groups(definition.Name))
            {
                var answer = await supervisor.Read($"/api/telecom-sales/kpis/{definition.Name}?{period}{(group is null ? "" : $"&groupBy={group}")}", position);
                answer.Text("zone").ShouldBe("America/Bogota");
                answer["total"].ShouldNotBeNull();
            }
        }

        (await Figure("salesSubmitted", KpiGroup.Agent))["rows"]!.AsArray().ShouldHaveSingleItem().Text("group").ShouldBe(agentId.ToString());
        (await Figure("salesActivated", null)).Text("total.numerator").ShouldBe("1");
        var steps = (await Figure("conversion", KpiGroup.Step))["rows"]!.AsArray();
        steps.Select(step => (step.Text("group"), step.Text("numerator"), step.Text("denominator"))).ShouldBe(
            [("approved", "1", "1"), ("orderEntered", "1", "1"), ("delivered", "0", "0"), ("activated", "1", "1")]);
        var trays = (await Figure("trayTime", KpiGroup.Tray))["rows"]!.AsArray();
        trays.Select(tray => (tray.Text("group"), tray.Text("parts.median"), tray.Text("n"))).ShouldBe([("orderEntry", "1800.000", "1"), ("pendingReview", "600.000", "1"), ("tracking", "3600.000", "1")]);
        (await Figure("salesPerStaffedHour", null))["total"]!["ratio"].ShouldBeNull("nobody has ended a work day");
        (await supervisor.StatusOf($"/api/telecom-sales/kpis/salesRanking?{period}&groupBy=day")).ShouldBe(400);

        async Task<JsonObject> Figure(string name, KpiGroup? group) => await supervisor.Read($"/api/telecom-sales/kpis/{name}?{period}{(group is null ? "" : $"&groupBy={group}")}");
    }

    /// <summary>A sale's whole life by its own commands. 23:30 in Bogotá is the next day already in UTC.</summary>
    [Fact]
    public async Task A_sale_is_charged_back_and_its_commission_with_it_until_the_end_of_the_last_clawback_day_at_the_campaigns_wall_clock()
    {
        var campaign = await host.Campaign();
        var ((agent, _), (office, _)) = (await host.Agent(campaign), await host.Agent(campaign, "back-office"));
        var plan = await SalesRequests.Plan(host, campaign, clawbackDays: 3);
        await Pays(campaign, firstTier: 100, from: 10, then: 110, clawbackDays: null);
        await host.PassTo(new DateTimeOffset((await host.Today()).AddDays(1), new(10, 0), Bogota));
        var day = await host.Today();
        var (inTime, tooLate, told) = (await ToActivated(), await ToActivated(), await ToActivated());
        await Heard();
        (await Earned()).ShouldBe((3, 3 * 10_067.23m, 0), "20 % of 50,336.13 each");

        await host.PassTo(new DateTimeOffset(day.AddDays(3), new(23, 30), Bogota));
        await office.Command($"/api/telecom-sales/sales/{inTime}/charge-back", new { reason = "nonPayment" });
        await Heard();
        (await Earned()).ShouldBe((2, 3 * 10_067.23m, -10_067.23m));

        await host.PassTo(new DateTimeOffset(day.AddDays(4), new(0, 30), Bogota));
        await Refused(office, $"/api/telecom-sales/sales/{tooLate}/charge-back", new { reason = "nonPayment" }, "telecom-sales.clawback-over");
        // What the operator took back on the last day and tells of a day later was taken back in time.
        await office.Command($"/api/telecom-sales/sales/{told}/charge-back", new { reason = "nonPayment", on = day.AddDays(3) });
        await Heard();
        (await Earned()).ShouldBe((1, 3 * 10_067.23m, -2 * 10_067.23m));
        (await office.Read($"/api/telecom-sales/sales/{tooLate}", await Head())).Text("sale.state").ShouldBe("activated");

        async Task<Guid> ToActivated()
        {
            var sale = (await agent.Command("/api/telecom-sales/sales", await host.Portability(campaign, plan))).Id;
            foreach (var (step, body) in new (string, object?)[]
            {
                ("claim", null), ("approve", new { }), ("confirm", new { }), ("key-order", new { number = $"CLAW-{host.Next()}" }), ("deliver", new { }), ("activate", new { }),
            }) await office.Command($"/api/telecom-sales/sales/{sale}/{step}", body);
            return sale;
        }

        // The days may lie in two months, and so in two statements.
        async Task<(int Sales, decimal Accrued, decimal Reversed)> Earned()
        {
            var rows = (await agent.Items($"{Base}/statements?person=me", await Head())).Select(row => row!).ToList();
            return (rows.Sum(row => row["sales"]!.GetValue<int>()), rows.Sum(row => row.Amount("totals.accrued")), rows.Sum(row => row.Amount("totals.reversed")));
        }
    }

    [Fact]
    public async Task The_ledger_is_taken_away_as_a_table_that_adds_up_and_runs_nothing()
    {
        var campaign = await host.Campaign();
        var ((supervisor, _), (agent, agentId)) = (await host.Agent(campaign, "supervisor"), await host.Agent(campaign));
        await Pays(campaign, firstTier: 100, from: 3, then: 110);
        var today = await host.Today();
        var sold = await Sell(campaign, agentId, 50_000.13m, today);
        await Heard();
        await ChargeBack(sold, today);
        await Heard();
        await host.Administrator.Command($"{Base}/adjustments", new
        {
            campaignId = campaign,
            agentId,
            period = today.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            amount = Cop(-500.25m),
            reason = "=HYPERLINK(\"http://x\")",
        });
        await host.CaughtUp();

        var path = $"/api/telecom-sales/exports/commissions?campaign={campaign}&from={today:O}&to={today.AddDays(1):O}&language=es";
        var lines = (await supervisor.GetStringAsync(path + "&columns=name,entry,base,rate,amount,reason,state")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldBe("Cliente,Movimiento,Base,Tasa %,Monto,Motivo,Estado");
        lines[1..].ShouldBe(["Name,causación,10000.03,100,10000.03,,abierta", "Name,reversión,,,-10000.03,reversión del operador,abierta", ",ajuste,,,-500.25,\"'=HYPERLINK(\"\"http://x\"\")\",abierta"]);
        (await supervisor.GetStringAsync($"/api/telecom-sales/exports/commissions?campaign={campaign}&from={today.AddDays(1):O}")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1, "the header");

        (await supervisor.GetStringAsync(path + "&kind=portability&columns=sale")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(3, "the adjustment is of no kind");
        (await supervisor.GetStringAsync(path + "&kind=homeService&columns=sale")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1);

        var workbook = await supervisor.GetByteArrayAsync(path + "&format=xlsx");
        using (var archive = new System.IO.Compression.ZipArchive(new MemoryStream(workbook)))
        {
            using var sheet = new StreamReader(archive.GetEntry("xl/worksheets/sheet1.xml")!.Open());
            var xml = await sheet.ReadToEndAsync();
            xml.ShouldContain("<v>-500.25</v>");
            xml.ShouldNotContain("<f>");
        }

        (await agent.StatusOf(path)).ShouldBe(403);
        (await (await host.Agent(await host.Campaign(), "supervisor")).Client.GetStringAsync(path)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1, "another campaign's");
        (await host.Scalar<long>("select count(*) from crm_access_log where kind = 'report-export' and subject = 'commissions'")).ShouldBeGreaterThanOrEqualTo(3);
    }

    private static readonly TimeSpan Bogota = TimeSpan.FromHours(-5);

    private async Task<Guid> Pays(Guid campaign, decimal firstTier, int from, decimal then, int? clawbackDays = 60)
    {
        var id = Guid.CreateVersion7();
        var answer = await host.Administrator.PutAsJsonAsync($"{Base}/schemes/{campaign}/rules/{id}", Rule(firstTier, from, then, clawbackDays));
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return id;
    }

    private static object Rule(decimal firstTier, int from, decimal then, int? clawbackDays = 60) => new
    {
        name = "Portabilities",
        kind = "portability",
        validFrom = "2020-01-01",
        @base = new { ofMonthlyCharge = new { value = 20 } },
        tiers = new object[] { new { fromCount = 1, rate = new { value = firstTier } }, new { fromCount = from, rate = new { value = then } } },
        clawbackDays,
        accruesOn = "activation",
    };

    /// <summary>A sale from its submission to its activation: ten minutes to be reviewed, thirty to be keyed, an hour to be active.</summary>
    private async Task<(SaleId Id, SaleActivated Event)> Sell(Guid campaign, Guid agent, decimal monthly, DateOnly on)
    {
        var (id, customer) = (new SaleId(Guid.CreateVersion7()), new CustomerId(Guid.CreateVersion7()));
        var facts = new SaleFacts($"POR-2020-{host.Next():0000000}", SaleKind.Portability, new(new(campaign), null, new(agent)), Plan, "POR-50", null, InBase: false);
        var plan = new PlanSnapshot(Plan, "POR-50", SaleKind.Portability, 1, new("Plan", [], Money(monthly), new(19), Money(2 * monthly), 60, null));
        var begun = (await host.Now()).AddHours(-2);
        BusinessMoment At(int minutes) => BusinessMoment.Of(begun.AddMinutes(minutes), "America/Bogota");
        var activated = new SaleActivated(id, customer, facts, plan, SaleState.OrderEntered, on, on.AddDays(60), null, At(100));
        var outcome = await host.Services.GetRequiredService<EventLog>().Append(
            new(EventMetadata.None, new StreamAppend(id.Value, "sale", 0,
            [
                new SaleSubmitted(
                    id, customer, facts, plan, new("CO", "CC", null, null, null, null, null, null), new(VerificationCall: false, Delivery: false), 1, BaseMatch.Outside, "1", "Name",
                    "+573001234567", null, null, null, null, null, null, At(0)),
                new SaleApproved(id, customer, facts, plan, new(Guid.CreateVersion7()), null, At(10)),
                new OrderKeyed(id, facts, "ORD-1", Guid.CreateVersion7(), new(Guid.CreateVersion7()), At(40)),
                activated,
            ])), CancellationToken.None);
        outcome.ShouldBeOfType<AppendOutcome.Appended>();
        return (id, activated);
    }

    private async Task ChargeBack((SaleId Id, SaleActivated Event) sale, DateOnly on)
    {
        var e = sale.Event;
        var moment = BusinessMoment.Of(await host.Now(), "America/Bogota");
        (await host.Services.GetRequiredService<EventLog>().Append(
            new(EventMetadata.None, new StreamAppend(sale.Id.Value, "sale", null,
                [new SaleChargedBack(e.SaleId, e.CustomerId, e.Sale, e.Plan, e.ActivatedOn, on, ChargebackReason.NonPayment, null, null, moment)])), CancellationToken.None))
            .ShouldBeOfType<AppendOutcome.Appended>();
    }

    /// <summary>The reaction has heard of all there is.</summary>
    private async Task Heard()
    {
        var head = await Head();
        await Eventually.True(
            async () => await host.Scalar<long>($"select coalesce(max(last_seq_id), 0) from mt_event_progression where name = '{WhenSaleEarned.Shard}'") >= head, "the ledger heard of the sales");
        (await host.Scalar<long>($"select count(*) from crm_dead_letters where reaction = '{WhenSaleEarned.Shard}'")).ShouldBe(0);
        await host.CaughtUp();
    }

    private Task<long> Head() => host.Services.GetRequiredService<EventLog>().Head(CancellationToken.None);

    private async Task<JsonObject> Settled(HttpClient client, Guid settlement)
    {
        JsonObject? row = null;
        await host.CaughtUp();
        await Eventually.True(async () => (row = await client.Read($"{Base}/settlements/{settlement}")).Text("settlement.state") == "completed", "the month is settled");
        await host.CaughtUp();
        return await client.Read($"{Base}/settlements/{settlement}");
    }

    private async Task<(JsonObject Row, IReadOnlyList<JsonNode> Entries, long Version)> Shown(HttpClient client, string statement)
    {
        await host.CaughtUp();
        var entries = (await client.Items($"{Base}/statements/{statement}/entries")).Select(entry => entry!).ToList();
        return (await client.Read($"{Base}/statements/{statement}"), entries, await host.Scalar<long>($"select version from mt_streams where id = '{statement}'"));
    }

    private static async Task Refused(HttpClient client, string path, object body, string code, bool put = false)
    {
        var answer = put ? await client.PutAsJsonAsync(path, body) : await client.PostAsJsonAsync(path, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        JsonNode.Parse(await answer.Content.ReadAsStringAsync()).Text("code").ShouldBe(code);
    }

    private static Money Money(decimal amount) => new(amount, Currency.Cop);

    /// <summary>A settling that stops after its first wave, as a killed host does.</summary>
    private sealed class BreakableSettling(
        CommandRunner runner, Workplaces places, NaturalKeys keys, Aggregates aggregates, EventLog log, ViewReader views, ProjectionProgress progress, WorkLocks locks)
    {
        public CommissionSettling Breaking { get; } =
            new(runner, places, keys, aggregates, log, views, progress, locks) { AfterWave = () => throw new BrokenOffException() };
    }

    private sealed class BrokenOffException : Exception;
}
