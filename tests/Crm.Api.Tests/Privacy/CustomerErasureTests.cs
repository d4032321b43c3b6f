using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Crm.Api.Files.Stores;
using Crm.Api.Tests.Collections;
using Crm.Api.Tests.Files.Content;
using Crm.Api.Tests.Kit;
using Crm.Api.Tests.TelecomSales;
using Crm.Api.Tests.Tickets;
using Crm.EventStore.Projecting.Rebuilding;
using Crm.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Privacy;

/// <summary>Who was sold to, is to be called or stands in a lead base is erased like a debtor: refused while something is under way, and then gone from everywhere.</summary>
public sealed partial class CustomerErasureTests(CollectionsHost host) : IClassFixture<CollectionsHost>
{
    private const string Sales = "/api/telecom-sales/sales", Callbacks = "/api/telecom-sales/callbacks", Subjects = "/api/privacy/subjects";

    [Fact]
    public async Task A_customer_goes_with_his_sales_his_calls_his_leads_and_his_files()
    {
        var campaign = await host.Campaign();
        var (agent, _) = await host.Agent(campaign);
        var (supervisor, _) = await host.Agent(campaign, "supervisor");
        var (document, phone) = (Digits(1_077_000_000), Digits(3_177_000_000));
        string[] his = ["Torrealba", document, phone, "Mirlo 44", "lechuza"];
        var row = $"B;R-{document};Zenobia Torrealba;CC;{document};{phone};Calle Mirlo 44";
        var leads = await Base(supervisor, campaign, row);

        // Promised a call, which became a sale; somebody noted something and attached his document.
        var call = await agent.Command(Callbacks, new { campaignId = campaign, kind = "portability", prospectName = "Zenobia Torrealba", phone, dueAt = (await host.Now()).AddHours(20), note = "Torrealba has a lechuza" });
        var form = await host.Form(phone);
        (form["documentNumber"], form["fullName"], form["note"]) = (document, "Zenobia Torrealba", "Torrealba calls from Mirlo 44");
        var sale = await agent.Command(Sales, new { campaignId = campaign, planId = await host.Plan(campaign), kind = "portability", form, callbackId = call.Id });
        await host.CaughtUp();
        await agent.Command($"{Callbacks}/{call.Id}/win", new { saleId = sale.Id, note = "Torrealba said yes" });
        await agent.Command($"{Sales}/{sale.Id}/notes", new { note = "Ask at Mirlo 44" });
        var file = await Attached(agent, "sale", sale.Id, "Torrealba.pdf");
        var customer = Guid.Parse(await host.Scalar<string>($"select data->>'customerId' from mt_events where stream_id = '{sale.Id}' and type = 'sale_submitted'"));
        await host.CaughtUp();

        var erase = $"{Subjects}/{customer}/erase";
        var open = await (await host.Administrator.Send(erase, new { reason = "Asked for it" })).ShouldBeProblem(409, "privacy.open-sale");
        open["figures"]!["sales"]!.ToString().ShouldBe("1");
        await (await supervisor.Send(erase, new { reason = "Asked for it" })).ShouldBeProblem(403, "permission-lacking");
        (await (await host.Agent(await host.Campaign(), "supervisor")).Client.StatusOf($"{Subjects}/{customer}")).ShouldBe(404);
        (await supervisor.Read($"{Subjects}/{customer}")).Text("kind").ShouldBe("buyer");

        await host.Administrator.Command($"{Sales}/{sale.Id}/cancel", new { reason = "duplicate", comment = "Torrealba bought twice" });
        await host.CaughtUp();
        var kept = await (await host.Administrator.Send(erase, new { reason = "Asked for it" })).ShouldBeProblem(409, "privacy.retention-running");
        (kept["figures"]!["kind"]!.ToString(), kept["figures"]!["years"]!.ToString()).ShouldBe(("sale", "10"));
        await host.NothingIsKept(campaign);
        (await host.Administrator.Items($"/api/privacy/erasable?kind=buyer&campaign={campaign}")).ShouldHaveSingleItem().Text("subjectId").ShouldBe(customer.ToString());

        // What he may ask for holds all of it.
        var export = await host.Administrator.Read($"{Subjects}/{customer}/export");
        export["sales"]!.AsArray().ShouldHaveSingleItem().Text("details.note").ShouldBe("Torrealba calls from Mirlo 44");
        export["callbacks"]!.AsArray().ShouldHaveSingleItem()!["history"]!.AsArray().Select(entry => entry.Text("step")).ShouldBe(["scheduled", "won"]);
        export["leads"]!.AsArray().ShouldHaveSingleItem().Text("address").ShouldBe("Calle Mirlo 44");
        export["attachments"]!.AsArray().ShouldHaveSingleItem().Text("fileName").ShouldBe("Torrealba.pdf");
        foreach (var type in (string[])["customer_registered", "sale_submitted", "sale_noted", "sale_cancelled", "callback_scheduled", "callback_won", "upgrade_lead_added", "file_attached"])
            export["events"]!.AsArray().Select(line => line.Text("type")).ShouldContain(type);
        var page = WebUtility.HtmlDecode(await host.Administrator.GetStringAsync(new Uri($"{Subjects}/{customer}/export?format=html", UriKind.Relative)));
        foreach (var text in his) page.ShouldContain(text);
        var blob = BlobName.Of(await host.Scalar<string>($"select data->>'blob' from mt_events where stream_id = '{file}'"));
        (await host.Of(his)).ShouldNotBe("", "the search finds what is there");

        await host.Administrator.Command(erase, new { reason = "Asked for it" });

        await host.NothingIsLeft(his);
        (await agent.Read($"{Sales}/{sale.Id}")).Text("sale.details.fullName").ShouldBe("[erased]");
        foreach (var list in (string[])[$"{Sales}?text=torrealba", $"{Sales}?text={document}", $"{Sales}?text={phone}", $"{Sales}?text=erased", $"{Callbacks}?q=torrealba&state=won", $"/api/telecom-sales/leads?q=torrealba&campaign={campaign}"])
            (await supervisor.Items(list)).ShouldBeEmpty(list);
        (await supervisor.Read($"{Callbacks}/{call.Id}")).Text("callback.prospectName").ShouldBe("[erased]");
        (await agent.Read($"/api/telecom-sales/leads/match?campaign={campaign}&kind=planUpgrade&document={document}"))["inBase"]!.GetValue<bool>().ShouldBeFalse();
        (await agent.Items($"/api/files/attachments?ownerKind=sale&ownerId={sale.Id}")).ShouldHaveSingleItem().Text("fileName").ShouldBe("[erased]");
        (await host.Services.GetRequiredService<IFileStore>().Find(blob, default)).ShouldBeNull("the bytes are gone too");
        (await supervisor.GetStringAsync(new Uri($"/api/telecom-sales/exports/sales?campaign={campaign}", UriKind.Relative))).ShouldNotContain("Torrealba");
        (await host.Administrator.Read($"/api/streams/{sale.Id}/events")).ToJsonString().ShouldNotContain("Torrealba");
        await host.RebuildsAreTheSame();
        (await host.Of(his)).ShouldBe("", "a rebuild brings nothing back");

        // Nothing more is written about him; a list does not bring him back; and who buys again is somebody new.
        await (await agent.Send($"{Sales}/{sale.Id}/notes", new { note = "Torrealba" })).ShouldBeProblem(409, "telecom-sales.customer-erased");
        (await Loaded(supervisor, leads, row + ";again")).Text("counts.rejected").ShouldBe("1");
        var again = await agent.Command(Sales, new { campaignId = campaign, planId = await host.Plan(campaign), kind = "portability", form });
        (await agent.Read($"{Sales}/{again.Id}", again.Position)).Text("sale.details.fullName").ShouldBe("Zenobia Torrealba");
        Guid.Parse(await host.Scalar<string>($"select data->>'customerId' from mt_events where stream_id = '{again.Id}' and type = 'sale_submitted'")).ShouldNotBe(customer);
        (await host.Administrator.Read($"{Subjects}/{customer}")).Text("erased").ShouldBe("true");
    }

