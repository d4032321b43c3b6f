using System.Net;
using System.Text.RegularExpressions;
using Crm.Api.Hosting;
using Crm.Api.Pages;
using Crm.Api.Tests.Pages.Kit;
using Crm.Domain.Identity;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Pages;

/// <summary>What holds for all pages there are, taken from the host itself: a new one is tried without being named here.</summary>
[Collection(PagesCollection.Name)]
public sealed partial class EveryPageTests(PagesFixture site)
{
    [Fact]
    public async Task Every_page_has_the_strict_policy_is_kept_by_no_cache_and_holds_no_script_or_style_of_its_own()
    {
        var (id, _) = await site.Somebody(Roles.Agent);
        using var super = await SignedIn();
        var pages = Pages(id);
        pages.Count.ShouldBeGreaterThan(20);
        foreach (var (_, path) in pages)
        {
            var answer = await super.GetAsync(new Uri(path, UriKind.Relative));
            answer.StatusCode.ShouldBeOneOf([HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.Redirect], path);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            policy.ShouldStartWith("default-src 'self'", customMessage: path);
            policy.ShouldNotContain("unsafe", customMessage: path);
            policy.ShouldContain("form-action 'self'", customMessage: path);
            policy.ShouldContain("frame-ancestors 'none'", customMessage: path);
            answer.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff", path);
            if (answer.StatusCode is not HttpStatusCode.OK) continue;

            answer.Headers.CacheControl!.NoStore.ShouldBeTrue(path);
            Inline().Match(await answer.Content.ReadAsStringAsync()).Value.ShouldBeEmpty(path);
        }
    }

    [Fact]
    public async Task Every_form_of_every_page_is_refused_without_its_token()
    {
        var (id, _) = await site.Somebody(Roles.Agent);
        using var super = await SignedIn();
        var paths = Pages(id).ToDictionary(page => page.Model, page => page.Path, StringComparer.Ordinal);
        var handlers = typeof(WorkPage).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(PageModel)))
            .SelectMany(model => model.GetMethods().Where(method => method.Name.StartsWith("OnPost", StringComparison.Ordinal))
                .Select(method => (Path: paths[model.Name], Handler: method.Name["OnPost".Length..].Replace("Async", "", StringComparison.Ordinal))))
            .ToList();
        handlers.Count.ShouldBeGreaterThan(30);
        foreach (var (path, handler) in handlers)
        {
            using var form = new FormUrlEncodedContent([KeyValuePair.Create("reason", "x"), KeyValuePair.Create("code", "000000")]);
            var answer = await super.PostAsync(new Uri(handler.Length == 0 ? path : $"{path}?handler={handler}", UriKind.Relative), form);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, $"{path} {handler}");
        }

        // Nothing of it happened: the one it was tried on is still there, and so is the session it was tried with.
        var after = await super.GetAsync(new Uri($"/desk/users/{id}", UriKind.Relative));
        after.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await after.Content.ReadAsStringAsync()).ShouldContain("badge good");
    }

    [Fact]
    public async Task What_is_not_there_is_a_page_that_says_so()
    {
        using var super = await SignedIn();
        foreach (var path in new[] { "/desk/users/0198c0de-0000-7000-8000-000000000001", "/desk/roles/no-such-role", "/desk/no/such/page", "/desk/sales/trays/no-such-tray", "/desk/sales/0198c0de-0000-7000-8000-000000000001", "/desk/callbacks/0198c0de-0000-7000-8000-000000000001", "/desk/history/0198c0de-0000-7000-8000-000000000001" })
        {
            var answer = await super.GetAsync(new Uri(path, UriKind.Relative));
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html", path);
        }
    }

    // Every page with a path to it: the ids of routes are those of a user who is there.
    private List<(string Model, string Path)> Pages(string user) =>
    [
        .. site.Services.GetRequiredService<IActionDescriptorCollectionProvider>().ActionDescriptors.Items.OfType<PageActionDescriptor>()
            .Select(page => (page.ViewEnginePath[(page.ViewEnginePath.LastIndexOf('/') + 1)..] + "Model",
                "/" + page.AttributeRouteInfo!.Template!.Replace("{id:guid}", user, StringComparison.Ordinal).Replace("{role}", Roles.Agent, StringComparison.Ordinal).Replace("{tray?}", "tracking", StringComparison.Ordinal)
                    + (page.ViewEnginePath == "/Work/Search" ? "?q=Ana" : "")))
            .DistinctBy(page => page.Item1),
    ];

    private async Task<HttpClient> SignedIn()
    {
        var client = site.Client();
        var token = Token().Match(await client.GetStringAsync(new Uri("/sign-in", UriKind.Relative))).Groups[1].Value;
        using var form = new FormUrlEncodedContent(
            [KeyValuePair.Create("userName", "super"), KeyValuePair.Create("password", DemoUsers.Password), KeyValuePair.Create("__RequestVerificationToken", token)]);
        (await client.PostAsync(new Uri("/sign-in", UriKind.Relative), form)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return client;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("<script(?![^>]*\\bsrc=)[^>]*>|<style\\b|<[a-z][^>]*\\s(?:on[a-z]+|style)\\s*=[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();
}
