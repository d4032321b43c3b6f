using System.Net;
using Crm.Api.Files.Stores;
using Crm.Api.Tests.Collections;
using Crm.Api.Tests.Kit;
using Crm.Api.Tests.Live;
using Crm.Api.Tests.Tickets;
using Crm.EventStore.Projecting.Rebuilding;
using Crm.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Privacy;

// Who only asked for something.
public sealed partial class CustomerErasureTests
{
    [Fact]
    public async Task Who_asked_for_something_goes_with_his_tickets_their_comments_and_their_files()
    {
        var desk = await host.Desk();
        var (member, _) = await desk.Member();
        string[] his = ["Yupanqui", "atahualpa@example.com", "quenilla"];
        var opened = await Asked(desk, "Atahualpa Yupanqui", "atahualpa@example.com");
        var ticket = $"/api/tickets/{opened.Id}";
        await using var tray = await new LiveClient(member, $"/api/tickets/trays?queue={desk.Queue}", "ticket.ticketId").Follow();
        await member.Command($"{ticket}/claim");
        await member.Command($"{ticket}/start");
        await member.Command($"{ticket}/comments", new { text = "Yupanqui says the quenilla is broken", fromRequester = true });
        await member.Command($"{ticket}/comments", new { text = "zzinternal: Yupanqui again", visibility = "internal" });
        string[] files = [await Attached(member, "request", opened.Id, "quenilla.pdf"), await Attached(member, "ticket", opened.Id, "zzinternal.pdf")];
        await host.CaughtUp();
        var requester = await host.Scalar<string>($"select data->>'subjectId' from mt_events where stream_id = '{opened.Id}' and type = 'ticket_opened'");
        (await member.Items("/api/tickets?q=quenilla")).Count.ShouldBe(1);
        await Eventually.True(
            async () => await host.Scalar<long>($"select count(*) from crm_access_log where kind = 'ticket-search' and asked->'records' @> '\"{requester}\"'") > 0, "who found him is on record");

        var erase = $"{Subjects}/{requester}/erase";
        (await (await host.Administrator.Send(erase, new { reason = "Asked for it" })).ShouldBeProblem(409, "privacy.open-ticket"))["figures"]!["tickets"]!.ToString().ShouldBe("1");
        await member.Command($"{ticket}/resolve", new { solution = "Sent Yupanqui a new one" });
        await host.CaughtUp();
        await (await host.Administrator.Send(erase, new { reason = "Asked for it" })).ShouldBeProblem(409, "privacy.retention-running");
        await host.NothingIsKept(desk.Campaign);

        var export = await host.Administrator.Read($"{Subjects}/{requester}/export");
        export.Text("requester.email").ShouldBe("atahualpa@example.com");
        export["tickets"]!.AsArray().ShouldHaveSingleItem()!["words"]!.AsArray().Select(word => word.Text("text")).ShouldBe(["Yupanqui says the quenilla is broken", "Sent Yupanqui a new one"]);
        export["attachments"]!.AsArray().ShouldHaveSingleItem().Text("fileName").ShouldBe("quenilla.pdf");
        export["events"]!.AsArray().Select(line => line.Text("type")).ShouldContain("requester_registered");
        export.ToJsonString().ShouldNotContain("zzinternal", Case.Insensitive, "what is said and kept among the staff never leaves");
        var page = WebUtility.HtmlDecode(await host.Administrator.GetStringAsync(new Uri($"{Subjects}/{requester}/export?format=html", UriKind.Relative)));
        foreach (var text in his) page.ShouldContain(text);
        page.ShouldNotContain("zzinternal");
        List<BlobName> blobs = [];
        foreach (var file in files) blobs.Add(BlobName.Of(await host.Scalar<string>($"select data->>'blob' from mt_events where stream_id = '{file}'")));
        await tray.Until(() => tray.Rows.GetValueOrDefault(opened.Id.ToString())?.ToJsonString().Contains("Yupanqui", StringComparison.Ordinal) is true, "who follows the tray sees him");

        await host.Administrator.Command(erase, new { reason = "Asked for it" });

        await host.NothingIsLeft([.. his, "zzinternal"]);
        await tray.Until(() => tray.Rows.GetValueOrDefault(opened.Id.ToString())?.ToJsonString().Contains("Yupanqui", StringComparison.Ordinal) is false, "who follows the tray is told");
        (await member.Items("/api/tickets?q=quenilla")).ShouldBeEmpty("full text finds nobody who was erased");
        (await member.Read(ticket)).ToJsonString().ShouldNotContain("Yupanqui");
        foreach (var kind in (string[])["request", "ticket"])
            (await member.Items($"/api/files/attachments?ownerKind={kind}&ownerId={opened.Id}")).ShouldHaveSingleItem().Text("fileName").ShouldBe("[erased]", kind);
        foreach (var blob in blobs) (await host.Services.GetRequiredService<IFileStore>().Find(blob, default)).ShouldBeNull();
        await host.RebuildsAreTheSame();
        (await host.Of(his)).ShouldBe("");
    }

    [Fact]
    public async Task A_requester_who_is_erased_in_the_middle_of_a_rebuild_is_gone_from_the_new_tables()
    {
        var desk = await host.Desk();
        var (member, _) = await desk.Member();
        await host.NothingIsKept(desk.Campaign);
        foreach (var view in (string[])["ticket_directory", "requester_directory"])
        {
            var opened = await Asked(desk, "Eulogio Zubiría", $"{view}@example.com");
            await member.Command($"/api/tickets/{opened.Id}/claim");
            await member.Command($"/api/tickets/{opened.Id}/resolve", new { solution = "Zubiría is content" });
            await host.CaughtUp();
            var requester = await host.Scalar<string>($"select data->>'subjectId' from mt_events where stream_id = '{opened.Id}' and type = 'ticket_opened'");
            var middle = new Middle(() => host.Administrator.Command($"{Subjects}/{requester}/erase", new { reason = "Asked for it" }).GetAwaiter().GetResult());

            await host.Services.GetRequiredService<ProjectionRebuilder>().Rebuild(view, new(), middle, default);

            middle.Reached.ShouldBeTrue();
            await host.NothingIsLeft("Zubiría");
        }

        await host.RebuildsAreTheSame();
        (await host.Of("Zubiría")).ShouldBe("");
    }

    private Task<Commanded> Asked(Desk desk, string name, string email) => host.Administrator.Command("/api/tickets", new
    {
        queueId = desk.Queue,
        subject = $"{name} hears nothing",
        description = $"The quenilla of {name} is silent",
        type = "fault",
        requester = new { kind = "customer", fullName = name, email, phone = (string?)null },
    });
}
