using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Crm.Api.Tests.Collections;
using Crm.Api.Tests.Kit;
using Crm.Domain.Identity;
using Crm.Testing;

namespace Crm.Api.Tests.TelecomSales;

/// <summary>A file of leads from the first byte to the search, over HTTP and by the host's own worker; and files that are none.</summary>
[Collection(OneOffice.Name)]
public sealed class LeadHttpTests(CollectionsHost host)
{
    private const string Sales = "/api/telecom-sales";

    [Fact]
    public async Task A_base_is_loaded_searched_and_asked_whether_somebody_is_in_it()
    {
        var campaign = await host.Campaign();
        var (supervisor, _) = await host.Agent(campaign, "supervisor");
        var (agent, _) = await host.Agent(campaign);
        var its = await supervisor.Command($"{Sales}/lead-bases", new { campaignId = campaign, kind = "upgrade", name = "Upgrade junio" });
        var hash = await Sent(supervisor, "ID_BASE;NRO_REGISTRO;NOMBRE_CLIENTE;TIPO_DOCUMENTO;DOCUMENTO;CELULAR_CONTACTO\nB;R-7;Ana Peña;CC;1020304050;3001234567\nB;R-8;nan;CC;1020304051;555\n");
        var file = new { baseId = its.Id, upload = hash, fileName = "upgrade.csv" };

        (await Asked(supervisor, "/lead-imports/preview", file))["rowCount"]!.GetValue<int>().ShouldBe(2);
        (await Asked(supervisor, "/lead-imports/dry-run", file))["counts"]!["added"]!.GetValue<int>().ShouldBe(1);
        var started = await Asked(supervisor, "/lead-imports", file);
        await Eventually.True(async () =>
            (await supervisor.Read($"{Sales}/lead-imports/{started.Text("id")}", started["position"]!.GetValue<long>()))["import"].Text("status") == "completed", "the import is complete");
        await host.CaughtUp();

        (await supervisor.Items($"{Sales}/lead-imports/{started.Text("id")}/problems")).Select(problem => problem.Text("code")).ShouldBe(["import.value-placeholder", "import.phone-invalid"]);
        (await Asked(supervisor, "/lead-imports", file))["alreadyImported"]!.GetValue<bool>().ShouldBeTrue();
        (await supervisor.Read($"{Sales}/lead-bases/{its.Id}"))["leads"]!.GetValue<int>().ShouldBe(1);

        foreach (var q in (string[])["R-7", "1.020.304.050", "3001234567", "peña ana"])
            (await supervisor.Items($"{Sales}/leads?q={Uri.EscapeDataString(q)}&campaign={campaign}")).ShouldHaveSingleItem().Text("name").ShouldBe("Ana Peña", q);
        // An agent finds him, and does not see who he is beyond what he asked for.
        var found = (await agent.Items($"{Sales}/leads?q=R-7")).ShouldHaveSingleItem();
        (found.Text("name"), found.Text("document").Contains("1020304050", StringComparison.Ordinal)).ShouldBe(("A. P.", false));
        (await agent.Read($"{Sales}/leads/match?campaign={campaign}&kind=planUpgrade&registration=r-7"))["inBase"]!.GetValue<bool>().ShouldBeTrue();
        (await agent.Read($"{Sales}/leads/match?campaign={campaign}&kind=planUpgrade&document=999"))["inBase"]!.GetValue<bool>().ShouldBeFalse();

        var (stranger, _) = await host.Agent(await host.Campaign(), "supervisor");
        (await stranger.Items($"{Sales}/leads?q=R-7")).ShouldBeEmpty();
        await (await stranger.GetAsync($"{Sales}/lead-bases/{its.Id}")).ShouldBeProblem(404, "not-found");
        await (await stranger.GetAsync($"{Sales}/lead-imports/{started.Text("id")}/problems")).ShouldBeProblem(404, "not-found");
        await (await stranger.PostAsJsonAsync($"{Sales}/lead-imports", file)).ShouldBeProblem(404, "not-found");
        await (await agent.PostAsJsonAsync($"{Sales}/lead-imports", file)).ShouldBeProblem(403, "permission-lacking");
        await (await agent.PostAsJsonAsync($"{Sales}/lead-bases/{its.Id}/close", new { reason = "x" })).ShouldBeProblem(403, "permission-lacking");
    }

