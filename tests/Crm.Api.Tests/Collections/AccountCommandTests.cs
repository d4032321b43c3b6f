using Crm.Api.Tests.Kit;
using static Crm.Api.Tests.Collections.CollectionsHost;

namespace Crm.Api.Tests.Collections;

/// <summary>Accounts, promises, agreements and payments: what each endpoint does, what it refuses, and to whom nothing exists.</summary>
[Collection(OneOffice.Name)]
public sealed class AccountCommandTests(CollectionsHost host)
{
    [Fact]
    public async Task An_account_shows_what_is_owed_how_long_and_how_urgent_it_is()
    {
        var seeded = await host.Account();
        var before = await host.Administrator.Read($"/api/collections/accounts/{seeded.Account}");
        before.Amount("account.balance").ShouldBe(1_000_000);
        before.Text("account.priority").ShouldBe("high");
        before.Text("account.daysPastDue").ShouldBe("40");
    }

    [Fact]
    public async Task A_settlement_is_quoted_with_floors_rounded_up_to_the_step()
    {
        var seeded = await host.Account(1_046_023.94m);
        var quote = await host.Administrator.Read($"/api/collections/accounts/{seeded.Account}/settlement-quote");
        quote.Amount("singlePayment").ShouldBe(524_000);
        quote.Amount("inInstallments").ShouldBe(733_000);
    }

    [Fact]
    public async Task Charges_pauses_legal_stays_and_write_offs_move_the_account()
    {
        var seeded = await host.Account();
        var charge = new { component = "fees", amount = Cop(12_000), reason = "Notice", chargeId = Guid.CreateVersion7() };
        await host.Administrator.Command($"/api/collections/accounts/{seeded.Account}/charges", charge);
        await host.Administrator.Command($"/api/collections/accounts/{seeded.Account}/charges", charge);
        await host.Administrator.Command($"/api/collections/accounts/{seeded.Account}/pause", new { reason = "dispute", note = "Says he paid" });
        await host.Administrator.Command($"/api/collections/accounts/{seeded.Account}/resume");
        var legal = await host.Administrator.Command($"/api/collections/accounts/{seeded.Account}/send-to-legal", new { reason = "No agreement" });

        var account = await host.Administrator.Read($"/api/collections/accounts/{seeded.Account}", legal.Position);
        account.Amount("account.balance").ShouldBe(1_012_000, "the charge counts once");
        account.Text("inLegal").ShouldBe("true");

        var gone = await host.Administrator.Command($"/api/collections/accounts/{seeded.Account}/write-off", new { reason = "Insolvent" });
        (await host.Administrator.Read($"/api/collections/accounts/{seeded.Account}", gone.Position)).Text("account.status").ShouldBe("writtenOff");
        await (await host.Administrator.Send($"/api/collections/accounts/{seeded.Account}/withdraw", new { reason = "Late" })).ShouldBeProblem(409, "collections.account-written-off");
        var movements = await host.Administrator.Items($"/api/collections/accounts/{seeded.Account}/movements", gone.Position);
        movements.Select(movement => movement!.Text("kind")).ShouldBe(["writtenOff", "charged", "placed"]);
    }

    [Fact]
    public async Task A_promise_beyond_the_balance_or_the_term_is_refused_with_the_figures()
    {
        var seeded = await host.Account(300_000);
        var today = await host.Today();
        var much = await (await host.Administrator.Send("/api/collections/promises", new { accountId = seeded.Account, amount = Cop(300_001), dueOn = today }))
            .ShouldBeProblem(409, "collections.promise-exceeds-balance");
        much["figures"]!["balance"]!["amount"]!.GetValue<decimal>().ShouldBe(300_000);
        await (await host.Administrator.Send("/api/collections/promises", new { accountId = seeded.Account, amount = Cop(1), dueOn = today.AddDays(61) }))
            .ShouldBeProblem(409, "collections.promise-due-out-of-range");
        (await (await host.Administrator.Send("/api/collections/promises", new { accountId = seeded.Account, amount = Cop(-1), dueOn = today })).ShouldBeProblem(400, "invalid"))
            .FieldsInError().ShouldContain("amount");
    }

