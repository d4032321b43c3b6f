using System.Diagnostics.Metrics;

namespace Crm.EventStore.Append;

/// <summary>What a log appends, as measures of the meter <c>Crm.EventStore</c>: how many batches, how full, and how much waits.</summary>
internal sealed class AppendMeter : IDisposable
{
    private static readonly InstrumentAdvice<long> BatchSizes = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] };

    private readonly Meter _meter = new("Crm.EventStore");
    private readonly Counter<long> _units, _events;
    private readonly Histogram<long> _batches;

    /// <param name="waiting">Units that wait for a batch.</param>
    public AppendMeter(Func<int> waiting)
    {
        _units = _meter.CreateCounter<long>("crm_append_units", description: "Units sent to be appended: commands");
        _events = _meter.CreateCounter<long>("crm_append_events", description: "Events sent to be appended");
        _batches = _meter.CreateHistogram("crm_append_batch_units", unit: null, description: "Units that went to the database in one round trip", tags: null, BatchSizes);
        _meter.CreateObservableGauge("crm_append_waiting", waiting, description: "Units that wait for a batch");
    }

    public void Sent(AppendBatch batch)
    {
        _units.Add(batch.Units.Count);
        _events.Add(batch.EventCount);
        _batches.Record(batch.Units.Count);
    }

    public void Dispose() => _meter.Dispose();
}