    [Fact]
    public async Task Who_was_typed_in_by_mistake_goes_from_a_sale_that_stays_its_customers()
    {
        var campaign = await host.Campaign();
        var ((agent, _), (reviewer, _)) = (await host.Agent(campaign), await host.Agent(campaign, "back-office"));
        var (wrong, right, plan) = (Digits(1_078_000_000), Digits(1_079_000_000), await host.Plan(campaign));
        var form = await host.Form();
        (form["documentNumber"], form["fullName"]) = (wrong, "Abelardo Chinchilla");
        var sale = (await agent.Command(Sales, new { campaignId = campaign, planId = plan, kind = "portability", form })).Id;
        await reviewer.Command($"{Sales}/{sale}/claim");
        await reviewer.Command($"{Sales}/{sale}/return", new { reasons = new[] { "dataWrong" }, fields = new[] { "documentNumber", "fullName" }, comment = "It is not Chinchilla" });
        (form["documentNumber"], form["fullName"]) = (right, "Delfina Orozco");
        await agent.Command($"{Sales}/{sale}/resubmit", new { planId = plan, form, comment = "It is Orozco" });
        await host.CaughtUp();
        string Of(string type) => $"select data->>'customerId' from mt_events where stream_id = '{sale}' and type = '{type}'";
        var (former, present) = (await host.Scalar<string>(Of("sale_submitted")), await host.Scalar<string>(Of("sale_resubmitted")));

        // Neither is told of the other.
        (await host.Administrator.Read($"{Subjects}/{former}/export")).ToJsonString().ShouldNotContain("Orozco");
        (await host.Administrator.Read($"{Subjects}/{present}/export")).ToJsonString().ShouldNotContain("Chinchilla");
        await (await host.Administrator.Send($"{Subjects}/{present}/erase", new { reason = "Asked for it" })).ShouldBeProblem(409, "privacy.open-sale");
        await host.Administrator.Command($"{Subjects}/{former}/erase", new { reason = "Typed in by mistake" });

        await host.NothingIsLeft("Chinchilla", wrong);
        var shown = (await agent.Read($"{Sales}/{sale}"))["sale"];
        (shown.Text("details.fullName"), shown.Text("details.documentNumber")).ShouldBe(("Delfina Orozco", right));
        (await agent.Items($"{Sales}?text=orozco")).Count.ShouldBe(1);
        await host.RebuildsAreTheSame();
        (await host.Of("Chinchilla", wrong)).ShouldBe("");
    }