    [Fact]
    public async Task An_agent_promises_thirty_days_ahead_and_a_supervisor_sixty()
    {
        var campaign = await host.Campaign();
        var (agent, agentId) = await host.Agent(campaign);
        var (supervisor, _) = await host.Agent(campaign, "supervisor");
        var seeded = await host.Account(campaign: campaign, agent: agentId);
        var body = new { accountId = seeded.Account, amount = Cop(100_000), dueOn = (await host.Today()).AddDays(45) };
        await (await agent.Send("/api/collections/promises", body)).ShouldBeProblem(409, "collections.promise-due-out-of-range");
        await supervisor.Command("/api/collections/promises", body);
    }

    [Fact]
    public async Task A_cancelled_promise_frees_the_account()
    {
        var seeded = await host.Account();
        var today = await host.Today();
        var promise = await host.Administrator.Command("/api/collections/promises", new { accountId = seeded.Account, amount = Cop(100_000), dueOn = today.AddDays(3) });
        await (await host.Administrator.Send("/api/collections/agreements", Agreement(seeded.Account, today, 700_000))).ShouldBeProblem(409, "collections.account-bound");
        await host.Administrator.Command($"/api/collections/promises/{promise.Id}/cancel", new { reason = "Took it back" });
        await host.Administrator.Command("/api/collections/agreements", Agreement(seeded.Account, today, 700_000));
    }

    [Fact]
    public async Task An_agreement_below_the_floor_waits_for_a_supervisor_who_is_not_who_proposed_it()
    {
        var campaign = await host.Campaign();
        var (agent, agentId) = await host.Agent(campaign);
        var (supervisor, _) = await host.Agent(campaign, "supervisor");
        var seeded = await host.Account(campaign: campaign, agent: agentId);
        var today = await host.Today();

        var planned = await agent.PostAsync(new Uri("/api/collections/agreements/plan", UriKind.Relative),
            System.Net.Http.Json.JsonContent.Create(new { accountId = seeded.Account, agreed = Cop(600_000), count = 3, firstDueOn = today.AddDays(1) }));
        var plan = System.Text.Json.Nodes.JsonNode.Parse(await planned.Content.ReadAsStringAsync())!;
        plan.Text("needsApproval").ShouldBe("true");
        plan.Amount("floor").ShouldBe(700_000);

        var proposed = await agent.Command("/api/collections/agreements", Agreement(seeded.Account, today, 600_000));
        (await supervisor.Items("/api/collections/trays/agreements-to-approve", proposed.Position)).Count.ShouldBe(1);
        await (await agent.Send($"/api/collections/agreements/{proposed.Id}/approve", new { note = "Please" })).ShouldBeProblem(403, "permission-lacking");
        var approved = await supervisor.Command($"/api/collections/agreements/{proposed.Id}/approve", new { note = "Pension" });
        (await agent.Read($"/api/collections/agreements/{proposed.Id}", approved.Position)).Text("state").ShouldBe("active");
        await supervisor.Command($"/api/collections/agreements/{proposed.Id}/cancel", new { reason = "Court" });
    }

    [Fact]
    public async Task A_payment_is_one_for_ever_moves_only_when_confirmed_and_a_reversal_restores()
    {
        var seeded = await host.Account();
        var today = await host.Today();
        var body = new { accountId = seeded.Account, provider = "PSE", reference = $"U{host.Next()}", amount = Cop(250_000), valueDate = today };
        var payment = await host.Administrator.Command("/api/collections/payments", body);
        (await host.Administrator.Command("/api/collections/payments", body)).Id.ShouldBe(payment.Id);
        await (await host.Administrator.Send("/api/collections/payments", new { body.accountId, body.provider, body.reference, amount = Cop(1), body.valueDate }))
            .ShouldBeProblem(409, "collections.payment-differs");
        await (await host.Administrator.Send("/api/collections/payments", new { body.accountId, body.provider, reference = $"U{host.Next()}", body.amount, valueDate = today.AddDays(1) }))
            .ShouldBeProblem(409, "collections.value-date-in-future");

        (await host.Administrator.Read($"/api/collections/accounts/{seeded.Account}", payment.Position)).Amount("account.balance").ShouldBe(1_000_000);
        var confirmed = await host.Administrator.Command($"/api/collections/payments/{payment.Id}/confirm");
        (await host.Administrator.Read($"/api/collections/accounts/{seeded.Account}", confirmed.Position)).Amount("account.balance").ShouldBe(750_000);
        await (await host.Administrator.Send($"/api/collections/payments/{payment.Id}/reject", new { reason = "Late" })).ShouldBeProblem(409, "collections.payment-closed");
        var reversed = await host.Administrator.Command($"/api/collections/payments/{payment.Id}/reverse", new { reason = "Charge-back" });
        (await host.Administrator.Read($"/api/collections/accounts/{seeded.Account}", reversed.Position)).Amount("account.balance").ShouldBe(1_000_000);
    }