    /// <summary>What people send by mistake or on purpose: refused as a whole before anything is started, with what is wrong.</summary>
    [Fact]
    public async Task Files_that_are_no_table_are_refused_before_anything_is_started()
    {
        var campaign = await host.Campaign();
        var its = await host.Administrator.Command($"{Sales}/lead-bases", new { campaignId = campaign, kind = "prepaid", name = "Prepago" });
        Dictionary<string, byte[]> files = new()
        {
            ["a PDF"] = Encoding.Latin1.GetBytes("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"),
            ["a program"] = [0x4D, 0x5A, 0x90, 0x00, 0x03, 0x00, 0x00, 0x00],
            ["a zip of something"] = Zip(("readme.txt", "TELEFONO\n3001234567\n")),
            ["an encrypted or old workbook"] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[600]],
            ["a workbook that is cut off"] = Zip(("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<workbook/>"))[..40],
            ["other columns"] = Encoding.UTF8.GetBytes("nombre,correo\nAna,ana@example.com\n"),
        };
        foreach (var (what, bytes) in files)
        {
            var hash = await Sent(host.Administrator, bytes);
            foreach (var verb in (string[])["/preview", "/dry-run", ""])
            {
                var answer = await host.Administrator.PostAsJsonAsync($"{Sales}/lead-imports{verb}", new { baseId = its.Id, upload = hash, fileName = "base.csv" });
                answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, $"{what}{verb}: {await answer.Content.ReadAsStringAsync()}");
            }
        }

        (await host.Administrator.Items($"{Sales}/lead-imports?campaign={campaign}")).ShouldBeEmpty();

        // What is wrong further down is found when the whole file is read: the import fails with the line, and the base is free for the next file.
        var broken = new { baseId = its.Id, upload = await Sent(host.Administrator, "TELEFONO\n3001234567\n\"3001234568\n3001234569\n"), fileName = "base.csv" };
        (await host.Administrator.PostAsJsonAsync($"{Sales}/lead-imports/dry-run", broken)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var started = await Asked(host.Administrator, "/lead-imports", broken);
        JsonNode? failed = null;
        await Eventually.True(async () =>
            (failed = (await host.Administrator.Read($"{Sales}/lead-imports/{started.Text("id")}", started["position"]!.GetValue<long>()))["import"]).Text("status") == "failed", "the import has failed");
        failed!["failure"]!["line"]!.GetValue<int>().ShouldBe(3);
        await host.CaughtUp();
        var after = await host.Administrator.Read($"{Sales}/lead-bases/{its.Id}");
        (after["base"]!["loading"], after["leads"]!.GetValue<int>()).ShouldBe((null, 0), "nothing is written of a file that cannot be read to its end");
        await (await (await host.SignedIn(Roles.Agent)).PostAsync($"{Sales}/lead-imports/uploads", new ByteArrayContent([1]))).ShouldBeProblem(403, "permission-lacking");
    }

    private static byte[] Zip(params (string Name, string Text)[] entries)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return stream.ToArray();
    }

    private static Task<string> Sent(HttpClient client, string text) => Sent(client, Encoding.UTF8.GetBytes(text));

    private static async Task<string> Sent(HttpClient client, byte[] bytes)
    {
        var answer = await client.PostAsync($"{Sales}/lead-imports/uploads", new ByteArrayContent(bytes) { Headers = { ContentType = new("text/csv") } });
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!["hash"]!.GetValue<string>();
    }

    private static async Task<JsonObject> Asked(HttpClient client, string path, object file)
    {
        var answer = await client.PostAsJsonAsync(Sales + path, file);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!.AsObject();
    }
}
