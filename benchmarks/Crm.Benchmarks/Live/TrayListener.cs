using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;

namespace Crm.Benchmarks.Live;

/// <summary>One stream: notes when it was told up to which position, and comes back with the last id when it is cut off.</summary>
internal sealed class TrayListener(HttpClient http, AuthenticationHeaderValue token)
{
    private const string Path = "/api/collections/trays/accounts/live";
    private readonly List<(long Position, long At)> _told = [];
    private string? _lastId;
    private long _position;

    public static ConcurrentDictionary<string, int> Refused { get; } = new();

    public long Position => Interlocked.Read(ref _position);

    public int Resets { get; private set; }

    public bool IsOpen { get; private set; }

    public AuthenticationHeaderValue Token { get; set; } = token;

    /// <summary>When it was told of what happened at a position, by the system's timestamps.</summary>
    public long ToldAt(long position)
    {
        lock (_told)
        {
            var (low, high) = (0, _told.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (_told[middle].Position < position) low = middle + 1;
                else high = middle;
            }

            return low < _told.Count ? _told[low].At : long.MaxValue;
        }
    }

    public async Task Follow(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                using var answer = await Open(http, Token, _lastId, ct);
                if (answer.StatusCode is HttpStatusCode.OK) await Read(await answer.Content.ReadAsStreamAsync(ct), ct);
                else Refused.AddOrUpdate($"{(int)answer.StatusCode}", 1, (_, times) => times + 1);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                // The host went: it comes back.
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }

            IsOpen = false;
            // As the host asks its listeners to, in the retry of each stream.
            await Task.Delay(Random.Shared.Next(1_000, 5_000), ct).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    public static async Task<HttpResponseMessage> Open(HttpClient http, AuthenticationHeaderValue token, string? lastId, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Authorization = token;
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastId is not null) request.Headers.Add("Last-Event-ID", lastId);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }

    // Only the ids are looked at: the client's processor time is taken from the host's.
    private async Task Read(Stream stream, CancellationToken ct)
    {
        var (buffer, kept) = (new byte[16 << 10], 0);
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(kept), ct);
            if (read == 0) return;
            IsOpen = true;
            kept = Take(buffer.AsSpan(0, kept + read));
            if (kept == buffer.Length) throw new InvalidOperationException("A line is longer than was thought.");
        }
    }

    private int Take(Span<byte> bytes)
    {
        var rest = bytes;
        for (var end = rest.IndexOf((byte)'\n'); end >= 0; end = rest.IndexOf((byte)'\n'))
        {
            var line = rest[..end];
            if (line.StartsWith("id: "u8)) Tell(line[4..]);
            else if (line.SequenceEqual("event: reset"u8)) Resets++;
            rest = rest[(end + 1)..];
        }

        rest.CopyTo(bytes);
        return rest.Length;
    }

    private void Tell(ReadOnlySpan<byte> id)
    {
        if (!Utf8Parser.TryParse(id, out long position, out _)) throw new InvalidOperationException("An id without a position.");
        _lastId = System.Text.Encoding.ASCII.GetString(id);
        if (position <= Position) return;
        Interlocked.Exchange(ref _position, position);
        lock (_told) _told.Add((position, TimeProvider.System.GetTimestamp()));
    }
}
