using System.Globalization;
using Crm.Api.Tests.Pages.Kit;
using Crm.Domain.Identity;
using Crm.EventStore.Sealing;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Pages;

/// <summary>The audit for people: the search, the replay of a stream, the seal.</summary>
[Collection(PagesCollection.Name)]
public sealed class AuditPagesTests(PagesFixture site)
{
    [BrowserFact]
    public async Task The_trail_is_searched_by_person_type_and_stream_and_shown_as_a_timeline()
    {
        var (id, _) = await site.Somebody(Roles.Agent);
        await site.CaughtUp();
        await using var auditor = await site.VisitAs("auditor");
        await auditor.Open("/desk/audit?person=super&type=role_granted");
        var who = await auditor.Page.Locator("tr[data-href] td:nth-child(2)").AllInnerTextsAsync();
        who.ShouldNotBeEmpty();
        who.ShouldAllBe(name => name.Trim() == "Susana Peralta");

        (await auditor.Open("/desk/audit?person=nobody-of-this-name")).ShouldBe(400);
        (await auditor.Text("[role=alert]")).ShouldBe("There is no user of that name.");

        await auditor.Open($"/desk/audit?stream={id}");
        await auditor.Page.ClickAsync("nav[aria-label=View] a:has-text('Timeline')");
        await auditor.Arrive("**view=timeline**");
        (await auditor.Count("ol.timeline li")).ShouldBe(3);
        (await auditor.Text("ol.timeline li:last-child")).ShouldContain("user_invited");
        await auditor.Page.ClickAsync("ol.timeline li:first-child a");
        await auditor.Arrive($"**/desk/history/{id}?version=3");
        auditor.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task The_slider_shows_the_state_as_it_is_moved()
    {
        var (id, _) = await site.Somebody(Roles.Agent);
        await site.CaughtUp();
        await using var auditor = await site.VisitAs("auditor");
        await auditor.Open($"/desk/history/{id}");
        (await auditor.Text("#version")).ShouldBe("3 / 3");
        (await Place(auditor, "/grants/0/role")).ShouldBe("\"agent\"");

        await auditor.Page.FocusAsync("input[type=range]");
        await auditor.Page.Keyboard.PressAsync("ArrowLeft");
        await auditor.Page.Keyboard.PressAsync("ArrowLeft");
        await auditor.Page.Locator("#replayed h2:has-text('user_invited')").WaitForAsync();
        (await auditor.Text("#version")).ShouldBe("1 / 3");
        (await Place(auditor, "/status")).ShouldBe("\"invited\"");
        (await auditor.Count("tr.place:has-text('/grants/0/role')")).ShouldBe(0);
        auditor.Page.Url.ShouldEndWith("?version=1");

        await auditor.Page.ClickAsync("ol.timeline li:nth-child(3) a");
        await auditor.Arrive("**?version=3");
        auditor.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Without_scripts_versions_are_links_and_a_form_and_any_two_are_compared()
    {
        var (id, _) = await site.Somebody(Roles.Agent);
        await site.CaughtUp();
        await using var auditor = await site.VisitAs("auditor", script: false);
        await auditor.Open($"/desk/history/{id}");
        await auditor.Page.ClickAsync("a[aria-label='Previous version']");
        await auditor.Arrive("**?version=2");
        (await auditor.Text("#version")).ShouldBe("2 / 3");

        await auditor.Page.FillAsync("[name=since]", "0");
        await auditor.Send("form.replay button");
        (await auditor.Text("caption")).ShouldContain("0 → 2");
        (await auditor.Count("tr.change:has-text('/userName')")).ShouldBe(1);
        (await auditor.Text("tr.change:has-text('/userName') del")).ShouldBe("–");
    }

    [BrowserFact]
    public async Task What_a_user_proves_himself_with_is_read_by_nobody()
    {
        var (id, userName) = await site.Somebody(Roles.Agent);
        await using var person = await site.Visit();
        await person.SignIn(userName, People.Password);
        await person.Open("/desk/me");
        await person.Page.FillAsync("form[action*='handler=Offer'] [name=password]", People.Password);
        await person.Send("form[action*='handler=Offer'] button");
        var secret = (await person.Text("code.secret")).Replace(" ", "", StringComparison.Ordinal);

        await site.CaughtUp();
        await using var super = await site.VisitAs("super");
        foreach (var version in Enumerable.Range(1, 4))
        {
            await super.Open($"/desk/history/{id}?version={version.ToString(CultureInfo.InvariantCulture)}");
            (await super.Page.ContentAsync()).ShouldNotContain(secret);
        }

        (await Place(super, "/secondFactor/secret")).ShouldBe("\"•••\"");
        (await Place(super, "/passwordHash")).ShouldBe("\"•••\"");
        using var api = await site.Api("super");
        (await api.GetStringAsync(new Uri($"/api/streams/{id}/events", UriKind.Relative))).ShouldNotContain(secret);
        (await api.GetStringAsync(new Uri($"/api/streams/{id}", UriKind.Relative))).ShouldNotContain(secret);
    }

    [BrowserFact]
    public async Task The_seal_is_stated_and_an_event_proven_with_a_file_to_take_away()
    {
        await using var auditor = await site.VisitAs("auditor");
        await site.Services.GetRequiredService<Sealer>().Seal(SealSource.Events, everything: true, default);
        await auditor.Open("/desk/seals");
        (await auditor.Text("#chain-events dl")).ShouldContain("Key fingerprint");
        await auditor.Page.FillAsync("[name=event]", "1");
        (await auditor.Send("form.filter button")).ShouldBe(200);
        (await auditor.Text("[role=status]")).ShouldContain("Sealed as it stands: event #1");
        var file = await auditor.Page.RunAndWaitForDownloadAsync(() => auditor.Page.ClickAsync("a[href*='handler=Proof']"));
        file.SuggestedFilename.ShouldBe("proof-1.json");
        var proof = SealProof.Read(await File.ReadAllTextAsync(await file.PathAsync()));
        proof.Check(HeldOutside.Nothing).ShouldBeNull();
        proof.Row.Position.ShouldBe(1);

        (await auditor.Open("/desk/seals?event=999999999")).ShouldBe(409);
        (await auditor.Open("/desk/seals?event=nothing")).ShouldBe(404);
        auditor.Complaints.ShouldBeEmpty();
    }

    private static Task<string> Place(Visitor visitor, string path) => visitor.Text($"tr.place:has(td:text-is('{path}')) td:last-child");
}