    [Fact]
    public async Task Accounts_are_shared_out_and_each_is_answered_for()
    {
        var campaign = await host.Campaign();
        var (_, first) = await host.Agent(campaign);
        var (client, second) = await host.Agent(campaign);
        for (var made = 0; made < 3; made++) await host.Account(campaign: campaign);
        var last = await host.Account(campaign: campaign);
        await host.Administrator.Read($"/api/collections/accounts/{last.Account}");

        var answer = await host.Administrator.Send("/api/collections/accounts/assign-many", new { campaignId = campaign, strategy = "leastLoaded", agents = new[] { first, second }, limit = 100 });
        var shared = System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        shared.Text("assigned").ShouldBe("4", shared.ToJsonString());
        var mine = await client.Items("/api/collections/trays/accounts?owner=me", shared["position"]!.GetValue<long>());
        mine.Count.ShouldBe(2);
        (await host.Administrator.Items($"/api/collections/trays/accounts?owner=none&campaign={campaign}", shared["position"]!.GetValue<long>())).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_belongs_to_another_campaign_does_not_exist()
    {
        var seeded = await host.Account();
        var (stranger, _) = await host.Agent(await host.Campaign(), "supervisor");
        var today = await host.Today();
        var promise = await host.Administrator.Command("/api/collections/promises", new { accountId = seeded.Account, amount = Cop(100_000), dueOn = today.AddDays(3) });
        await host.Administrator.Read($"/api/collections/promises/{promise.Id}", promise.Position);

        foreach (var path in (string[])[$"accounts/{seeded.Account}", $"accounts/{seeded.Account}/settlement-quote", $"accounts/{seeded.Account}/movements", $"debtors/{seeded.Debtor}", $"promises/{promise.Id}"])
            (await stranger.StatusOf($"/api/collections/{path}")).ShouldBe(404, path);
        (await stranger.StatusOf($"/api/streams/{seeded.Account}")).ShouldBe(404);
        (await stranger.StatusOf($"/api/collections/kpis/attempts?campaign={seeded.Campaign}&from={today:O}&to={today:O}")).ShouldBe(404);
        (await stranger.Items($"/api/collections/trays/accounts?campaign={seeded.Campaign}")).ShouldBeEmpty();
        foreach (var (path, body) in ((string, object?)[])[
            ("/api/collections/promises", new { accountId = seeded.Account, amount = Cop(1), dueOn = today }),
            ($"/api/collections/promises/{promise.Id}/cancel", new { reason = "Mine?" }),
            ($"/api/collections/accounts/{seeded.Account}/charges", new { component = "fees", amount = Cop(1), reason = "Mine?" }),
            ($"/api/collections/accounts/{seeded.Account}/write-off", new { reason = "Mine?" }),
            ("/api/collections/payments", new { accountId = seeded.Account, provider = "PSE", reference = "X1", amount = Cop(1), valueDate = today })])
            await (await stranger.Send(path, body)).ShouldBeProblem(404, "not-found");
    }

    private static object Agreement(Guid account, DateOnly today, decimal agreed) => new
    {
        accountId = account,
        agreed = Cop(agreed),
        installments = new[] { new { dueOn = today.AddDays(1), amount = Cop(agreed / 2) }, new { dueOn = today.AddDays(31), amount = Cop(agreed / 2) } },
    };
}
