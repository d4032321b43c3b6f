using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Crm.Api.Files;
using Crm.Api.Files.Attachments;
using Crm.Api.Files.Stores;
using Crm.Api.Http;
using Crm.Api.Tests.Collections;
using Crm.Api.Tests.Files.Content;
using Crm.Api.Tests.Kit;
using Crm.Api.Tests.TelecomSales;
using Crm.Domain.Files.Attachments;
using Crm.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Files.Attachments;

/// <summary>A file from its sending to its end, through HTTP, on the whole host.</summary>
[Collection(OneOffice.Name)]
public sealed class AttachmentTests(CollectionsHost host)
{
    private string Contents => Path.Combine(host.Factory.FilesFolder, "contents");

    [Fact]
    public async Task A_file_is_attached_listed_and_handed_out_by_a_link_and_the_reads_are_on_record()
    {
        var debtor = await host.Debtor(await host.Campaign());
        var sent = await Attached(debtor, "Cédula de María.PDF", Samples.Pdf);
        (sent.Text("fileName"), sent.Text("mediaType"), sent.Text("sha256")).ShouldBe(("Cédula de María.pdf", "application/pdf", Hash(Samples.Pdf)));

        var listed = (await host.Administrator.Items($"/api/files/attachments?ownerKind=debtor&ownerId={debtor}", Position(sent))).Single()!;
        (listed.Text("fileName"), listed.Text("bytes"), listed.Text("servable"), listed.Text("scanned")).ShouldBe(("Cédula de María.pdf", $"{Samples.Pdf.Length}", "true", "false"));

        using var answer = await host.Anonymous().GetAsync(new Uri(await Link(sent.Text("id")), UriKind.Relative));
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe(Samples.Pdf);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        (answer.Content.Headers.ContentDisposition!.DispositionType, answer.Content.Headers.ContentDisposition.FileNameStar).ShouldBe(("attachment", "Cédula de María.pdf"));
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("sandbox");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await host.Scalar<long>($"select count(*) from crm_access_log where kind = 'attachment' and subject = '{debtor}' and asked->>'attachment' = '{sent.Text("id")}' and actor_id is not null")).ShouldBe(1);

