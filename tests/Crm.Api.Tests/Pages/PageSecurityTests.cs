using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Crm.Api.Hosting;
using Crm.Api.Identity;
using Crm.Api.Pages;
using Crm.Api.Tests.Pages.Kit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Crm.Api.Tests.Pages;

/// <summary>What a page allows to whom, asked without a browser's good manners.</summary>
[Collection(PagesCollection.Name)]
public sealed partial class PageSecurityTests(PagesFixture site)
{
    private static IEnumerable<Type> Models { get; } = typeof(WorkPage).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(PageModel)));

    [Fact]
    public void Every_page_says_who_may_open_it()
    {
        Models.Count().ShouldBeGreaterThan(10);
        foreach (var page in Models)
        {
            var says = page.GetCustomAttributes(inherit: false).Where(attribute => attribute is RequiresAttribute or SignedInAttribute or AllowAnonymousAttribute).ToList();
            says.Count.ShouldBe(1, page.Name);
            if (says[0] is RequiresAttribute { Permission: var permission }) Permission.All.ShouldContain(permission, page.Name);
        }
    }

    [Fact]
    public void Only_signing_in_the_ways_to_it_and_choosing_a_language_are_open_to_everybody() =>
        Models.Where(page => page.GetCustomAttribute<AllowAnonymousAttribute>() is not null).ShouldBe([typeof(LanguageModel), typeof(SetPasswordModel), typeof(SignInModel), typeof(PassClosedListModel)], ignoreOrder: true);

    [Theory]
    [InlineData("/")]
    [InlineData("/desk/tray")]
    [InlineData("/desk/promises")]
    [InlineData("/desk/broken")]
    [InlineData("/desk/follow-ups")]
    [InlineData("/desk/payments")]
    [InlineData("/desk/approvals")]
    [InlineData("/desk/kpis")]
    [InlineData("/desk/audit")]
    [InlineData("/desk/search?q=Ana")]
    [InlineData("/desk/nothing")]
    [InlineData("/desk/debtors/0198c0de-0000-7000-8000-000000000001")]
    [InlineData("/desk/agreements/0198c0de-0000-7000-8000-000000000001")]
    [InlineData("/desk/history/0198c0de-0000-7000-8000-000000000001")]
    [InlineData("/desk/me")]
    [InlineData("/desk/users")]
    [InlineData("/desk/users/0198c0de-0000-7000-8000-000000000001")]
    [InlineData("/desk/roles")]
    [InlineData("/desk/roles/agent")]
    [InlineData("/desk/api-keys")]
    [InlineData("/desk/addresses")]
    [InlineData("/desk/access-log")]
    [InlineData("/desk/seals")]
    [InlineData("/desk/sales")]
    [InlineData("/desk/sales/0198c0de-0000-7000-8000-000000000001")]
    [InlineData("/desk/sales/new")]
    [InlineData("/desk/sales/trays/pending-review")]
    [InlineData("/desk/sales/board")]
    [InlineData("/desk/sales/exports")]
    [InlineData("/desk/sales/commissions")]
    [InlineData("/desk/sales/commissions/0198c0de-0000-7000-8000-000000000001")]
    [InlineData("/desk/sales/plans")]
    [InlineData("/desk/callbacks")]
    [InlineData("/desk/callbacks/0198c0de-0000-7000-8000-000000000001")]
    public async Task Nobody_is_sent_to_sign_in(string path)
    {
        using var nobody = site.Client();
        var answer = await nobody.GetAsync(new Uri(path, UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.ToString().ShouldBe(new Uri(site.Address, "/sign-in?returnUrl=" + Uri.EscapeDataString(path)).ToString());
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused_and_does_nothing()
    {
        using var agent = await SignedIn("agent");
        var answer = await agent.PostAsync(new Uri("/sign-out", UriKind.Relative), new FormUrlEncodedContent([]));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await agent.GetAsync(new Uri("/desk/tray", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var nobody = site.Client();
        var signIn = await nobody.PostAsync(new Uri("/sign-in", UriKind.Relative), Form(("userName", "agent"), ("password", DemoUsers.Password)));
        signIn.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        signIn.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task The_token_of_somebody_elses_form_is_refused()
    {
        using var agent = await SignedIn("agent");
        using var other = await SignedIn("agent2");
        var answer = await agent.PostAsync(new Uri("/sign-out", UriKind.Relative), Form(("__RequestVerificationToken", await TokenOf(other, "/desk/tray"))));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_cookie_of_the_pages_opens_nothing_of_the_API()
    {
        using var agent = await SignedIn("agent");
        (await agent.GetAsync(new Uri("/desk/tray", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await agent.GetAsync(new Uri("/api/identity/me", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await agent.PostAsync(new Uri("/api/identity/sign-out", UriKind.Relative), null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await agent.GetAsync(new Uri("/desk/tray", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_of_the_API_opens_no_page()
    {
        using var api = await site.Api("agent");
        (await api.GetAsync(new Uri("/desk/tray", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Lacking_the_permission_is_403_that_names_it()
    {
        using var agent = await SignedIn("agent");
        foreach (var (path, permission) in new[] { ("/desk/payments", Permission.PaymentsApprove), ("/desk/approvals", Permission.AgreementsApprove), ("/desk/audit", Permission.AuditRead),
            ("/desk/users", Permission.UsersRead), ("/desk/roles", Permission.RolesRead), ("/desk/roles/agent", Permission.RolesRead), ("/desk/api-keys", Permission.ApiKeysRead),
            ("/desk/addresses", Permission.AddressesRead), ("/desk/access-log", Permission.AccessLogRead), ("/desk/seals", Permission.AuditRead), ("/desk/sales/exports", Permission.SalesExport),
            ("/desk/history/0198c0de-0000-7000-8000-000000000001", Permission.AuditReplay) })
        {
            var answer = await agent.GetAsync(new Uri(path, UriKind.Relative));
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html", path);
            (await answer.Content.ReadAsStringAsync()).ShouldContain($"<code>{permission}</code>");
        }
    }

    [Fact]
    public async Task Signing_in_leads_to_no_other_site()
    {
        foreach (var elsewhere in new[] { "https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example" })
        {
            using var client = site.Client();
            var answer = await SignIn(client, "agent", elsewhere);
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            answer.Headers.Location!.ToString().ShouldBe("/");
        }
    }

    [Fact]
    public async Task A_page_may_load_nothing_but_our_own_files_and_is_framed_by_nobody()
    {
        using var nobody = site.Client();
        var answer = await nobody.GetAsync(new Uri("/sign-in", UriKind.Relative));
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'self'");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(header => header.StartsWith("crm-form=", StringComparison.Ordinal));
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
    }

    [Fact]
    public async Task The_cookie_of_a_session_cannot_be_read_by_scripts()
    {
        using var client = site.Client();
        var answer = await SignIn(client, "agent", "/");
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(header => header.StartsWith("crm-session=", StringComparison.Ordinal));
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=lax");
    }

    private async Task<HttpClient> SignedIn(string user)
    {
        var client = site.Client();
        (await SignIn(client, user, "/")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return client;
    }

    private static async Task<HttpResponseMessage> SignIn(HttpClient client, string user, string returnUrl) =>
        await client.PostAsync(new Uri("/sign-in", UriKind.Relative), Form(
            ("userName", user), ("password", DemoUsers.Password), ("returnUrl", returnUrl), ("__RequestVerificationToken", await TokenOf(client, "/sign-in"))));

    private static async Task<string> TokenOf(HttpClient client, string path) =>
        Token().Match(await client.GetStringAsync(new Uri(path, UriKind.Relative))).Groups[1].Value;

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
