using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Crm.Api.Tests.Collections;
using Crm.Api.Tests.Files.Content;
using Crm.Api.Tests.Kit;

namespace Crm.Api.Tests.Tickets;

public sealed partial class TicketFlowTests
{
    private const string Files = "/api/files/attachments";

    [Fact]
    public async Task Who_asked_sees_the_public_files_of_his_ticket_and_none_of_the_staff_s()
    {
        var (desk, elsewhere) = (await host.Desk(), await host.Desk());
        var ((member, _), (asker, _), (stranger, _)) = (await desk.Member(), await host.Agent(desk.Campaign), await elsewhere.Member());
        var (supervisor, outsider) = (await host.SignedIn("supervisor", desk.Campaign), await host.SignedIn("supervisor", elsewhere.Campaign));
        var ticket = (await desk.Ask(asker)).Id;

        var photo = await Attached(asker, "request", ticket, "pantalla.png", Samples.Png);
        var manual = await Attached(member, "request", ticket, "manual.pdf", Samples.Pdf);
        var notes = await Attached(member, "ticket", ticket, "notas.txt", "Se sentó encima"u8.ToArray());
        await host.CaughtUp();

        (await Names(asker, "request", ticket)).ShouldBe(["pantalla.png", "manual.pdf"]);
        (await Names(member, "request", ticket)).ShouldBe(["pantalla.png", "manual.pdf"]);
        (await Names(member, "ticket", ticket)).ShouldBe(["notas.txt"]);
        (await Names(supervisor, "ticket", ticket)).ShouldBe(["notas.txt"]);
        (await host.Anonymous().GetByteArrayAsync(await LinkTo(asker, manual))).ShouldBe(Samples.Pdf);
        (await host.Anonymous().GetByteArrayAsync(await LinkTo(member, photo))).ShouldBe(Samples.Png);

        // The staff's file is not there for who asked, and nothing of either for who has nothing to do with it.
        foreach (var (who, kinds, files) in new[] { (asker, new[] { "ticket" }, new[] { notes }), (stranger, ["ticket", "request"], [notes, photo, manual]), (outsider, ["ticket", "request"], [notes, photo, manual]) })
        {
            foreach (var kind in kinds)
            {
                (await who.StatusOf($"{Files}?ownerKind={kind}&ownerId={ticket}")).ShouldBe(404);
                (await Sent(who, kind, ticket, "a.pdf", new ByteArrayContent(Samples.Pdf))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            }

            foreach (var file in files)
            {
                (await who.StatusOf($"{Files}/{file}")).ShouldBe(404);
                (await who.Send($"{Files}/{file}/links")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            }
        }

        var request = await asker.Read($"/api/tickets/requests/{ticket}", status: 200);
        request.ShouldNotContain("notas.txt");
        request.ShouldNotContain(notes.ToString());
    }

    [Fact]
    public async Task What_is_sent_to_a_ticket_is_looked_at_and_a_closed_one_takes_none()
    {
        var desk = await host.Desk();
        var (member, _) = await desk.Member();
        var (asker, _) = await host.Agent(desk.Campaign);
        var ticket = (await desk.Ask(asker)).Id;

        await (await Sent(asker, "request", ticket, "factura.pdf", new ByteArrayContent(Samples.Exe))).ShouldBeProblem(409, "files.type-not-allowed");
        await (await Sent(asker, "request", ticket, "informe.docx", new ByteArrayContent(Samples.Bomb(300L << 20)))).ShouldBeProblem(409, "files.archive-too-large");
        byte[] large = [.. Samples.Pdf, .. new byte[26 << 20]];
        await (await Sent(member, "ticket", ticket, "grande.pdf", new ByteArrayContent(large))).ShouldBeProblem(413, "payload-too-large");
        foreach (var (name, kept) in new[] { ("../../../etc/passwd.png", "passwd.png"), (@"..\..\windows\foto.png", "foto.png"), ("/absoluto/foto.png", "foto.png"), ("con.png", "_con.png") })
        {
            using var form = new MultipartFormDataContent();
            var part = new ByteArrayContent([.. Samples.Png, (byte)name.Length]);
            part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "file", FileName = $"\"{name.Replace(@"\", @"\\")}\"" };
            form.Add(part);
            var answer = await asker.PostAsync(new Uri($"{Files}?ownerKind=request&ownerId={ticket}", UriKind.Relative), form);
            JsonNode.Parse(await answer.Content.ReadAsStringAsync()).Text("fileName").ShouldBe(kept, name);
        }

        await host.CaughtUp();
        (await Names(asker, "request", ticket)).Count.ShouldBe(4, "nothing is left of what was refused");
        (await Names(member, "ticket", ticket)).ShouldBeEmpty();

        await member.Command($"/api/tickets/{ticket}/resolve", new { solution = "Se cambió" });
        await asker.Command($"/api/tickets/requests/{ticket}/confirm");
        await (await Sent(asker, "request", ticket, "tarde.png", new ByteArrayContent(Samples.Png))).ShouldBeProblem(409, "tickets.is-closed");
        await (await Sent(member, "ticket", ticket, "tarde.png", new ByteArrayContent(Samples.Png))).ShouldBeProblem(409, "tickets.is-closed");
        (await Names(asker, "request", ticket)).Count.ShouldBe(4, "what is there can still be read");
    }

    private static Task<HttpResponseMessage> Sent(HttpClient who, string kind, Guid ticket, string name, HttpContent content) =>
        who.PostAsync(new Uri($"{Files}?ownerKind={kind}&ownerId={ticket}&name={Uri.EscapeDataString(name)}", UriKind.Relative), content);

    private static async Task<Guid> Attached(HttpClient who, string kind, Guid ticket, string name, byte[] content)
    {
        var answer = await Sent(who, kind, ticket, name, new ByteArrayContent(content));
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, text);
        return Guid.Parse(JsonNode.Parse(text).Text("id"));
    }

    private static async Task<IReadOnlyList<string>> Names(HttpClient who, string kind, Guid ticket) =>
        [.. (await who.Items($"{Files}?ownerKind={kind}&ownerId={ticket}")).Select(file => file!.Text("fileName"))];

    private static async Task<Uri> LinkTo(HttpClient who, Guid file)
    {
        var answer = await who.Send($"{Files}/{file}/links");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return new(JsonNode.Parse(await answer.Content.ReadAsStringAsync()).Text("url"), UriKind.Relative);
    }
}
