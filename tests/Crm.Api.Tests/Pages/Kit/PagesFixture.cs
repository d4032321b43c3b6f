using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Crm.Api.Hosting;
using Crm.Api.Identity;
using Crm.EventStore.Projecting;
using Crm.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Crm.Api.Tests.Pages.Kit;

/// <summary>One host with the demo's data and one browser for all tests of pages; each test has a window of its own.</summary>
[CollectionDefinition(Name)]
public sealed class PagesCollection : ICollectionFixture<PagesFixture>
{
    public const string Name = "Pages";
}

/// <inheritdoc cref="PagesCollection"/>
public sealed class PagesFixture : PostgresFixture
{
    // Nothing from outside, no sandbox (tests may run as root), no graphics card.
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private readonly ConcurrentDictionary<(string User, string Locale), string> _signedIn = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<ConcurrentQueue<string>>>> _free = new();
    private readonly SemaphoreSlim _starting = new(1, 1);
    private PagesHost _host = null!;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public Uri Address => _host.Address;

    public IServiceProvider Services => _host.Services;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _host = new(ConnectionString);
        await _host.Ready();
        await CaughtUp();
    }

    public override async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.CloseAsync();
        _playwright?.Dispose();
        _starting.Dispose();
        await _host.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>Waits until every list shows what has happened so far.</summary>
    public async Task CaughtUp() =>
        await Services.GetRequiredService<ProjectionProgress>().CaughtUpTo(await Scalar<long>("select coalesce(max(seq_id), 0) from mt_events"));

    /// <summary>A window of somebody who has not signed in.</summary>
    /// <param name="locale">What the browser asks for: <c>es-CO</c>, <c>en-US</c>.</param>
    public Task<Visitor> Visit(string locale = "en-US") => Open(locale, null, 1280, 900);

    /// <summary>A window of one of the demo's people, signed in.</summary>
    /// <param name="script">Whether the browser runs scripts.</param>
    public async Task<Visitor> VisitAs(string user, string locale = "en-US", int width = 1280, int height = 900, bool script = true)
    {
        if (!_signedIn.TryGetValue((user, locale), out var session))
        {
            await using var first = await Visit(locale);
            await first.SignIn(user, DemoUsers.Password);
            _signedIn[(user, locale)] = session = await first.Page.Context.StorageStateAsync();
        }

        return await Open(locale, session, width, height, script);
    }

    /// <summary>The page of an account of somebody's on which nothing is promised yet; every call gives another one.</summary>
    public async Task<string> FreeAccount(string user)
    {
        var free = await _free.GetOrAdd(user, owner => new(() => FreeAccounts(owner))).Value;
        return free.TryDequeue(out var account) ? account : throw new InvalidOperationException($"{user} has no free account left.");
    }

    /// <summary>A client without a browser: keeps cookies, follows nothing.</summary>
    public HttpClient Client() => new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = Address };

    /// <summary>A client of the API with a token of one of the demo's people.</summary>
    public async Task<HttpClient> Api(string user)
    {
        var client = Client();
        var answer = await client.PostAsJsonAsync("/api/identity/sign-in", new { userName = user, password = DemoUsers.Password });
        answer.EnsureSuccessStatusCode();
        var tokens = (await answer.Content.ReadFromJsonAsync<SessionTokens>())!;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);
        return client;
    }

    private async Task<ConcurrentQueue<string>> FreeAccounts(string user)
    {
        await using var visitor = await VisitAs(user);
        var free = new ConcurrentQueue<string>();
        foreach (var status in new[] { "Contacted", "Pending" })
        {
            await visitor.Open($"/desk/tray?status={status}");
            foreach (var row in await visitor.Page.Locator("tr[data-href]").AllAsync()) free.Enqueue((await row.GetAttributeAsync("data-href"))!);
        }

        return free;
    }

    private async Task<Visitor> Open(string locale, string? session, int width, int height, bool script = true)
    {
        var context = await (await Browser()).NewContextAsync(new()
        {
            BaseURL = Address.ToString(),
            Locale = locale,
            StorageState = session,
            JavaScriptEnabled = script,
            ViewportSize = new() { Width = width, Height = height },
        });
        return await Visitor.In(context, Address);
    }

    private async Task<IBrowser> Browser()
    {
        await _starting.WaitAsync();
        try
        {
            _playwright ??= await Playwright.CreateAsync();
            return _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = InstalledBrowser.Path, Args = Arguments, Timeout = 60_000 });
        }
        finally
        {
            _starting.Release();
        }
    }
}
