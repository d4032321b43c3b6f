using Crm.Api.Tests.Kit;

namespace Crm.Api.Tests.Collections;

/// <summary>Debtors, the contact guard, attempts and follow-ups over HTTP.</summary>
[Collection(OneOffice.Name)]
public sealed class ContactCommandTests(CollectionsHost host)
{
    [Fact]
    public async Task A_contact_outside_the_hours_is_refused_with_the_next_allowed_instant_and_recorded()
    {
        var closed = new
        {
            name = "Only one minute a week",
            closedOnHolidays = true,
            attemptsPerDay = (int?)null,
            attemptsPerWeek = (int?)null,
            contactsPerDayAfterDirectContact = (int?)null,
            channelsPerWeekAfterDirectContact = (int?)null,
            allowsThirdPersons = false,
            hours = new[] { new { day = "wednesday", from = "03:00:00", until = "03:01:00" } },
        };
        var seeded = await host.Account(campaign: await host.Campaign(closed));
        var (agent, _) = await host.Agent(seeded.Campaign);
        var problem = await (await agent.Send($"/api/collections/debtors/{seeded.Debtor}/request-contact", new { campaignId = seeded.Campaign, channel = "phone" }))
            .ShouldBeProblem(409, "collections.contact-outside-hours");
        problem["figures"]!["nextAllowedAt"].ShouldNotBeNull();
        problem["position"].ShouldNotBeNull("the refusal is a fact itself");

        var (supervisor, _) = await host.Agent(seeded.Campaign, "supervisor");
        var now = await host.Now();
        await supervisor.Command($"/api/collections/debtors/{seeded.Debtor}/contact-exceptions", new { ground = "He asked for it", channel = "phone", from = now.AddMinutes(-5), until = now.AddHours(2) });
        (await agent.Send($"/api/collections/debtors/{seeded.Debtor}/request-contact", new { campaignId = seeded.Campaign, channel = "phone" })).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task A_callback_without_a_next_contact_is_refused_and_with_one_is_in_the_calendar()
    {
        var seeded = await host.Account();
        var (agent, _) = await host.Agent(seeded.Campaign);
        await (await agent.Send("/api/collections/attempts", Attempt(seeded, "CALLBACK_REQUESTED"))).ShouldBeProblem(409, "collections.follow-up-missing");

        var due = (await host.Now()).AddHours(26);
        var logged = await agent.Command("/api/collections/attempts", Attempt(seeded, "CALLBACK_REQUESTED", new { dueAt = due, note = "After work" }));
        var items = await agent.Items($"/api/collections/follow-ups/calendar?view=day&on={DateOnly.FromDateTime(due.ToOffset(TimeSpan.FromHours(-5)).DateTime):O}&campaign={seeded.Campaign}", logged.Position);
        items.Count.ShouldBe(1);
        await agent.Command($"/api/collections/follow-ups/{items[0].Text("row.followUpId")}/complete", new { attemptId = logged.Id });
    }

    [Fact]
    public async Task A_voided_attempt_counts_no_longer()
    {
        var seeded = await host.Account();
        var (agent, _) = await host.Agent(seeded.Campaign);
        var today = await host.Today();
        await agent.Command("/api/collections/attempts", Attempt(seeded, "NO_ANSWER"));
        var wrong = await agent.Command("/api/collections/attempts", Attempt(seeded, "NEGOTIATING"));
        var path = $"/api/collections/kpis/contactRate?campaign={seeded.Campaign}&from={today:O}&to={today:O}";
        (await agent.Read(path, wrong.Position)).Text("total.numerator").ShouldBe("1");

        var voided = await agent.Command($"/api/collections/attempts/{wrong.Id}/void", new { reason = "Wrong debtor" });
        var after = await agent.Read(path, voided.Position);
        (after.Text("total.numerator"), after.Text("total.denominator")).ShouldBe(("0", "1"));
        await agent.Command($"/api/collections/attempts/{wrong.Id}/void", new { reason = "Wrong debtor" });
    }

    [Fact]
    public async Task Who_asks_not_to_be_contacted_has_no_open_follow_ups_any_more()
    {
        var seeded = await host.Account();
        var (agent, _) = await host.Agent(seeded.Campaign);
        await agent.Command("/api/collections/follow-ups", new { debtorId = seeded.Debtor, campaignId = seeded.Campaign, dueAt = (await host.Now()).AddDays(1) });
        await agent.Command($"/api/collections/debtors/{seeded.Debtor}/do-not-contact", new { reason = "In writing" });
        await host.Pass(days: 1);
        (await agent.Items($"/api/collections/trays/follow-ups?campaign={seeded.Campaign}")).ShouldBeEmpty();
        await (await agent.Send($"/api/collections/debtors/{seeded.Debtor}/request-contact", new { campaignId = seeded.Campaign, channel = "phone" }))
            .ShouldBeProblem(409, "collections.contact-do-not-contact");
    }

    [Fact]
    public async Task A_debtor_is_found_by_name_document_and_phone_and_masked_for_who_may_not_see_him()
    {
        var seeded = await host.Account();
        var name = $"Zoé Quintanilla {(char)('A' + host.Next() % 26)}lba";
        await host.Administrator.PostAsync(new Uri($"/api/collections/debtors/{seeded.Debtor}/phones", UriKind.Relative),
            System.Net.Http.Json.JsonContent.Create(new { number = "300 555 0187", source = "debtor" }));
        var version = (await host.Administrator.GetAsync(new Uri($"/api/collections/debtors/{seeded.Debtor}", UriKind.Relative))).Headers.ETag!;
        using var rename = new HttpRequestMessage(HttpMethod.Post, $"/api/collections/debtors/{seeded.Debtor}/correct-name") { Content = System.Net.Http.Json.JsonContent.Create(new { fullName = name }) };
        rename.Headers.IfMatch.Add(version);
        var renamed = await host.Administrator.SendAsync(rename);
        renamed.IsSuccessStatusCode.ShouldBeTrue(await renamed.Content.ReadAsStringAsync());
        var position = long.Parse(renamed.Headers.GetValues("Crm-Position").Single(), System.Globalization.CultureInfo.InvariantCulture);

        (await host.Administrator.Items("/api/collections/debtors?q=zoe%20quintanilla", position)).Select(found => found!.Text("debtor.name")).ShouldContain(name);
        (await host.Administrator.Items("/api/collections/debtors?q=3005550187", position)).Count.ShouldBe(1);

        var (analyst, _) = await host.Agent(seeded.Campaign, "quality-analyst");
        var masked = (await analyst.Items("/api/collections/debtors?q=quintanilla", position)).Single()!;
        masked.Text("debtor.name").ShouldNotContain("Quintanilla");
        masked.ToJsonString().ShouldNotContain("5550187");
        (await analyst.Read($"/api/collections/debtors/{seeded.Debtor}")).ToJsonString().ShouldNotContain("Quintanilla");
    }

    private static object Attempt(Seeded seeded, string disposition, object? followUp = null) => new
    {
        debtorId = seeded.Debtor,
        campaignId = seeded.Campaign,
        channel = "phone",
        direction = "outbound",
        disposition,
        accounts = new[] { seeded.Account },
        followUp,
    };
}
