using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Crm.Api.Tests.Collections;
using Crm.Testing;

namespace Crm.Api.Tests.Live;

/// <summary>What a stream said: an event, with the id under which it may be gone on from.</summary>
public sealed record LiveEvent(string Name, string? Id, JsonNode? Data);

/// <summary>Somebody who follows a tray as a program should: reads the list when he begins and when he is told to, and folds what he hears over it.</summary>
/// <param name="list">The list where it is not at the same address as the stream.</param>
public sealed class LiveClient(HttpClient http, string path, string idOf, string? list = null) : IAsyncDisposable
{
    private readonly CancellationTokenSource _limit = new(Eventually.Patience);
    private HttpResponseMessage? _answer;
    private StreamReader? _stream;
    private JsonArray _items = [];

    /// <summary>The tray's list without limits: path and query.</summary>
    private string List => (list ?? path) + ((list ?? path).Contains('?', StringComparison.Ordinal) ? "&" : "?") + "limit=500";

    public string? LastId { get; private set; }

    /// <summary>Lines by id, as they stand for who listens.</summary>
    public Dictionary<string, JsonNode> Rows { get; } = [];

    public long? Total { get; private set; }

    public List<string> Resets { get; } = [];

    /// <summary>Every event that came, also those of streams before.</summary>
    public List<LiveEvent> Heard { get; } = [];

    public HttpResponseMessage Answer => _answer!;

    public static HttpRequestMessage Request(string path, string? lastId = null)
    {
        var (list, query) = path.Split('?') is [var before, var behind] ? (before, "?" + behind) : (path, "");
        var request = new HttpRequestMessage(HttpMethod.Get, $"{list}/live{query}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastId is not null) request.Headers.Add("Last-Event-ID", lastId);
        return request;
    }

    /// <summary>Opens the stream and, at the first time, reads the list once the stream says where it begins.</summary>
    public async Task<LiveClient> Follow()
    {
        var first = LastId is null;
        await Connect();
        if (!first) return this;
        await Hears(_ => LastId is not null);
        await ReadList();
        return this;
    }

    /// <summary>The same follower at another host, or with another sign-in: goes on where he was.</summary>
    public async Task<LiveClient> GoOnAt(HttpClient other)
    {
        var same = new LiveClient(other, path, idOf, list) { LastId = LastId };
        foreach (var (id, row) in Rows) same.Rows[id] = row;
        await same.Connect();
        return same;
    }

    public async Task Connect()
    {
        Disconnect();
        // The host may not have noticed yet that the one before is gone.
        await Eventually.True(async () =>
        {
            _answer?.Dispose();
            _answer = await http.SendAsync(Request(path, LastId), HttpCompletionOption.ResponseHeadersRead, _limit.Token);
            return _answer.StatusCode is not HttpStatusCode.TooManyRequests;
        }, "there is a place for the stream");
        if (_answer!.IsSuccessStatusCode) _stream = new(await _answer.Content.ReadAsStreamAsync(_limit.Token));
    }

    public void Disconnect()
    {
        _stream?.Dispose();
        _answer?.Dispose();
        (_stream, _answer) = (null, null);
    }

    /// <summary>Reads until something is so; what has been read already counts too.</summary>
    public async Task Until(Func<bool> so, string what)
    {
        while (!so())
        {
            if (!await Next()) throw new InvalidOperationException($"The stream ended before {what}. Heard: {string.Join(", ", Heard.TakeLast(5))}");
        }
    }

    /// <summary>Reads until an event comes that is meant.</summary>
    public async Task<LiveEvent> Hears(Func<LiveEvent, bool> meant)
    {
        while (await Next())
        {
            if (meant(Heard[^1])) return Heard[^1];
        }

        throw new InvalidOperationException($"The stream ended. Heard: {string.Join(", ", Heard.TakeLast(5))}");
    }

    /// <summary>Reads to the end, which somebody else brings about.</summary>
    public async Task Ended()
    {
        try
        {
            while (await Next())
            {
                // What is on its way comes first.
            }
        }
        catch (IOException)
        {
            // A host that goes may cut it.
        }
    }

    /// <summary>Reads until what was folded is what the list says now.</summary>
    public async Task IsTheList()
    {
        await ReadExpected();
        await Until(() => Same() && Total == _items.Count, $"it equals the list: {Rows.Count} rows, {Total} counted, of {_items.Count}");
    }

    public async Task ReadList()
    {
        await ReadExpected();
        Rows.Clear();
        foreach (var item in _items) Rows[item.Text(idOf)] = item!.DeepClone();
    }

    public ValueTask DisposeAsync()
    {
        Disconnect();
        _limit.Dispose();
        return ValueTask.CompletedTask;
    }

    private bool Same() => Rows.Count == _items.Count && _items.All(item => Rows.TryGetValue(item.Text(idOf), out var row) && JsonNode.DeepEquals(row, item));

    private async Task ReadExpected() => _items = await http.Items(List);

    private async Task<bool> Next()
    {
        LiveEvent? next;
        do next = await Read();
        while (next is { Name.Length: 0 });
        if (next is null) return false;
        Heard.Add(next);
        if (next.Id is { Length: > 0 } id) LastId = id;
        switch (next.Name)
        {
            case "changed":
                Rows[next.Data.Text("id")] = next.Data!["line"]!.DeepClone();
                break;
            case "gone":
                Rows.Remove(next.Data.Text("id"));
                break;
            case "counts":
                Total = next.Data!["total"]!.GetValue<long>();
                break;
            case "reset":
                Resets.Add(next.Data.Text("reason"));
                await ReadList();
                break;
        }

        return true;
    }

    private async Task<LiveEvent?> Read()
    {
        var (name, id, data) = ("", (string?)null, (string?)null);
        while (await _stream!.ReadLineAsync(_limit.Token) is { } line)
        {
            if (line.Length == 0) return new(name, id, data is null ? null : JsonNode.Parse(data));
            if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            else if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line[6..];
            else line.ShouldMatch("^(:.*|retry: [0-9]+)$");
        }

        return null;
    }
}
