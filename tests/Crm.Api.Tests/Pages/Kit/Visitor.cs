using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Crm.Api.Tests.Pages.Kit;

/// <summary>A window of a browser that keeps what went wrong in it: scripts that failed, rules of the content policy that were broken, dialogs that opened, files that were missing.</summary>
public sealed class Visitor : IAsyncDisposable
{
    // By default a browser asks at every frame, which is work as well.
    private static readonly PageWaitForFunctionOptions Unhurried = new() { PollingInterval = 40 };
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly Uri _address;

    private Visitor(IPage page, Uri address) => (Page, _address) = (page, address);

    public IPage Page { get; }

    /// <summary>What the browser complained about so far.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public string Path => new Uri(Page.Url).AbsolutePath;

    public static async Task<Visitor> In(IBrowserContext context, Uri address)
    {
        var visitor = new Visitor(await context.NewPageAsync(), address);
        // A busy machine may take long over a page; what does not come at all fails all the same.
        visitor.Page.SetDefaultTimeout(60_000);
        visitor.Listen();
        return visitor;
    }

    /// <summary>Opens a page; gives the status it was answered with.</summary>
    public async Task<int> Open(string path) => (await Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.DOMContentLoaded }))!.Status;

    public async Task SignIn(string user, string password)
    {
        await Open("/sign-in");
        await Page.FillAsync("input[name=userName]", user);
        await Page.FillAsync("input[name=password]", password);
        await Send("main button");
    }

    /// <summary>Presses a button that sends a form, and waits for the page that comes of it; gives its status.</summary>
    public async Task<int> Send(string button)
    {
        var answer = await Page.RunAndWaitForResponseAsync(
            () => Page.ClickAsync(button), response => response.Request.IsNavigationRequest && response.Status is < 300 or >= 400);
        // Asked of the page: the event may have come between the answer and the waiting for it.
        await Page.WaitForFunctionAsync("() => document.readyState !== 'loading'", null, Unhurried);
        return answer.Status;
    }

    /// <summary>Waits until the browser stands on a page whose address is as a pattern says: <c>*</c> any part of a path, <c>**</c> anything.</summary>
    public Task Arrive(string pattern) =>
        // Asked of the page: the event of its loading may have come before anybody waited for it.
        Page.WaitForFunctionAsync("pattern => new RegExp(pattern).test(location.href) && document.readyState !== 'loading'",
            $"^{Regex.Escape(pattern).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal)}$", Unhurried);

    /// <summary>The text of the first element of a selector, with its spaces made one.</summary>
    public async Task<string> Text(string selector) =>
        string.Join(' ', (await Page.Locator(selector).First.InnerTextAsync()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public Task<int> Count(string selector) => Page.Locator(selector).CountAsync();

    public Task<string> Value(string selector) => Page.InputValueAsync(selector);

    public Task<string?> Attribute(string selector, string name) => Page.Locator(selector).First.GetAttributeAsync(name);

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();

    private void Listen()
    {
        // That a page itself was answered 401 or 409 is part of the story; a file it needs must be there.
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) _complaints.Enqueue(message.Text);
        };
        Page.PageError += (_, error) => _complaints.Enqueue(error);
        Page.Dialog += async (_, dialog) =>
        {
            _complaints.Enqueue($"A dialog opened: {dialog.Message}");
            await dialog.DismissAsync();
        };
        Page.Response += (_, response) =>
        {
            if (response.Status >= 400 && !response.Request.IsNavigationRequest) _complaints.Enqueue($"{response.Url} answered {response.Status}");
        };
        Page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" or "https" } url && url.Authority != _address.Authority) _complaints.Enqueue($"{url} is asked for, which is not ours");
        };
    }
}
