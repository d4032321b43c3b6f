using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Crm.Api.Tests.Pages.Kit;
using static Microsoft.Playwright.Assertions;

namespace Crm.Api.Tests.Pages;

/// <summary>A tray on the screen changes when others work, and the stream behind it is for the pages' cookie as for a token.</summary>
[Collection(PagesCollection.Name)]
public sealed class LivePagesTests(PagesFixture site)
{
    private const string Stream = "/api/collections/trays/promises/live";

    [BrowserFact]
    public async Task A_promise_that_somebody_else_takes_appears_without_a_click_and_goes_when_it_is_cancelled()
    {
        using var api = await site.Api("super");
        await using var visitor = await site.VisitAs("supervisor");
        await visitor.Open("/desk/promises");
        var tray = visitor.Page.Locator("[data-live-tray]");
        await Expect(tray).ToHaveAttributeAsync("data-live-state", "on");
        var account = await OwnAccount(api);

        var promise = await api.Made("/api/collections/promises", new { accountId = account.Id, amount = new { amount = 12_345, currency = "COP" }, dueOn = account.Today.AddDays(1) });
        var row = visitor.Page.Locator($"tr[data-live-id='{promise}']");
        await Expect(row).ToBeVisibleAsync();

        await api.Done($"/api/collections/promises/{promise}/cancel", new { reason = "Took it back" });
        await Expect(row).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task The_count_of_a_tray_follows()
    {
        using var api = await site.Api("super");
        await using var visitor = await site.VisitAs("supervisor");
        await visitor.Open("/desk/tray?view=All");
        var count = visitor.Page.Locator("[data-live-count]");
        await Expect(visitor.Page.Locator("[data-live-tray]")).ToHaveAttributeAsync("data-live-state", "on");
        var before = int.Parse(await count.InnerTextAsync(), System.Globalization.CultureInfo.InvariantCulture);
        var account = await OwnAccount(api);
        await Expect(count).ToHaveTextAsync((before + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));

        await api.Done($"/api/collections/accounts/{account.Id}/withdraw", new { reason = "Placed by mistake" });
        await Expect(count).ToHaveTextAsync(before.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task The_cookie_opens_the_stream_for_reading_and_nothing_else_of_the_API()
    {
        await using var visitor = await site.VisitAs("supervisor");
        var cookies = string.Join("; ", (await visitor.Page.Context.CookiesAsync()).Select(cookie => $"{cookie.Name}={cookie.Value}"));
        using var client = site.Client();

        (await Status("/api/collections/trays/promises", cookies)).ShouldBe(HttpStatusCode.Unauthorized);
        (await Status(Stream, cookies)).ShouldBe(HttpStatusCode.OK);
        (await Status(Stream, "crm-session=nonsense")).ShouldBe(HttpStatusCode.Unauthorized);
        (await Status(Stream, cookies, "Bearer nonsense")).ShouldBe(HttpStatusCode.Unauthorized);

        async Task<HttpStatusCode> Status(string path, string cookie, string? authorization = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Cookie", cookie);
            if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
            using var plain = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = site.Address };
            using var answer = await plain.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if (path == Stream && answer.IsSuccessStatusCode) answer.Headers.Contains("Set-Cookie").ShouldBeFalse("a stream prolongs no session");
            return answer.StatusCode;
        }
    }

    // Beside the demo's, so that they stay as they are.
    private static async Task<(string Id, DateOnly Today)> OwnAccount(HttpClient api)
    {
        var like = (await api.GetFromJsonAsync<JsonNode>("/api/collections/trays/accounts?limit=1"))!["items"]![0]!;
        var today = DateOnly.Parse(like["today"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture);
        var id = await api.Made("/api/collections/accounts", new
        {
            portfolioId = like["portfolioId"]!.GetValue<string>(),
            debtorId = like["debtor"]!["debtorId"]!.GetValue<string>(),
            reference = $"LIVE-{Guid.CreateVersion7():N}",
            cutOffDate = today.AddDays(-1),
            cessionDate = today.AddDays(-40),
            originatorDaysPastDue = 0,
            balance = new { currency = like["balance"]!["currency"]!.GetValue<string>(), principal = 500_000, interest = 0, fees = 0, insurance = 0, technology = 0, other = 0 },
        });
        return (id, today);
    }
}