    [Fact]
    public async Task Who_stands_in_a_base_only_or_is_only_to_be_called_is_erased_too_and_heard_of_live()
    {
        var campaign = await host.Campaign();
        var (supervisor, _) = await host.Agent(campaign, "supervisor");
        var (document, phone, line) = (Digits(1_081_000_000), Digits(3_181_000_000), Digits(3_182_000_000));
        await Base(supervisor, campaign, $"B;R-{document};Quintín Peralvo;CC;{document};{phone};Calle 1");
        await Base(supervisor, campaign, line, "prepaid");
        var person = await host.Scalar<string>("select data->>'personId' from mt_events where type = 'upgrade_lead_added' order by seq_id desc limit 1");
        var prepaid = await host.Scalar<string>("select stream_id::text from mt_events where type = 'prepaid_lead_added' order by seq_id desc limit 1");
        var call = await supervisor.Command(Callbacks, new { campaignId = campaign, kind = "planUpgrade", prospectName = "Ludovina Cascante", phone = Digits(3_183_000_000), dueAt = (await host.Now()).AddHours(20), note = "Cascante" });
        await host.CaughtUp();

        (await host.Administrator.Read($"{Subjects}/{person}")).Text("kind").ShouldBe("buyer");
        await (await host.Administrator.Send($"{Subjects}/{call.Id}/erase", new { reason = "Asked for it" })).ShouldBeProblem(409, "privacy.open-callback");
        var hold = Guid.CreateVersion7();
        await host.Administrator.Command($"{Subjects}/{person}/holds", new { reason = "Complaint 4711", holdId = hold });
        await (await host.Administrator.Send($"{Subjects}/{person}/erase", new { reason = "Asked for it" })).ShouldBeProblem(409, "privacy.legal-hold");
        await host.Administrator.Command($"{Subjects}/{person}/holds/{hold}/release", new { reason = "Settled" });

        await host.NothingIsKept(campaign);
        await supervisor.Command($"{Callbacks}/{call.Id}/cancel", new { reason = "Asked not to be called" });
        await host.CaughtUp();
        foreach (var kind in (string[])["buyer", "line", "prospect"]) (await host.Administrator.Items($"/api/privacy/erasable?kind={kind}&campaign={campaign}")).Count.ShouldBe(1, kind);
        foreach (var id in (string[])[person, prepaid, call.Id.ToString()]) await host.Administrator.Command($"{Subjects}/{id}/erase", new { reason = "Asked for it" });

        await host.NothingIsLeft("Peralvo", document, phone, line, "Cascante");
        foreach (var kind in (string[])["buyer", "line", "prospect"]) (await host.Administrator.Items($"/api/privacy/erasable?kind={kind}&campaign={campaign}")).ShouldBeEmpty(kind);
        await host.RebuildsAreTheSame();
    }

