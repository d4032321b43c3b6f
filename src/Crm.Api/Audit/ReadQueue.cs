using System.Diagnostics.Metrics;
using System.Threading.Channels;

namespace Crm.Api.Audit;

/// <summary>Reads that wait to be recorded. An answer never waits for the log: beyond what can be kept in memory, reads are counted as lost.</summary>
public sealed class ReadQueue
{
    public const string MeterName = "Crm.Audit";

    private readonly Channel<RecordedRead> _reads;
    private readonly Counter<long> _recorded, _lost;

    public ReadQueue(IMeterFactory meters) : this(meters, capacity: 20_000)
    {
    }

    internal ReadQueue(IMeterFactory meters, int capacity)
    {
        _reads = Channel.CreateBounded<RecordedRead>(new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
        var meter = meters.Create(MeterName);
        _recorded = meter.CreateCounter<long>("crm_reads_recorded_total", description: "Reads of personal data that were recorded.");
        _lost = meter.CreateCounter<long>("crm_reads_lost_total", description: "Reads of personal data that were answered and could not be recorded.");
        // A counter that was never added to is not shown: nothing lost has to read as 0.
        _lost.Add(0);
    }

    /// <summary>Takes a read; never waits.</summary>
    public void Add(RecordedRead read)
    {
        if (!_reads.Writer.TryWrite(read)) _lost.Add(1);
    }

    internal IReadOnlyList<RecordedRead> Take(int most)
    {
        var taken = new List<RecordedRead>();
        while (taken.Count < most && _reads.Reader.TryRead(out var read)) taken.Add(read);
        return taken;
    }

    internal bool IsEmpty => !_reads.Reader.TryPeek(out _);

    internal ValueTask<bool> Some(CancellationToken ct) => _reads.Reader.WaitToReadAsync(ct);

    internal void Recorded(int reads) => _recorded.Add(reads);

    internal void Lost(int reads) => _lost.Add(reads);
}

/// <summary>One answer that showed personal data.</summary>
/// <param name="Subject">The person, when it is about one.</param>
/// <param name="Records">The persons whose data stood in it.</param>
/// <param name="Rows">How many there were; the list of records may be cut.</param>
public sealed record RecordedRead(
    Guid Id, Guid Actor, AccessKind Kind, string? Subject, string Endpoint, IReadOnlyList<Guid> Records, int Rows, string Permission, string CorrelationId);
