using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Crm.Api.Tests.Kit;
using Crm.Domain.Identity;

namespace Crm.Api.Tests.Identity;

// Sessions behind a cookie end as those with tokens do, on the real host and by its clock.
public sealed partial class SignInTests
{
    private const string MyPage = "/desk/me";

    [Fact]
    public async Task A_session_of_the_pages_lapses_when_nothing_was_opened_for_half_an_hour()
    {
        var visitor = await InThePages();
        for (var i = 0; i < 3; i++)
        {
            host.Factory.Clock.Advance(TimeSpan.FromMinutes(29));
            (await visitor.Open(MyPage)).StatusCode.ShouldBe(HttpStatusCode.OK, "each use renews it");
        }

        var kept = new Dictionary<string, string>(visitor.Cookies);
        host.Factory.Clock.Advance(TimeSpan.FromMinutes(30));
        ShouldBeSentToSignIn(await visitor.Open(MyPage));
        visitor.Cookies = kept;
        ShouldBeSentToSignIn(await visitor.Open(MyPage));
    }

    [Fact]
    public async Task A_session_of_the_pages_ends_after_twelve_hours_however_much_it_is_used()
    {
        var visitor = await InThePages();
        for (var minutes = 20; minutes < 12 * 60; minutes += 20)
        {
            host.Factory.Clock.Advance(TimeSpan.FromMinutes(20));
            (await visitor.Open(MyPage)).StatusCode.ShouldBe(HttpStatusCode.OK, $"after {minutes} minutes");
        }

        host.Factory.Clock.Advance(TimeSpan.FromMinutes(19));
        (await visitor.Open(MyPage)).StatusCode.ShouldBe(HttpStatusCode.OK, "a minute is left");
        host.Factory.Clock.Advance(TimeSpan.FromMinutes(1));
        ShouldBeSentToSignIn(await visitor.Open(MyPage));

        var sessions = await (await host.SignedIn(Roles.Administrator)).GetStringAsync(new Uri($"/api/identity/users/{visitor.UserId}/sessions", UriKind.Relative));
        (JsonNode.Parse(sessions) as JsonArray ?? JsonNode.Parse(sessions)!["items"]!.AsArray()).ShouldBeEmpty("nor is it listed any more");
    }

    private static void ShouldBeSentToSignIn(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.ToString().ShouldContain("/sign-in");
    }

    private async Task<PageVisitor> InThePages()
    {
        var user = await host.User(Roles.Agent);
        var visitor = new PageVisitor(host.Factory.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false }), user.Id.Value);
        var token = FormToken().Match(await (await visitor.Open("/sign-in")).Content.ReadAsStringAsync()).Groups[1].Value;
        (await visitor.Open("/sign-in", new FormUrlEncodedContent(
            [KeyValuePair.Create("userName", user.UserName), KeyValuePair.Create("password", HostFixture.Password), KeyValuePair.Create("__RequestVerificationToken", token)])))
            .StatusCode.ShouldBe(HttpStatusCode.Redirect);
        visitor.Cookies.ShouldContainKey("crm-session");
        return visitor;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();

    // A browser as far as it keeps and forgets cookies when it is told to; its clock is nobody's.
    private sealed class PageVisitor(HttpClient client, Guid userId)
    {
        public Guid UserId => userId;

        public Dictionary<string, string> Cookies { get; set; } = [];

        public async Task<HttpResponseMessage> Open(string path, HttpContent? form = null)
        {
            using var request = new HttpRequestMessage(form is null ? HttpMethod.Get : HttpMethod.Post, path) { Content = form };
            if (Cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
            var answer = await client.SendAsync(request);
            foreach (var line in answer.Headers.TryGetValues("Set-Cookie", out var lines) ? lines : [])
            {
                var (name, value) = line.Split(';')[0].Split('=', 2) is [var left, var right] ? (left, right) : (line, "");
                if (value.Length == 0) Cookies.Remove(name);
                else Cookies[name] = value;
            }

            return answer;
        }
    }
}
