using System.Net.Http.Headers;
using Crm.Api.Tests.Collections;
using Crm.Api.Tests.Identity.Permissions;
using Crm.EventStore.Projecting;
using Crm.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Privacy;

/// <summary>Everything about one person, for himself: complete, readable, and on record.</summary>
[Collection(OneOffice.Name)]
public sealed class SubjectExportTests(CollectionsHost host)
{
    [Fact]
    public async Task Everything_about_a_person_is_in_it_with_who_read_it()
    {
        var world = await Worlds.Make(host);
        var shown = await host.Administrator.GetAsync(new Uri($"/api/collections/debtors/{world.Debtor}", UriKind.Relative));
        shown.IsSuccessStatusCode.ShouldBeTrue();
        await Eventually.True(async () => await host.Scalar<long>($"select count(*) from crm_access_log where kind = 'debtor-file' and subject = '{world.Debtor}'") == 1, "the read is on record");

        var file = await host.Administrator.Read($"/api/privacy/subjects/{world.Debtor}/export");

        file.Text("debtor.fullName").ShouldBe("María Ríos");
        string[] types = [.. file["events"]!.AsArray().Select(line => line.Text("type"))];
        foreach (var type in (string[])["debtor_registered", "account_placed", "contact_attempted", "promise_made", "payment_registered", "follow_up_scheduled"]) types.ShouldContain(type);
        foreach (var part in (string[])["accounts", "attempts", "promises", "payments", "followUps"]) file[part]!.AsArray().Count.ShouldBe(1, part);
        var read = file["reads"]!.AsArray().ShouldHaveSingleItem();
        (read.Text("kind"), read.Text("actor")).ShouldBe(("debtor-file", "Somebody Else"));

        var again = await host.Administrator.Read($"/api/privacy/subjects/{world.Debtor}/export");
        again["reads"]!.AsArray().Select(line => line.Text("kind")).ShouldContain("subject-export", "handing it out is itself a read");
    }

    [Theory]
    [InlineData("es", "Expediente de datos personales", "Quién leyó sus datos")]
    [InlineData("en", "Personal data file", "Who read your data")]
    public async Task As_a_page_it_is_readable_and_nothing_in_it_runs(string language, string title, string reads)
    {
        var debtor = await host.Debtor(await host.Campaign(), "Bob <script>alert(1)</script> Ruiz");
        await host.Services.GetRequiredService<ProjectionProgress>().CaughtUpTo(await host.Scalar<long>("select max(seq_id) from mt_events"));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/privacy/subjects/{debtor}/export?format=html");
        request.Headers.AcceptLanguage.Clear();
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue(language));
        using var first = await host.Administrator.GetAsync(new Uri($"/api/privacy/subjects/{debtor}/export", UriKind.Relative));
        using var answer = await host.Administrator.SendAsync(request);
        var page = System.Net.WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        page.ShouldContain(title);
        page.ShouldContain(reads);
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("<script");
        page.ShouldContain("<script>alert(1)</script>", Case.Sensitive, "it stands there as text");
    }

    [Fact]
    public async Task It_is_handed_out_by_permission_and_within_reach_only()
    {
        var seeded = await host.Account();
        var (supervisor, _) = await host.Agent(seeded.Campaign, "supervisor");
        (await supervisor.StatusOf($"/api/privacy/subjects/{seeded.Debtor}/export")).ShouldBe(403);
        (await host.Administrator.StatusOf($"/api/privacy/subjects/{Guid.CreateVersion7()}/export")).ShouldBe(404);
        (await host.Administrator.StatusOf($"/api/privacy/subjects/{seeded.Debtor}/export?format=pdf")).ShouldBe(400);
    }
}
