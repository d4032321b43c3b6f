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

    /// <summary>Everything a file of plans can have wrong, row by row; what is right is done, once.</summary>
    [Fact]
    public async Task A_file_of_plans_is_tried_done_and_sent_again_and_every_bad_row_says_what_is_wrong_with_it()
    {
        var campaign = await host.Campaign();
        var (supervisor, _) = await host.Agent(campaign, "supervisor");
        var today = await host.Today();
        const string Header = "CODIGO;NOMBRE_PLAN;CARACTERISTICAS;CFM;CFM_SIN_IVA;IVA;TIPO_PLAN;DIAS_REVERSION;SEGMENTO;VIGENTE_DESDE;VIGENTE_HASTA\n";
        var text = Header
            + "fil-1;Plan uno;40 GB | Llamadas;59.900,00;50.336,13;19;Portabilidad;90;premium;;\n"
            + "FIL-2;Plan dos;;;40.000,50;19;hogar;30;;;31/12/2199\n"
            + "FIL-3;=Plan tres;;59.900,00;1.000,00;19;prepos;30;;;\n"      // the charges differ
            + "FIL-4;Plan cuatro;;nan;;19;upgrade;30;;;\n"                  // no charge
            + "FIL-5;Plan cinco;;10.000,00;;ciento;upgrade;30;;;\n"         // the rate is no number
            + "FIL-6;Plan seis;;10.000,00;;19;televisión;treinta;;;\n"      // no such kind, no days
            + "FIL 7;Plan siete;;10.000,00;;19;upgrade;30;;;\n"             // the code is none
            + "FIL-8;;;10.000,00;;19;upgrade;30;;31/02/2027;\n"             // no name, no such day
            + "fil-1;Plan uno;40 GB | Llamadas;59.900,00;50.336,13;19;Portabilidad;90;premium;;\n"
            + "FIL-1;Plan uno y medio;;69.900,00;;19;Portabilidad;90;;;\n";
        var file = new { campaignId = campaign, upload = await Sent(supervisor, text, "plan-imports"), fileName = "planes.csv" };

        var tried = await Asked(supervisor, "/plan-imports/dry-run", file);
        (await PlanEvents()).ShouldBe(0, "a dry run writes nothing");
        var done = await Asked(supervisor, "/plan-imports", file);
        foreach (var answer in (JsonObject[])[tried, done])
        {
            answer["counts"]!.ToJsonString().ShouldBe("""{"rows":10,"added":2,"changed":0,"unchanged":0,"rejected":8}""");
            answer["rows"]!.AsArray().Select(row => (row!["line"]!.GetValue<int>(), row!["column"]?.GetValue<string>(), row.Text("code"))).OrderBy(row => row.Item1).ThenBy(row => row.Item2).ShouldBe(
            [
                (4, "CFM_SIN_IVA", "import.charges-differ"), (5, "CFM", "import.value-missing"), (6, "IVA", "import.amount-invalid"), (7, "DIAS_REVERSION", "import.days-invalid"),
                (7, "TIPO_PLAN", "import.kind-unknown"), (8, "CODIGO", "telecom-sales.plan-code-malformed"), (9, "NOMBRE_PLAN", "import.value-missing"), (9, "VIGENTE_DESDE", "import.date-invalid"),
                (10, "CODIGO", "import.row-repeated"), (11, "CODIGO", "import.plan-twice"),
            ]);
            answer["rows"]!.AsArray().Single(row => row!["line"]!.GetValue<int>() == 6)!.Text("value").ShouldBe("ciento");
        }

        (await PlanEvents()).ShouldBe(2, "the import writes a plan a good row");
        (await Asked(supervisor, "/plan-imports", file))["counts"]!.ToJsonString().ShouldBe("""{"rows":10,"added":0,"changed":0,"unchanged":2,"rejected":8}""");
        (await PlanEvents()).ShouldBe(2);

        // Other terms are a version from today on, and the report of plans is a file of plans.
        var dearer = await Sent(supervisor, Header + "FIL-1;Plan uno;40 GB | Llamadas;64.900,00;;19;Portabilidad;90;premium;01/01/2020;\n", "plan-imports");
        (await Asked(supervisor, "/plan-imports", new { campaignId = campaign, upload = dearer, fileName = "planes-2.csv" }))["counts"]!["changed"]!.GetValue<int>().ShouldBe(1);
        await host.CaughtUp();
        var plan = (await supervisor.Items($"{Sales}/plans?campaign={campaign}&kind=portability")).ShouldHaveSingleItem()!;
        plan["versions"]!.AsArray().Select(version => (version.Text("validFrom"), version!["terms"].Text("monthlyChargeWithVat.amount"))).ShouldBe([($"{today:O}", "59900.00"), ($"{today:O}", "64900.00")]);
        var report = await supervisor.GetByteArrayAsync($"{Sales}/exports/plans?campaign={campaign}&format=xlsx&language=es");
        (await Asked(supervisor, "/plan-imports", new { campaignId = campaign, upload = await Sent(supervisor, report, "plan-imports"), fileName = "planes.xlsx" }))["counts"]!.ToJsonString()
            .ShouldBe("""{"rows":2,"added":0,"changed":0,"unchanged":2,"rejected":0}""");

        var (agent, _) = await host.Agent(campaign);
        await (await agent.PostAsJsonAsync($"{Sales}/plan-imports", file)).ShouldBeProblem(403, "permission-lacking");
        await (await (await host.Agent(await host.Campaign(), "supervisor")).Client.PostAsJsonAsync($"{Sales}/plan-imports", file)).ShouldBeProblem(404, "not-found");
        // Who may only put plans on sale sends no file: it changes and ends those that are there, too.
        (await host.Administrator.PostAsJsonAsync("/api/identity/roles", new { role = "plan-clerk", label = "Plan clerk", permissions = new[] { new { permission = "plans:create", reach = "campaign" } } })).EnsureSuccessStatusCode();
        var (clerk, _) = await host.Agent(campaign, "plan-clerk");
        await (await clerk.PostAsJsonAsync($"{Sales}/plan-imports", file)).ShouldBeProblem(403, "permission-lacking");
        await (await supervisor.PostAsJsonAsync($"{Sales}/plan-imports", new { campaignId = campaign, upload = await Sent(supervisor, "CODIGO;NOMBRE_PLAN\nA;B\n", "plan-imports"), fileName = "x.csv" })).ShouldBeProblem(400, "import.columns-missing");

        Task<long> PlanEvents() => host.Scalar<long>($"select count(*) from mt_events where type ~ '^plan_' and data ->> 'campaignId' = '{campaign}'");
    }

    [Fact]
    public async Task The_operators_file_activates_the_sales_it_names_once_and_reports_the_others()
    {
        var (campaign, elsewhere) = (await host.Campaign(), await host.Campaign());
        var (office, _) = await host.Agent(campaign, "back-office");
        var (good, replaced, waiting, foreign) = (await Keyed(campaign), await Keyed(campaign), await Keyed(campaign, keyed: false), await Keyed(elsewhere));
        await host.Administrator.Command($"{Sales}/sales/{replaced.Id}/operator-rejection", new { reason = "wrongPin" });
        await host.Administrator.Command($"{Sales}/sales/{replaced.Id}/rekey-order", new { number = replaced.Order + "-B" });
        var (today, tomorrow) = ((await host.Today()).ToString("dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture), (await host.Today()).AddDays(1).ToString("dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture));
        var text = $"NUMERO_ORDEN;FECHA_ACTIVACION\n{good.Order.ToLowerInvariant()};{today}\n{replaced.Order};{today}\n{waiting.Order};{today}\n{foreign.Order};{today}\n{replaced.Order}-B;{tomorrow}\n??;{today}\n{good.Order};\n";
        var file = new { campaignId = campaign, upload = await Sent(office, text, "activation-imports"), fileName = "activaciones.csv" };

        (await Asked(office, "/activation-imports/dry-run", file))["counts"]!["changed"]!.GetValue<int>().ShouldBe(1);
        var done = await Asked(office, "/activation-imports", file);
        done["counts"]!.ToJsonString().ShouldBe("""{"rows":7,"added":0,"changed":1,"unchanged":0,"rejected":6}""");
        done["rows"]!.AsArray().Select(row => (row!["line"]!.GetValue<int>(), row.Text("code"))).Order().ShouldBe(
        [
            (3, "telecom-sales.order-replaced"), (4, "telecom-sales.order-unknown"), (5, "telecom-sales.order-unknown"), (6, "telecom-sales.date-not-between"), (7, "import.order-malformed"),
            (8, "import.value-missing"),
        ]);
        var late = done["rows"]!.AsArray().Single(row => row!["line"]!.GetValue<int>() == 6);
        (late.Text("column"), late.Text("value")).ShouldBe(("FECHA_ACTIVACION", $"{(await host.Today()).AddDays(1):yyyy-MM-dd}"), "the date is what is wrong");
        (await Asked(office, "/activation-imports", file))["counts"]!["unchanged"]!.GetValue<int>().ShouldBe(1);

        await host.CaughtUp();
        var sale = (await office.Read($"{Sales}/sales/{good.Id}"))["sale"]!;
        sale.Text("state").ShouldBe("activated");
        sale["timeline"]!.AsArray().Count(step => step.Text("event") == "sale_activated").ShouldBe(1);
        (await host.Administrator.Read($"{Sales}/sales/{foreign.Id}")).Text("sale.state").ShouldBe("orderEntered");
        var (agent, _) = await host.Agent(campaign);
        await (await agent.PostAsJsonAsync($"{Sales}/activation-imports", file)).ShouldBeProblem(403, "permission-lacking");

        async Task<(Guid Id, string Order)> Keyed(Guid where, bool keyed = true)
        {
            var (seller, _) = await host.Agent(where);
            var id = (await seller.Command($"{Sales}/sales", await host.Portability(where, await SalesRequests.Plan(host, where)))).Id;
            var order = $"OPER-{host.Next()}";
            foreach (var (step, body) in new (string, object?)[] { ("claim", null), ("approve", new { }), ("confirm", new { }), ("key-order", new { number = order }) }.Take(keyed ? 4 : 3))
                await host.Administrator.Command($"{Sales}/sales/{id}/{step}", body);
            return (id, order);
        }
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

    private static Task<string> Sent(HttpClient client, string text, string kind = "lead-imports") => Sent(client, Encoding.UTF8.GetBytes(text), kind);

    private static async Task<string> Sent(HttpClient client, byte[] bytes, string kind = "lead-imports")
    {
        var answer = await client.PostAsync($"{Sales}/{kind}/uploads", new ByteArrayContent(bytes) { Headers = { ContentType = new("text/csv") } });
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
