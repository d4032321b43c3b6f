using System.Diagnostics.Metrics;

namespace Crm.Api.Live;

/// <summary>What live trays do on this host, as measures.</summary>
public sealed class LiveMeter
{
    public const string MeterName = "Crm.Live";

    private readonly Meter _meter;
    private readonly Counter<long> _events, _resets;

    public LiveMeter(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _events = _meter.CreateCounter<long>("crm_live_events_total", description: "Events sent to those who follow trays");
        _resets = _meter.CreateCounter<long>("crm_live_resets_total", description: "Times somebody who follows a tray had to read it anew");
    }

    internal void Count(Func<int> streams) => _meter.CreateObservableGauge("crm_live_streams", streams, description: "Streams of trays that are open");

    internal void Sent(int events) => _events.Add(events);

    internal void Reset(string reason) => _resets.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
