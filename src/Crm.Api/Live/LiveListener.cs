using System.Threading.Channels;

namespace Crm.Api.Live;

/// <summary>What one event says, ready to be sent to all who hear of it.</summary>
/// <param name="Text">The lines of the event but for its id.</param>
/// <param name="Persons">Whose data it shows.</param>
internal sealed record LiveFrame(byte[] Text, IReadOnlyCollection<Guid> Persons);

/// <summary>Why somebody has to read the tray anew.</summary>
internal static class LiveReset
{
    public const string TooOld = "too-old", Rebuilt = "rebuilt", TooMuch = "too-much", Slow = "slow", Unknown = "unknown";
}

/// <summary>What waits for one listener: by row, the latest of each, and never more than a bounded amount.</summary>
internal sealed class LiveListener(LiveGroup group) : IDisposable
{
    // Full, it says the same.
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly CancellationTokenSource _ending = new();
    private readonly Dictionary<string, (long Position, LiveFrame Frame)> _rows = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private string? _reset;
    private LiveFrame? _counts;
    private int _bytes;

    public LiveGroup Group => group;

    /// <summary>Cancelled when the stream has to end.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Whether who listens may still; asked now and then and before anything is sent.</summary>
    public Func<CancellationToken, ValueTask<bool>> Allowed { get; init; } = _ => new(true);

    /// <summary>When his sign-in ends, by the system's clock.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>When something was sent last, by the clock's timestamps.</summary>
    public long SentAt { get; set; }

    public int Waiting
    {
        get { lock (_lock) return _rows.Count; }
    }

    /// <summary>A row stands differently, or went. Of a row the latest counts. Who tells wakes him when all is told, so that it is sent together.</summary>
    public void Tell(string key, long position, LiveFrame frame)
    {
        lock (_lock)
        {
            if (_reset is not null) return;
            if (_rows.TryGetValue(key, out var told))
            {
                if (told.Position > position) return;
                _bytes -= told.Frame.Text.Length;
            }

            _rows[key] = (position, frame);
            _bytes += frame.Text.Length;
            if (_rows.Count > LiveOptions.MostRows || _bytes > LiveOptions.MostBytes) SetReset(LiveReset.Slow);
        }
    }

    /// <summary>He has to read the tray anew; what waited is part of that.</summary>
    public void Reset(string reason)
    {
        lock (_lock) SetReset(reason);
        Wake();
    }

    public void Count(LiveFrame counts)
    {
        lock (_lock) _counts = counts;
        Wake();
    }

    public void Wake() => _wake.Writer.TryWrite(true);

    public void End()
    {
        try
        {
            _ending.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // He went by himself.
        }
    }

    /// <summary>Waits until there may be something to send.</summary>
    public async ValueTask Woken(CancellationToken ct) => await _wake.Reader.ReadAsync(ct);

    /// <summary>Takes what waits: first that all has to be read anew, or rows by position; then counts.</summary>
    public (string? Reset, IReadOnlyList<LiveFrame> Frames) Take()
    {
        lock (_lock)
        {
            var frames = new List<LiveFrame>(_rows.Count + 1);
            frames.AddRange(_rows.Values.OrderBy(row => row.Position).Select(row => row.Frame));
            if (_counts is not null) frames.Add(_counts);
            var reset = _reset;
            _rows.Clear();
            (_bytes, _reset, _counts) = (0, null, null);
            return (reset, frames);
        }
    }

    public void Dispose() => _ending.Dispose();

    private void SetReset(string reason)
    {
        _rows.Clear();
        _rows.TrimExcess();
        (_bytes, _reset) = (0, reason);
    }
}
