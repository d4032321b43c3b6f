using Crm.EventStore.Projecting;
using Crm.EventStore.Projecting.Rebuilding;
using Crm.Projections;
using Crm.EventStore.Streams;
using Microsoft.Extensions.DependencyInjection;
using static Crm.Api.Tests.Collections.CollectionsHost;

namespace Crm.Api.Tests.Collections;

/// <summary>A debt from the first call to the last rebuild, through HTTP on a real database; time passes by the business clock.</summary>
public sealed class StoryTests(CollectionsHost host) : IClassFixture<CollectionsHost>
{
    [Fact]
    public async Task A_broken_promise_is_cured_late_and_a_broken_agreement_reinstated_and_the_breaks_stay()
    {
        var campaign = await host.Campaign();
        var (agent, agentId) = await host.Agent(campaign);
        var (supervisor, _) = await host.Agent(campaign, "supervisor");
        var seeded = await host.Account(1_000_000, campaign, agentId);
        var began = await host.Today();

        var attempt = await agent.Command("/api/collections/attempts", new
        {
            debtorId = seeded.Debtor,
            campaignId = campaign,
            channel = "phone",
            direction = "outbound",
            disposition = "PROMISE_TO_PAY",
            accounts = new[] { seeded.Account },
            amount = Cop(400_000),
            date = began.AddDays(2),
        });
        var promise = await agent.Command("/api/collections/promises", new { accountId = seeded.Account, amount = Cop(400_000), dueOn = began.AddDays(2), attemptId = attempt.Id });
        (await agent.Items($"/api/collections/trays/promises?due=upcoming&campaign={campaign}", promise.Position)).Count.ShouldBe(1);

        await host.Pass(days: 8);
        (await agent.Read($"/api/collections/promises/{promise.Id}")).Text("outcome").ShouldBe("broken");
        (await agent.Items("/api/collections/trays/broken-promises")).Single()!.Text("row.promiseId").ShouldBe(promise.Id.ToString());

        var beforePaying = await host.Now();
        var late = await Paid(agent, supervisor, seeded, 400_000);
        var cured = await agent.Read($"/api/collections/promises/{promise.Id}", late);
        cured.Text("outcome").ShouldBe("curedLate");
        cured["unmetOn"].ShouldNotBeNull("the break stays in the history");
        (await agent.Items("/api/collections/trays/broken-promises", late)).ShouldBeEmpty();

        var today = await host.Today();
        var agreement = await agent.Command("/api/collections/agreements", new
        {
            accountId = seeded.Account,
            agreed = Cop(600_000),
            installments = new[] { 1, 31, 61 }.Select(days => new { dueOn = today.AddDays(days), amount = Cop(200_000) }),
        });
        await host.Pass(days: 6);
        (await agent.Read($"/api/collections/agreements/{agreement.Id}")).Text("state").ShouldBe("broken");
        (await agent.Items("/api/collections/trays/broken-agreements")).Single()!.Text("row.agreementId").ShouldBe(agreement.Id.ToString());

        var caughtUp = await Paid(agent, supervisor, seeded, 200_000);
        var reinstated = await agent.Read($"/api/collections/agreements/{agreement.Id}", caughtUp);
        reinstated.Text("state").ShouldBe("active");
        reinstated.Text("breaks").ShouldBe("1", "reinstating does not take the break back");

        var kept = await supervisor.Read($"/api/collections/kpis/promisesKept?campaign={campaign}&from={began:O}&to={await host.Today():O}", caughtUp);
        kept.Text("total.numerator").ShouldBe("0");
        kept.Text("total.denominator").ShouldBe("1");
        kept.Text("total.parts.cured_late").ShouldBe("1");
        kept.Text("total.parts.ever_unmet").ShouldBe("1");
        kept.Text("zone").ShouldBe("America/Bogota");

        var paid = await supervisor.Read($"/api/collections/kpis/recovery?campaign={campaign}&from={began:O}&to={await host.Today():O}", caughtUp);
        paid.Text("total.numerator").ShouldBe("600000");
        paid.Text("total.denominator").ShouldBe("1000000");

        var account = await supervisor.Read($"/api/collections/accounts/{seeded.Account}", caughtUp);
        account.Amount("account.balance").ShouldBe(400_000);
        await The_account_is_replayed_as_it_was(supervisor, seeded, promise.Version, beforePaying);
        await Every_view_is_rebuilt_as_it_is();
    }

    private async Task<long> Paid(HttpClient agent, HttpClient supervisor, Seeded seeded, decimal amount)
    {
        var payment = await agent.Command("/api/collections/payments", new
        {
            accountId = seeded.Account,
            provider = "PSE",
            reference = $"S{host.Next()}",
            amount = Cop(amount),
            valueDate = await host.Today(),
        });
        return (await supervisor.Command($"/api/collections/payments/{payment.Id}/confirm")).Position;
    }

    private static async Task The_account_is_replayed_as_it_was(HttpClient supervisor, Seeded seeded, long promised, DateTimeOffset _)
    {
        var events = (await supervisor.Read($"/api/streams/{seeded.Account}/events"))["items"]!.AsArray();
        var paid = events.First(step => step!.Text("type") == "payment_applied")!;
        var before = await supervisor.Read($"/api/streams/{seeded.Account}?version={paid["version"]!.GetValue<long>() - 1}");
        before.Text("state.balance.principal").ShouldBe("1000000");

        // The day before the payment, by the clock of the store: the instant of the event that came before it.
        var earlier = events.Last(step => step!["version"]!.GetValue<long>() < paid["version"]!.GetValue<long>())!;
        var at = Uri.EscapeDataString(earlier.Text("at"));
        (await supervisor.Read($"/api/streams/{seeded.Account}?at={at}")).Text("state.balance.principal").ShouldBe("1000000");
        var row = await supervisor.Read($"/api/collections/trays/accounts/{seeded.Account}?position={earlier.Text("position")}");
        row.Amount("row.balance").ShouldBe(1_000_000);
        paid["changes"]!.AsArray().Select(change => change!.Text("path")).ShouldContain("/balance/principal");
    }

    private async Task Every_view_is_rebuilt_as_it_is()
    {
        await host.Services.GetRequiredService<ProjectionProgress>().CaughtUpTo(await host.Services.GetRequiredService<EventLog>().Head(default));
        foreach (var view in ReadModels.All)
        {
            var report = await host.Services.GetRequiredService<ProjectionRebuilder>().Rebuild(view.Name, new RebuildOptions(Compare: true), null, default);
            report.Comparison.ShouldNotBeNull().Different.ShouldBe(0, $"{view.Name} is not what its events say");
        }
    }
}