    [Fact]
    public async Task What_ended_in_the_evening_ended_on_the_campaigns_date_though_it_is_tomorrow_in_UTC()
    {
        var desk = await host.Desk();
        var campaign = desk.Campaign;
        await host.NothingIsKept(campaign);
        await host.PassTo(new DateTimeOffset((await host.Today()).AddDays(1), new(21, 30), TimeSpan.FromHours(-5)));
        var (agent, _) = await host.Agent(campaign);
        var sale = (await agent.Command(Sales, new { campaignId = campaign, planId = await host.Plan(campaign), kind = "portability", form = await host.Form() })).Id;
        var call = (await agent.Command(Callbacks, new { campaignId = campaign, kind = "portability", prospectName = "Lubina Orduz", phone = Digits(3_184_000_000), dueAt = (await host.Now()).AddHours(20) })).Id;
        var (member, _) = await desk.Member();
        var ticket = await Asked(desk, "Lubina Orduz", "lubina@example.com");
        await host.Administrator.Command($"{Sales}/{sale}/cancel", new { reason = "duplicate" });
        await agent.Command($"{Callbacks}/{call}/cancel", new { reason = "Asked not to be called" });
        await member.Command($"/api/tickets/{ticket.Id}/claim");
        await member.Command($"/api/tickets/{ticket.Id}/resolve", new { solution = "Told her" });
        await host.CaughtUp();
        var (buyer, requester) = (
            await host.Scalar<string>($"select data->>'customerId' from mt_events where stream_id = '{sale}' and type = 'sale_submitted'"),
            await host.Scalar<string>($"select data->>'subjectId' from mt_events where stream_id = '{ticket.Id}' and type = 'ticket_opened'"));

        foreach (var person in (string[])[buyer, call.ToString(), requester]) await host.Administrator.Command($"{Subjects}/{person}/erase", new { reason = "Asked for it" });
    }

    [Fact]
    public async Task Erasing_in_the_middle_of_a_rebuild_leaves_nothing_in_the_new_table()
    {
        var campaign = await host.Campaign();
        await host.NothingIsKept(campaign);
        var (agent, _) = await host.Agent(campaign);
        foreach (var view in (string[])["sale_file", "sale_directory", "sale_sheets"])
        {
            var form = await host.Form();
            form["fullName"] = "Rigoberta Sandino";
            var sale = (await agent.Command(Sales, new { campaignId = campaign, planId = await host.Plan(campaign), kind = "portability", form })).Id;
            await host.Administrator.Command($"{Sales}/{sale}/cancel", new { reason = "duplicate" });
            await host.CaughtUp();
            var customer = await host.Scalar<string>($"select data->>'customerId' from mt_events where stream_id = '{sale}' and type = 'sale_submitted'");
            var middle = new Middle(() => host.Administrator.Command($"{Subjects}/{customer}/erase", new { reason = "Asked for it" }).GetAwaiter().GetResult());

            await host.Services.GetRequiredService<ProjectionRebuilder>().Rebuild(view, new(), middle, default);

            middle.Reached.ShouldBeTrue();
            await host.NothingIsLeft("Sandino");
        }

        await host.RebuildsAreTheSame();
        (await host.Of("Sandino")).ShouldBe("");
    }

    private string Digits(long from) => (from + host.Next()).ToString(CultureInfo.InvariantCulture);

    private static async Task<string> Attached(HttpClient client, string kind, Guid owner, string name)
    {
        var answer = await client.PostAsync(new Uri($"/api/files/attachments?ownerKind={kind}&ownerId={owner}&name={name}", UriKind.Relative), new ByteArrayContent(Samples.Pdf));
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text).Text("id");
    }

    private async Task<Guid> Base(HttpClient client, Guid campaign, string row, string kind = "upgrade")
    {
        var its = await client.Command("/api/telecom-sales/lead-bases", new { campaignId = campaign, kind, name = $"Base {host.Next()}" });
        (await Loaded(client, its.Id, row, kind)).Text("counts.added").ShouldBe("1");
        return its.Id;
    }

    private async Task<JsonNode?> Loaded(HttpClient client, Guid leads, string row, string kind = "upgrade")
    {
        var head = kind == "upgrade" ? "ID_BASE;NRO_REGISTRO;NOMBRE_CLIENTE;TIPO_DOCUMENTO;DOCUMENTO;CELULAR_CONTACTO;DIRECCION;NOTA" : "TELEFONO";
        var sent = await client.PostAsync("/api/telecom-sales/lead-imports/uploads", new ByteArrayContent(Encoding.UTF8.GetBytes($"{head}\n{row}\n")) { Headers = { ContentType = new("text/csv") } });
        var started = await client.PostAsJsonAsync("/api/telecom-sales/lead-imports", new { baseId = leads, upload = JsonNode.Parse(await sent.Content.ReadAsStringAsync()).Text("hash"), fileName = "base.csv" });
        var text = await started.Content.ReadAsStringAsync();
        started.IsSuccessStatusCode.ShouldBeTrue(text);
        JsonNode? import = null;
        await Eventually.True(async () => (import = (await client.Read($"/api/telecom-sales/lead-imports/{JsonNode.Parse(text).Text("id")}", JsonNode.Parse(text)!["position"]!.GetValue<long>()))["import"]).Text("status") == "completed", "the import is complete");
        await host.CaughtUp();
        return import;
    }
}
