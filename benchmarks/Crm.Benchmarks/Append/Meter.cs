using Crm.EventStore.Append;
using Crm.EventStore.Serialization;
using Crm.EventStore.Streams;

namespace Crm.Benchmarks.Append;

// A small aggregate with an event of the usual size, so that what is measured is the engine.

public sealed record MeterRead(Guid MeterId, Guid CampaignId, int Value, string Unit, string Zone, DateOnly ReadOn, string Source);

public sealed record Meter(int Readings, int Last)
{
    public static readonly EventTypes Types = new([new("meter_read", typeof(MeterRead))]);

    public static Meter? Evolve(Meter? meter, object @event) => @event is MeterRead read ? new((meter?.Readings ?? 0) + 1, read.Value) : meter;

    /// <summary>The next reading of a meter, as a command would decide it.</summary>
    public static AppendUnit Next(Guid id, Loaded<Meter> meter, EventMetadata metadata) => new(
        metadata,
        new StreamAppend(
            id, "meter", meter.Version,
            [new MeterRead(id, metadata.ActorId ?? id, (meter.State?.Last ?? 0) + 1, "kWh", "America/Bogota", new(2026, 6, 1), "field visit")]));
}
