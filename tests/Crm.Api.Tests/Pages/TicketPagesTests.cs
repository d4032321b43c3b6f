using System.Text;
using System.Text.Json.Nodes;
using Crm.Api.Tests.Files.Content;
using Crm.Api.Tests.Pages.Kit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Crm.Api.Tests.Pages;

/// <summary>Tickets and tasks as those who ask, answer and supervise work on them, page by page.</summary>
[Collection(PagesCollection.Name)]
public sealed partial class TicketPagesTests(PagesFixture site)
{
    [BrowserFact]
    public async Task A_request_is_taken_from_its_queue_answered_solved_confirmed_and_reopened()
    {
        await using var asker = await site.VisitAs("agent");
        await asker.Open("/desk/tickets/new");
        await asker.Page.SelectOptionAsync("[name=queue]", new SelectOptionValue { Label = "Soporte interno" });
        await asker.Page.SelectOptionAsync("[name=type]", "Incident");
        await asker.Page.FillAsync("[name=subject]", "Silent headset 4711");
        await asker.Page.FillAsync("[name=description]", "Since the update");
        (await asker.Send("main form .buttons button")).ShouldBe(200);
        var id = asker.Page.Url.Split('/')[^1];
        await site.CaughtUp();

        await using var staff = await site.VisitAs("supervisor");
        await staff.Open("/desk/tickets?tray=Unassigned");
        await staff.Page.ClickAsync("tr:has-text('Silent headset 4711') a");
        await staff.Arrive($"**/desk/tickets/{id}");
        (await Send(staff, "Claim")).ShouldBe(200);
        (await staff.Text("[role=status]")).ShouldBe("The ticket is yours.");
        (await staff.Text("ol.timeline")).ShouldContain("Ticket assigned (taken)");
        (await Send(staff, "Start")).ShouldBe(200);
        (await staff.Text("h1 .badge")).ShouldBe("In progress");

        // An answer that the requester sees, and a note that stays within.
        await staff.Page.FillAsync("form[action*='handler=Comment'] [name=text]", "Which side is silent?");
        await staff.Page.SelectOptionAsync("form[action*='handler=Comment'] [name=visibility]", "Public");
        (await Send(staff, "Comment")).ShouldBe(200);
        await staff.Page.FillAsync("form[action*='handler=Comment'] [name=text]", "Third one this week, tell nobody");
        await staff.Page.SelectOptionAsync("form[action*='handler=Comment'] [name=visibility]", "Internal");
        (await Send(staff, "Comment")).ShouldBe(200);
        (await staff.Text("ol.timeline li:has-text('tell nobody') .badge")).ShouldBe("Internal");

        await site.CaughtUp();
        await asker.Open($"/desk/requests/{id}");
        (await asker.Text("ol.timeline")).ShouldContain("Which side is silent?");
        (await asker.Page.ContentAsync()).ShouldNotContain("tell nobody");

        await staff.Page.Keyboard.PressAsync("2");
        await staff.Page.Keyboard.TypeAsync("Headset replaced");
        (await Send(staff, "Resolve")).ShouldBe(200);
        (await staff.Text("h1 .badge")).ShouldBe("Resolved");

        await site.CaughtUp();
        await asker.Open($"/desk/requests/{id}");
        await asker.Page.ClickAsync("summary:has-text('Reopen')");
        await asker.Page.FillAsync("form[action*='handler=Reopen'] [name=reason]", "Silent again");
        (await Send(asker, "Reopen")).ShouldBe(200);
        (await asker.Text("h1 .badge")).ShouldBe("Open");
        await site.CaughtUp();
        await staff.Open($"/desk/tickets/{id}");
        (await staff.Text("h1")).ShouldContain("reopened 1");
        (await staff.Text("ol.timeline")).ShouldContain("Silent again");
        asker.Complaints.ShouldBeEmpty();
        staff.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Files_go_up_and_come_down_and_the_staff_s_stay_with_the_staff()
    {
        var (id, _) = await Asked("agent", "Broken screen");
        await using var asker = await site.VisitAs("agent");
        await asker.Open($"/desk/requests/{id}");
        (await Upload(asker, "../screen shot.png", Samples.Png)).ShouldBe(200);
        (await asker.Text("#files li")).ShouldContain("screen shot.png");
        (await Upload(asker, "invoice.pdf", Samples.Exe)).ShouldBe(409);
        (await asker.Text("[role=alert]")).ShouldContain("program");
        (await asker.Count("#files li")).ShouldBe(1);

        await using var staff = await site.VisitAs("supervisor");
        await staff.Open($"/desk/tickets/{id}");
        (await Upload(staff, "notes.txt", Encoding.UTF8.GetBytes("He sat on it"))).ShouldBe(200);
        (await staff.Text("#files li:has-text('notes.txt') .badge")).ShouldBe("Staff only");
        (await staff.Text("#files li:has-text('screen shot.png') .badge")).ShouldBe("The requester sees it");
        var download = await staff.Page.RunAndWaitForDownloadAsync(() => staff.Page.ClickAsync("#files button:has-text('notes.txt')"));
        download.SuggestedFilename.ShouldBe("notes.txt");
        (await File.ReadAllTextAsync(await download.PathAsync())).ShouldBe("He sat on it");

        await asker.Open($"/desk/requests/{id}");
        (await asker.Page.ContentAsync()).ShouldNotContain("notes.txt");
        var back = await asker.Page.RunAndWaitForDownloadAsync(() => asker.Page.ClickAsync("#files button:has-text('screen shot.png')"));
        (await File.ReadAllBytesAsync(await back.PathAsync())).ShouldBe(Samples.Png);
    }

    [BrowserFact]
    public async Task A_ticket_is_given_to_a_colleague_filed_marked_and_its_clocks_are_shown_as_they_would_have_been()
    {
        var (id, number) = await Asked("agent", "No dial tone");
        await using var staff = await site.VisitAs("supervisor", "es-CO");
        await staff.Open($"/desk/tickets/{id}");
        (await staff.Text("#clocks")).ShouldContain("Primera respuesta");
        await staff.Page.Keyboard.PressAsync("7");
        await staff.Page.SelectOptionAsync("form[action*='handler=Assign'] [name=person]", new SelectOptionValue { Index = 0 });
        (await Send(staff, "Assign")).ShouldBe(200);
        (await staff.Text("[role=status]")).ShouldBe("Caso asignado.");
        (await staff.Text("dl.facts")).ShouldNotContain("Nadie");

        await staff.Page.Keyboard.PressAsync("8");
        await staff.Page.SelectOptionAsync("form[action*='handler=Classify'] [name=category]", new SelectOptionValue { Index = 2 });
        (await Send(staff, "Classify")).ShouldBe(200);
        (await staff.Text("dl.facts")).ShouldContain("Categoría");
        await staff.Page.ClickAsync("summary:has-text('Tipo, categoría')");
        await staff.Page.FillAsync("form[action*='handler=Tag'] [name=tag]", "Muy Urgente");
        (await Send(staff, "Tag")).ShouldBe(200);
        (await staff.Text("dl.facts .badge")).ShouldBe("muy-urgente");
        (await Send(staff, "Watch")).ShouldBe(200);
        await site.CaughtUp();
        await staff.Open("/desk/tickets/search?q=" + number);
        await staff.Arrive($"**/desk/tickets/{id}");
        staff.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task The_breached_tray_shows_what_is_late_and_a_tray_follows_what_others_do()
    {
        await using var staff = await site.VisitAs("supervisor");
        await staff.Open("/desk/tickets?tray=Breached");
        var late = await staff.Count("tbody tr[data-live-id]");
        late.ShouldBeGreaterThan(0, "the demo's day leaves tickets late");
        (await staff.Count("tbody tr[data-live-id] .badge.bad:has-text('limit')")).ShouldBe(late);

        await staff.Open("/desk/tickets?tray=Unassigned");
        await Expect(staff.Page.Locator("[data-live-tray]")).ToHaveAttributeAsync("data-live-state", "on");
        var (id, _) = await Asked("agent", "Appears by itself");
        await Expect(staff.Page.Locator($"tr[data-live-id='{id}']")).ToBeVisibleAsync();
        using var api = await site.Api("supervisor");
        await api.Done($"/api/tickets/{id}/claim", new { });
        await Expect(staff.Page.Locator($"tr[data-live-id='{id}']")).ToHaveCountAsync(0);
        staff.Complaints.ShouldBeEmpty();
    }

    private async Task<(string Id, string Number)> Asked(string user, string subject)
    {
        using var api = await site.Api(user);
        var queues = JsonNode.Parse(await api.GetStringAsync("/api/tickets/queues"))!.AsArray();
        var queue = queues.First(one => one!["code"]!.GetValue<string>() == "SOPORTE")!["queueId"]!.GetValue<string>();
        var id = await api.Made("/api/tickets/requests", new { queueId = queue, subject, description = "Please", type = "incident" });
        await site.CaughtUp();
        return (id, JsonNode.Parse(await api.GetStringAsync($"/api/tickets/requests/{id}"))!["number"]!.GetValue<string>());
    }

    private static async Task<int> Upload(Visitor visitor, string name, byte[] content)
    {
        await visitor.Page.SetInputFilesAsync("form[action*='handler=Attach'] [name=file]", new FilePayload { Name = name, MimeType = "application/octet-stream", Buffer = content });
        return await Send(visitor, "Attach");
    }

    private static Task<int> Send(Visitor visitor, string handler) => visitor.Send($"form[action*='handler={handler}' i] button");
}
