using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Crm.Api.Collections.Import;
using Crm.Api.Files;
using Crm.Api.Tests.Kit;
using Crm.Domain.Identity;
using Crm.Testing;
using static Crm.Api.Tests.Collections.Import.PortfolioFiles;

namespace Crm.Api.Tests.Collections.Import;

/// <summary>A portfolio file from the first byte that is sent to the last problem that is listed, over HTTP and by the host's own worker.</summary>
[Collection(OneOffice.Name)]
public sealed class ImportHttpTests(CollectionsHost host)
{
    private const string Imports = "/api/collections/imports";

    [Theory]
    [InlineData("csv")]
    [InlineData("form")]
    [InlineData("xlsx")]
    public async Task A_file_is_sent_looked_at_tried_imported_and_repeating_it_changes_nothing(string kind)
    {
        var (campaign, portfolio) = await Place();
        var document = (80_000_000 + host.Next() * 100).ToString(System.Globalization.CultureInfo.InvariantCulture);
        (string, string)[][] rows =
        [
            [("REFERENCIA", $"H-{document}-1"), ("DOCUMENTO", document)],
            [("REFERENCIA", $"H-{document}-2"), ("DOCUMENTO", document + "1"), ("PRINCIPAL", "-5")],
            [("REFERENCIA", $"H-{document}-3"), ("DOCUMENTO", document + "2"), ("EMAIL", "not an address")],
        ];
        var hash = await Sent(kind == "xlsx" ? await Workbook(rows) : Content(Text(rows), kind == "form"));
        var file = new { campaignId = campaign, portfolioId = portfolio, upload = hash, fileName = "cartera." + kind, cutOffDate = "2026-06-30" };

        var preview = await Asked("preview", file);
        preview["rowCount"]!.GetValue<int>().ShouldBe(3);
        preview["isOfficialTemplate"]!.GetValue<bool>().ShouldBeTrue();
        preview["problems"]!.AsArray().Select(problem => problem!["code"]!.GetValue<string>()).ShouldContain("import.amount-negative");
        (await Previews(hash)).ShouldBe(1, "who was shown the file's first rows is on record");

        var before = await Events();
        var tried = await Asked("dry-run", file);
        Counts(tried["counts"]!).ShouldBe((3, 2, 1));
        (await Events()).ShouldBe(before, "nothing is written by a try");
        (await Previews(hash)).ShouldBe(2);

        var started = await Started(file);
        started["alreadyImported"]!.GetValue<bool>().ShouldBeFalse();
        var import = await Ended(started);
        Counts(import["import"]!["counts"]!).ShouldBe((3, 2, 1));

        var problems = await host.Administrator.Items($"{Imports}/{started.Text("id")}/problems");
        problems.ShouldContain(problem => problem!.Text("code") == "import.amount-negative" && problem!["rejects"]!.GetValue<bool>() && problem!["line"]!.GetValue<int>() == 3);
        problems.ShouldContain(problem => problem!.Text("field") == "email" && !problem!["rejects"]!.GetValue<bool>() && problem!["line"]!.GetValue<int>() == 4);
        var report = await host.Administrator.GetStringAsync($"{Imports}/{started.Text("id")}/problems/export?format=csv");
        report.ShouldContain("import.amount-negative");

        // Whether the file is sent once more or named by its hash: it is the same import, and nothing happens again.
        var placed = await Events();
        (await Started(file))["alreadyImported"]!.GetValue<bool>().ShouldBeTrue();
        if (kind == "csv")
        {
            await Sent(Content(Text(rows), form: false));
            (await Started(file))["alreadyImported"]!.GetValue<bool>().ShouldBeTrue();
        }

        (await Events()).ShouldBe(placed);
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_refused_and_not_kept()
    {
        var answer = await host.Administrator.PostAsync(Imports + "/uploads", Content(new string('x', HostFactory.MaxUploadBytes + 1), form: false));

        await answer.ShouldBeProblem(400, "file.too-large");
    }

    [Fact]
    public async Task An_empty_file_and_a_form_without_one_are_refused()
    {
        await (await host.Administrator.PostAsync(Imports + "/uploads", Content("", form: false))).ShouldBeProblem(400, "file.empty");
        await (await host.Administrator.PostAsync(Imports + "/uploads", new MultipartFormDataContent { { new StringContent("text"), "note" } })).ShouldBeProblem(400, "invalid");
    }

    [Theory]
    [InlineData("klingon", "encoding")]
    [InlineData("utf-8", "encoding")]
    public async Task A_wrong_encoding_is_named(string encoding, string what)
    {
        var (campaign, portfolio) = await Place();
        // Bytes that no UTF-8 text has.
        var bytes = Encoding.Latin1.GetBytes(Text([("REFERENCIA", "E-1")]));
        var hash = await Sent(new ByteArrayContent(bytes));

        var answer = await host.Administrator.PostAsJsonAsync(Imports + "/preview", new
        {
            campaignId = campaign,
            portfolioId = portfolio,
            upload = hash,
            fileName = "latin.csv",
            cutOffDate = "2026-06-30",
            encoding,
        });

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(what);
    }

    [Fact]
    public async Task A_mapping_to_columns_or_fields_that_do_not_exist_is_refused_before_anything_is_started()
    {
        var (campaign, portfolio) = await Place();
        var hash = await Sent(Content(With(["REF", "CEDULA", "NOMBRE", "SALDO"], [("REF", "M-1"), ("CEDULA", "1020304050"), ("NOMBRE", "Ana"), ("SALDO", "1000")]), form: false));
        object File(object? mapping) => new { campaignId = campaign, portfolioId = portfolio, upload = hash, fileName = "otra.csv", cutOffDate = "2026-06-30", mapping };

        foreach (var mapping in new object?[] { null, new { documentNumber = "NOWHERE" }, new { noSuchField = "CEDULA" } })
        {
            foreach (var verb in new[] { "/preview", "/dry-run", "" })
            {
                var answer = await host.Administrator.PostAsJsonAsync(Imports + verb, File(mapping));
                answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, $"{verb}: {await answer.Content.ReadAsStringAsync()}");
                answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            }
        }

        (await host.Administrator.Items($"{Imports}?campaign={campaign}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_nobody_sent_and_an_import_out_of_reach_are_not_found()
    {
        var (campaign, portfolio) = await Place();
        await (await host.Administrator.PostAsJsonAsync(Imports, new { campaignId = campaign, portfolioId = portfolio, upload = new string('0', 64), fileName = "x.csv", cutOffDate = "2026-06-30" }))
            .ShouldBeProblem(404, "not-found");
        await (await host.Administrator.GetAsync($"{Imports}/{Guid.CreateVersion7()}/problems")).ShouldBeProblem(404, "not-found");

        var started = await Started(new { campaignId = campaign, portfolioId = portfolio, upload = await Sent(Content(Text([("REFERENCIA", $"O-{campaign}")]), form: false)), fileName = "x.csv", cutOffDate = "2026-06-30" });
        var elsewhere = await host.SignedIn(Roles.Supervisor, await host.Campaign());
        var mine = await host.SignedIn(Roles.Supervisor, campaign);
        foreach (var read in new[] { "", "/problems", "/problems/export?format=csv", "/missing-accounts" })
        {
            await (await elsewhere.GetAsync($"{Imports}/{started.Text("id")}{read}")).ShouldBeProblem(404, "not-found");
            (await mine.GetAsync($"{Imports}/{started.Text("id")}{read}")).StatusCode.ShouldBe(HttpStatusCode.OK, read);
        }

        await (await elsewhere.PostAsJsonAsync($"{Imports}/{started.Text("id")}/undo", new { reason = "Not mine" })).ShouldBeProblem(404, "not-found");
        await (await (await host.SignedIn(Roles.Agent)).PostAsync(Imports + "/uploads", Content("A;B\n", form: false))).ShouldBeProblem(403, "permission-lacking");
    }

    // Recorded before the answer's first byte; the hash is in what was asked for.
    private Task<long> Previews(string hash) => host.Scalar<long>($"select count(*) from crm_access_log where kind = 'import-preview' and (subject = '{hash}' or asked::text like '%{hash}%')");

    private async Task<(Guid Campaign, Guid Portfolio)> Place()
    {
        var campaign = await host.Campaign();
        return (campaign, await host.Portfolio(campaign));
    }

    private static HttpContent Content(string text, bool form)
    {
        var bytes = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        bytes.Headers.ContentType = new("text/csv");
        return form ? new MultipartFormDataContent { { bytes, "file", "cartera.csv" } } : bytes;
    }

    private static async Task<HttpContent> Workbook(IReadOnlyList<(string Column, string Value)[]> rows)
    {
        var stream = new MemoryStream();
        await using (var table = TabularWriter.Open(ExportFormat.Xlsx, stream, "Cartera"))
        {
            await table.Write([.. PortfolioTemplate.Headers.Select(header => Cell.Text(header))], default);
            foreach (var row in rows)
            {
                await table.Write([.. PortfolioTemplate.Headers.Select(header => Cell.Text(
                    row.Where(cell => cell.Column == header).Select(cell => cell.Value).LastOrDefault(GoodRow.GetValueOrDefault(header, ""))))], default);
            }

            await table.Complete(default);
        }

        var bytes = new ByteArrayContent(stream.ToArray());
        bytes.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        return bytes;
    }

    private async Task<string> Sent(HttpContent content)
    {
        var answer = await host.Administrator.PostAsync(Imports + "/uploads", content);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!["hash"]!.GetValue<string>();
    }

    private async Task<JsonObject> Asked(string verb, object file)
    {
        var answer = await host.Administrator.PostAsJsonAsync($"{Imports}/{verb}", file);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    private async Task<JsonObject> Started(object file)
    {
        var answer = await host.Administrator.PostAsJsonAsync(Imports, file);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    // The host's worker takes it up by itself; how far it is can be asked at any time.
    private async Task<JsonObject> Ended(JsonObject started)
    {
        JsonObject? import = null;
        await Eventually.True(async () =>
        {
            import = await host.Administrator.Read($"{Imports}/{started.Text("id")}", started["position"]!.GetValue<long>());
            return import["import"].Text("state") == "completed";
        }, "the import is complete");
        return import!;
    }

    private static (int Rows, int Placed, int Rejected) Counts(JsonNode counts) =>
        (counts["rows"]!.GetValue<int>(), counts["placed"]!.GetValue<int>(), counts["rejected"]!.GetValue<int>());

    // What imports write; the agenda opens business days and the like meanwhile.
    private Task<long> Events() => host.Scalar<long>(
        "select count(*) from mt_events where type ~ 'import|^(account_placed|balance_adjusted|debtor_registered|phone_added|email_added|address_added)'");
}