        // What lies in the store is not the content, and not readable without the person's key.
        var stored = await File.ReadAllBytesAsync(Directory.EnumerateFiles(Contents, await Blob(sent.Text("id")), SearchOption.AllDirectories).Single());
        Convert.ToHexStringLower(SHA256.HashData(stored)).ShouldBe(await Blob(sent.Text("id")));
        stored.AsSpan().IndexOf("Catalog"u8).ShouldBe(-1);
        (await host.Scalar<string>($"select data::text from mt_events where type = 'file_attached' and stream_id = '{sent.Text("id")}'")).ShouldNotContain("María");
    }

    [Fact]
    public async Task A_part_of_a_content_is_handed_out_without_the_rest()
    {
        byte[] content = [.. Samples.Pdf, .. RandomNumberGenerator.GetBytes(300_000)];
        var sent = await Attached(await host.Debtor(await host.Campaign()), "largo.pdf", content);
        using var request = new HttpRequestMessage(HttpMethod.Get, await Link(sent.Text("id")));
        request.Headers.Range = new RangeHeaderValue(200_000, 200_999);
        using var answer = await host.Anonymous().SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe(content[200_000..201_000]);
    }

    [Fact]
    public async Task A_link_serves_for_a_short_time_and_cannot_be_altered()
    {
        var sent = await Attached(await host.Debtor(await host.Campaign()), "a.pdf", Samples.Pdf);
        var link = await Link(sent.Text("id"));
        (await host.Anonymous().StatusOf(link)).ShouldBe(200);
        (await host.Anonymous().StatusOf(link[..^2] + (link[^2] == 'A' ? "B" : "A") + link[^1])).ShouldBe(404);
        (await host.Anonymous().StatusOf("/api/files/content/x")).ShouldBe(404);

        var links = host.Services.GetRequiredService<AttachmentLinks>();
        var (later, _) = new AttachmentLinks(host.Services.GetRequiredService<Microsoft.AspNetCore.DataProtection.IDataProtectionProvider>(), new() { LinkSeconds = 0 }, host.Factory.Clock)
            .Make(new(Guid.Parse(sent.Text("id"))), new(Guid.CreateVersion7()));
        links.Read(later).ShouldBeNull("it was over when it was made");
        links.Read(link[(link.LastIndexOf('/') + 1)..])!.Value.Attachment.Value.ShouldBe(Guid.Parse(sent.Text("id")));
    }

    [Fact]
    public async Task More_than_25_MB_is_refused_and_nothing_is_left_whether_the_length_is_said_or_not()
    {
        var debtor = await host.Debtor(await host.Campaign());
        byte[] large = [.. Samples.Pdf, .. new byte[26 << 20]];

        await (await Send(debtor, "grande.pdf", new ByteArrayContent(large))).ShouldBeProblem(413, "payload-too-large");
        await (await Send(debtor, "grande.pdf", new Unmeasured(large))).ShouldBeProblem(413, "payload-too-large");
        await (await Send(debtor, "justo.pdf", new Unmeasured(large[..((25 << 20) + 1)]))).ShouldBeProblem(413, "payload-too-large");

        Spooled().ShouldBeEmpty();
        (await host.Administrator.Items($"/api/files/attachments?ownerKind=debtor&ownerId={debtor}")).ShouldBeEmpty();
        var just = await Attached(debtor, "justo.pdf", large[..(25 << 20)]);
        just.Text("bytes").ShouldBe($"{25 << 20}");
        Spooled().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_not_what_its_name_says_is_refused_in_the_caller_s_language_and_leaves_nothing()
    {
        var debtor = await host.Debtor(await host.Campaign());
        await (await Send(debtor, "factura.pdf", new ByteArrayContent(Samples.Exe))).ShouldBeProblem(409, "files.type-not-allowed");
        await (await Send(debtor, "bomba.docx", new ByteArrayContent(Samples.Bomb(300L << 20)))).ShouldBeProblem(409, "files.archive-too-large");
        await (await Send(debtor, "nada.txt", new ByteArrayContent([]))).ShouldBeProblem(409, "files.empty");

        using var spanish = host.Anonymous();
        spanish.DefaultRequestHeaders.AcceptLanguage.ParseAdd("es");
        spanish.DefaultRequestHeaders.Authorization = host.Administrator.DefaultRequestHeaders.Authorization;
        async Task<string> Said(string name, byte[] content, string code) =>
            (await (await spanish.PostAsync(new Uri(AddressFor(debtor, name), UriKind.Relative), new ByteArrayContent(content))).ShouldBeProblem(409, code))["detail"]!.ToString();
        (await Said("factura.exe", Samples.Pdf, "files.type-mismatch")).ShouldBe("El nombre termina en .exe, pero por su contenido el archivo es application/pdf.");
        (await Said("factura.pdf", Samples.Exe, "files.type-not-allowed")).ShouldStartWith("Por su contenido el archivo es un programa, que no se recibe.");

        Spooled().ShouldBeEmpty();
        (await host.Administrator.Items($"/api/files/attachments?ownerKind=debtor&ownerId={debtor}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_form_s_file_is_taken_with_its_name_made_harmless()
    {
        var debtor = await host.Debtor(await host.Campaign());
        using var form = new MultipartFormDataContent { { new StringContent("x"), "remark" }, { new ByteArrayContent(Samples.Png), "file", "../../etc/cron.d/foto.exe.png" } };
        using var answer = await host.Administrator.PostAsync(new Uri($"/api/files/attachments?ownerKind=debtor&ownerId={debtor}", UriKind.Relative), form);

        JsonNode.Parse(await answer.Content.ReadAsStringAsync()).Text("fileName").ShouldBe("foto_exe.png");
        Directory.EnumerateFiles(host.Factory.FilesFolder, "*foto*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")] // what curl says of any body
    [InlineData("application/pdf")]
    [InlineData("image/png; nonsense=1")]
    public async Task A_body_is_taken_whatever_it_says_it_is(string type)
    {
        var content = new ByteArrayContent(Samples.Pdf);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        (await Sent(await Send(await host.Debtor(await host.Campaign()), "carta.pdf", content))).Text("mediaType").ShouldBe("application/pdf");
    }

    [Fact]
    public async Task The_same_content_is_kept_once_per_person_and_goes_with_the_last_that_refers_to_it()
    {
        var (one, other) = (await host.Debtor(await host.Campaign()), await host.Debtor(await host.Campaign()));
        var (first, second, elsewhere) = (await Attached(one, "a.png", Samples.Png), await Attached(one, "b.png", Samples.Png), await Attached(other, "a.png", Samples.Png));
        (await Blob(first.Text("id"))).ShouldBe(await Blob(second.Text("id")));
        (await Blob(elsewhere.Text("id"))).ShouldNotBe(await Blob(first.Text("id")));

        var id = Guid.CreateVersion7();
        (await Sent(await host.Administrator.PostAsync(new Uri(AddressFor(one, "c.png") + $"&id={id}", UriKind.Relative), new ByteArrayContent(Samples.Png)))).Text("version").ShouldBe("1");
        (await Sent(await host.Administrator.PostAsync(new Uri(AddressFor(one, "c.png") + $"&id={id}", UriKind.Relative), new ByteArrayContent(Samples.Png)))).Text("version").ShouldBe("1");

        var (sweep, blob) = (host.Services.GetRequiredService<Sweep>(), BlobName.Of(await Blob(first.Text("id"))));
        foreach (var attachment in (string[])[first.Text("id"), id.ToString()])
        {
            await host.Administrator.Command($"/api/files/attachments/{attachment}/remove", new { reason = "Mistake" });
            (await sweep.TakeUnreferred(blob, default)).ShouldBeFalse();
        }

        (await host.Administrator.StatusOf($"/api/files/attachments/{first.Text("id")}")).ShouldBe(404);
        await host.Administrator.Command($"/api/files/attachments/{second.Text("id")}/remove", new { reason = "Mistake" });
        (await sweep.TakeUnreferred(blob, default)).ShouldBeTrue();
        (await host.Services.GetRequiredService<IFileStore>().Find(blob, default)).ShouldBeNull();
    }

    [Fact]
    public async Task An_infected_file_is_quarantined_and_served_to_nobody()
    {
        var debtor = await host.Debtor(await host.Campaign());
        var id = Guid.CreateVersion7();
        using var uploads = With(scanner: new Finds("Eicar"));
        var taken = await uploads.Take(new(id), new(AttachmentOwnerKind.Debtor, debtor), About(debtor), "a.pdf", new MemoryStream(Samples.Pdf), new("Test"), default);

        taken!.Outcome.ShouldBeOfType<CommandOutcome.Refused>().Refusal.Code.ShouldBe("files.infected");
        await host.CaughtUp();
        var listed = (await host.Administrator.Items($"/api/files/attachments?ownerKind=debtor&ownerId={debtor}")).Single()!;
        (listed.Text("status"), listed.Text("finding"), listed.Text("servable")).ShouldBe(("quarantined", "Eicar", "false"));
        await (await host.Administrator.Send($"/api/files/attachments/{id}/links")).ShouldBeProblem(409, "files.attachment-quarantined");
        var (token, _) = host.Services.GetRequiredService<AttachmentLinks>().Make(new(id), new(Guid.CreateVersion7()));
        await (await host.Anonymous().GetAsync(new Uri($"/api/files/content/{token}", UriKind.Relative))).ShouldBeProblem(409, "files.attachment-quarantined");

        using var unsure = With(scanner: new Finds(null));
        await Should.ThrowAsync<ScanFailedException>(() => unsure.Take(new(Guid.CreateVersion7()), new(AttachmentOwnerKind.Debtor, debtor), About(debtor), "a.pdf", new MemoryStream(Samples.Pdf), new("Test"), default));
        Spooled().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_attachment_is_never_written_down_before_its_content_is_stored()
    {
        var debtor = await host.Debtor(await host.Campaign());
        var id = Guid.CreateVersion7();
        var store = new Watched(host.Services.GetRequiredService<IFileStore>()) { WhenPut = async () => (await Events(id)).ShouldBe(0) };
        using (var uploads = With(store)) await uploads.Take(new(id), new(AttachmentOwnerKind.Debtor, debtor), About(debtor), "a.pdf", new MemoryStream([.. Samples.Pdf, 1]), new("Test"), default);
        store.Puts.ShouldBe(1);
        (await Events(id)).ShouldBe(1);

        // The host dies while it stores: nothing was written down.
        var lost = Guid.CreateVersion7();
        using var dying = With(new Watched(host.Services.GetRequiredService<IFileStore>()) { WhenPut = () => throw new IOException("The disk is full.") });
        await Should.ThrowAsync<IOException>(() => dying.Take(new(lost), new(AttachmentOwnerKind.Debtor, debtor), About(debtor), "a.pdf", new MemoryStream([.. Samples.Pdf, 2]), new("Test"), default));
        (await Events(lost)).ShouldBe(0);
        Spooled().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_host_stored_before_it_died_is_swept_after_a_day_and_what_is_referred_to_stays()
    {
        var debtor = await host.Debtor(await host.Campaign());
        var kept = await Attached(debtor, "kept.pdf", [.. Samples.Pdf, 9]);
        var inner = host.Services.GetRequiredService<IFileStore>();

        // It died between storing and writing down: the version it saw is no more, so nothing is appended.
        BlobName? orphan = null;
        using (var dying = With(new Watched(inner) { Named = name => orphan = name }))
        {
            var taken = await dying.Take(new(Guid.CreateVersion7()), new(AttachmentOwnerKind.Debtor, debtor), About(debtor), "a.pdf", new MemoryStream([.. Samples.Pdf, 3]), new("Test", ExpectedVersion: 99), default);
            taken!.Outcome.ShouldBeOfType<CommandOutcome.Stale>();
        }

        (await inner.Find(orphan!.Value, default)).ShouldNotBeNull();
        await Sweeper(inner, hours: 24).Run(dryRun: false, default);
        (await inner.Find(orphan.Value, default)).ShouldNotBeNull("it is too young");

        // While somebody stores the same content again, it is not taken away under his hands.
        await using (await host.Services.GetRequiredService<BlobLocks>().Keep(orphan.Value, default))
        {
            await Sweeper(inner, hours: -1).Run(dryRun: false, default);
            (await inner.Find(orphan.Value, default)).ShouldNotBeNull("somebody is about to refer to it");
        }

        (await Sweeper(inner, hours: -1).Run(dryRun: true, default)).Taken.ShouldBeGreaterThan(0);
        (await inner.Find(orphan.Value, default)).ShouldNotBeNull("it was only asked for");
        await Sweeper(inner, hours: -1).Run(dryRun: false, default);
        (await inner.Find(orphan.Value, default)).ShouldBeNull();
        (await inner.Find(BlobName.Of(await Blob(kept.Text("id"))), default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Erasing_a_person_takes_his_files_with_him()
    {
        var debtor = await host.Debtor(await host.Campaign());
        var sent = await Attached(debtor, "cedula.pdf", [.. Samples.Pdf, 7]);
        var (blob, store) = (BlobName.Of(await Blob(sent.Text("id"))), host.Services.GetRequiredService<IFileStore>());
        await using var copy = await store.Open(blob, 0, default);
        using var backup = new MemoryStream();
        await copy!.CopyToAsync(backup);
        (await host.Administrator.Read($"/api/privacy/subjects/{debtor}/export")).ToJsonString().ShouldContain("cedula.pdf");

        await host.Administrator.Command($"/api/privacy/subjects/{debtor}/erase", new { reason = "Asked for it" });

        await Eventually.True(async () => (await host.Administrator.Read($"/api/files/attachments/{sent.Text("id")}")).Text("fileName") == "[erased]", "its name is gone");
        (await store.Find(blob, default)).ShouldBeNull();
        await (await host.Administrator.Send($"/api/files/attachments/{sent.Text("id")}/links")).ShouldBeProblem(409, "files.content-erased");
        await (await Send(debtor, "otra.pdf", new ByteArrayContent(Samples.Pdf))).ShouldBeProblem(409, "files.subject-erased");

        // Also what was copied elsewhere before is unreadable for ever.
        await store.Put(blob, backup, default);
        (await host.Services.GetRequiredService<Crm.EventStore.Serialization.Personal.PersonalContent>()
            .Open(debtor, backup.Length, async (from, ct) => (await store.Open(blob, from, ct))!, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Verifying_names_what_is_missing_and_what_was_altered()
    {
        var debtor = await host.Debtor(await host.Campaign());
        var (missing, altered, whole) = (await Attached(debtor, "a.pdf", [.. Samples.Pdf, 11]), await Attached(debtor, "b.pdf", [.. Samples.Pdf, 12]), await Attached(debtor, "c.pdf", [.. Samples.Pdf, 13]));
        await host.CaughtUp();
        File.Delete(await FileOf(missing));
        var path = await FileOf(altered);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);

        var found = await host.Services.GetRequiredService<Inspection>().Run(null, default);

        var faults = found.Faults.ToDictionary(fault => fault.AttachmentId.ToString(), fault => fault.Fault);
        faults[missing.Text("id")].ShouldBe("missing");
        faults[altered.Text("id")].ShouldContain("altered");
        faults.ShouldNotContainKey(whole.Text("id"));
        await (await host.Anonymous().GetAsync(new Uri(await Link(missing.Text("id")), UriKind.Relative))).ShouldBeProblem(503, "content-missing");
    }

    [Fact]
    public async Task Who_does_not_reach_the_debtor_reaches_none_of_his_files()
    {
        var (mine, theirs) = (await host.Campaign(), await host.Campaign());
        var sent = await Attached(await host.Debtor(theirs), "a.pdf", Samples.Pdf);
        await host.CaughtUp();
        var debtor = (await host.Administrator.Read($"/api/files/attachments/{sent.Text("id")}")).Text("ownerId");
        var stranger = await host.SignedIn("supervisor", mine);

        (await stranger.StatusOf($"/api/files/attachments?ownerKind=debtor&ownerId={debtor}")).ShouldBe(404);
        (await stranger.StatusOf($"/api/files/attachments/{sent.Text("id")}")).ShouldBe(404);
        ((int)(await stranger.Send($"/api/files/attachments/{sent.Text("id")}/links")).StatusCode).ShouldBe(404);
        ((int)(await stranger.Send($"/api/files/attachments/{sent.Text("id")}/remove", new { reason = "Mine" })).StatusCode).ShouldBe(404);
        (await stranger.PostAsync(new Uri($"/api/files/attachments?ownerKind=debtor&ownerId={debtor}&name=a.pdf", UriKind.Relative), new ByteArrayContent(Samples.Pdf))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await host.Administrator.StatusOf($"/api/files/attachments?ownerKind=debtor&ownerId={Guid.CreateVersion7()}")).ShouldBe(404);
    }

    [Fact]
    public async Task A_file_of_a_sale_is_for_who_reaches_the_sale_and_under_its_customer_s_key()
    {
        var (mine, theirs) = (await host.Campaign(), await host.Campaign());
        var (agent, _) = await host.Agent(theirs);
        var sale = (await agent.Command("/api/telecom-sales/sales", await host.Portability(theirs, await host.Plan(theirs)))).Id;
        string Address(Guid id) => $"/api/files/attachments?ownerKind=sale&ownerId={id}&name=form.pdf";
        var sent = await Sent(await agent.PostAsync(new Uri(Address(sale), UriKind.Relative), new ByteArrayContent(Samples.Pdf)));
        await host.CaughtUp();

        (await host.Scalar<string>($"select data ->> 'subjectId' from mt_events where stream_id = '{sent.Text("id")}' and type = 'file_attached'"))
            .ShouldBe(await host.Scalar<string>($"select data ->> 'customerId' from mt_events where stream_id = '{sale}' and type = 'sale_submitted'"));
        (await host.Administrator.Read($"/api/files/attachments/{sent.Text("id")}")).Text("ownerId").ShouldBe(sale.ToString());
        var stranger = await host.SignedIn("supervisor", mine);
        (await stranger.StatusOf($"/api/files/attachments/{sent.Text("id")}")).ShouldBe(404);
        (await stranger.PostAsync(new Uri(Address(sale), UriKind.Relative), new ByteArrayContent(Samples.Pdf))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await agent.PostAsync(new Uri(Address(Guid.CreateVersion7()), UriKind.Relative), new ByteArrayContent(Samples.Pdf))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static string AddressFor(Guid debtor, string name) => $"/api/files/attachments?ownerKind=debtor&ownerId={debtor}&name={Uri.EscapeDataString(name)}";

    private Task<HttpResponseMessage> Send(Guid debtor, string name, HttpContent content) => host.Administrator.PostAsync(new Uri(AddressFor(debtor, name), UriKind.Relative), content);

    private async Task<JsonNode> Attached(Guid debtor, string name, byte[] content) => await Sent(await Send(debtor, name, new ByteArrayContent(content)));

    private static async Task<JsonNode> Sent(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!;
    }

    private async Task<string> Link(string id)
    {
        await host.CaughtUp();
        var answer = await host.Administrator.Send($"/api/files/attachments/{id}/links");
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!["url"]!.ToString();
    }

    private Uploads With(IFileStore? store = null, IFileScanner? scanner = null)
    {
        T Get<T>() where T : notnull => host.Services.GetRequiredService<T>();
        return new(Get<FilesOptions>(), Get<FileSpool>(), Get<Crm.Api.Files.Content.FileTypes>(), scanner ?? new NoScanner(), Get<Crm.EventStore.Serialization.Personal.PersonalContent>(),
            store ?? Get<IFileStore>(), Get<BlobLocks>(), Get<CommandRunner>(), Get<Crm.Api.Hosting.BusinessClock>(), host.Factory.Clock);
    }

    private Sweep Sweeper(IFileStore store, int hours) => new(
        new() { OrphanHours = hours }, store, host.Services.GetRequiredService<FileSpool>(), host.Services.GetRequiredService<BlobLocks>(),
        host.Services.GetRequiredService<Crm.Api.Queries.ViewReader>(), host.Services.GetRequiredService<Crm.EventStore.Streams.EventLog>(), host.Services, host.Factory.Clock);

    private static OwnerFacts About(Guid debtor) => new(debtor, new(debtor), null, null, "America/Bogota");

    private IEnumerable<string> Spooled() => Directory.EnumerateFiles(Path.Combine(host.Factory.FilesFolder, "spool"));

    private Task<string> Blob(string id) => host.Scalar<string>($"select data->>'blob' from mt_events where stream_id = '{id}' and type = 'file_attached'");

    private async Task<string> FileOf(JsonNode sent) => Directory.EnumerateFiles(Contents, await Blob(sent.Text("id")), SearchOption.AllDirectories).Single();

    private Task<long> Events(Guid id) => host.Scalar<long>($"select count(*) from mt_events where stream_id = '{id}'");

    private static long Position(JsonNode sent) => sent["position"]!.GetValue<long>();

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>A body that does not say how long it is.</summary>
    private sealed class Unmeasured(byte[] content) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(content, 0, content.Length);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class Finds(string? finding) : IFileScanner
    {
        public Task<ScanResult> Scan(string path, CancellationToken ct) =>
            finding is null ? throw new ScanFailedException("Away.") : Task.FromResult(new ScanResult(true, finding));
    }

    /// <summary>A store that is watched while something is put into it.</summary>
    private sealed class Watched(IFileStore inner) : IFileStore
    {
        public Func<Task>? WhenPut { get; init; }
        public Action<BlobName>? Named { get; init; }
        public int Puts { get; private set; }
        public string Place => inner.Place;

        public async Task Put(BlobName name, Stream content, CancellationToken ct)
        {
            if (WhenPut is not null) await WhenPut();
            Named?.Invoke(name);
            Puts++;
            await inner.Put(name, content, ct);
        }

        public Task<StoredBlob?> Find(BlobName name, CancellationToken ct) => inner.Find(name, ct);
        public Task<Stream?> Open(BlobName name, long from, CancellationToken ct) => inner.Open(name, from, ct);
        public Task Delete(BlobName name, CancellationToken ct) => inner.Delete(name, ct);
        public IAsyncEnumerable<StoredBlob> List(CancellationToken ct) => inner.List(ct);
        public Task ForgetUnfinished(DateTimeOffset before, CancellationToken ct) => inner.ForgetUnfinished(before, ct);
    }
}
