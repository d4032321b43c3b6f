using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Crm.Api.Http;

/// <summary>Listens to the product's meters and writes them as Prometheus text.</summary>
/// <remarks>At most <see cref="MaxSeries"/> label sets per instrument are kept; what comes later is counted under <c>overflow="true"</c>.</remarks>
public sealed class PrometheusMetrics : IHostedService, IDisposable
{
    public const int MaxSeries = 1000;
    private static readonly double[] Buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private static readonly string[] RuntimeInstruments = ["dotnet.process.memory.working_set", "dotnet.gc.collections", "dotnet.process.cpu.time", "dotnet.thread_pool.thread.count"];

    private readonly ConcurrentDictionary<Instrument, ConcurrentDictionary<string, Series>> _instruments = new();
    private readonly MeterListener _listener = new();

    public PrometheusMetrics()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("Crm", StringComparison.Ordinal)
                || (instrument.Meter.Name == "System.Runtime" && RuntimeInstruments.Contains(instrument.Name)))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.MeasurementsCompleted = (instrument, _) => _instruments.TryRemove(instrument, out var _);
        _listener.SetMeasurementEventCallback<double>(Record);
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, state) => Record(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, state) => Record(instrument, value, tags, state));
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    /// <summary>Everything measured until now, in the text format 0.0.4.</summary>
    public string Write()
    {
        foreach (var (instrument, series) in _instruments)
        {
            // What an observable instrument no longer reports must not stay as if it did.
            if (instrument.IsObservable) series.Clear();
        }

        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var group in _instruments.OrderBy(entry => entry.Key.Name, StringComparer.Ordinal).GroupBy(entry => entry.Key.Name))
        {
            var instrument = group.First().Key;
            var name = NameOf(instrument);
            text.Append("# HELP ").Append(name).Append(' ').AppendLine((instrument.Description ?? instrument.Name).ReplaceLineEndings(" "));
            text.Append("# TYPE ").Append(name).Append(' ').AppendLine(KindOf(instrument));
            foreach (var (labels, series) in group.SelectMany(entry => entry.Value).OrderBy(entry => entry.Key, StringComparer.Ordinal))
                series.Write(text, name, labels, IsHistogram(instrument));
        }

        return text.ToString();
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var all = _instruments.GetOrAdd(instrument, _ => new(StringComparer.Ordinal));
        var labels = Labels(tags);
        if (!all.TryGetValue(labels, out var series))
            series = all.GetOrAdd(all.Count < MaxSeries ? labels : "overflow=\"true\"", _ => new(BucketsOf(instrument)));
        series.Record(value, instrument);
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0) return "";

        var text = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            if (text.Length > 0) text.Append(',');
            text.Append(Safe(key)).Append("=\"");
            foreach (var character in Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
                _ = character switch { '\\' => text.Append("\\\\"), '"' => text.Append("\\\""), '\n' => text.Append("\\n"), _ => text.Append(character) };
            text.Append('"');
        }

        return text.ToString();
    }

    private static bool IsHistogram(Instrument instrument) => instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal);

    private static bool IsCounter(Instrument instrument) =>
        instrument.GetType().Name is var type && (type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal));

    // Seconds, unless the instrument says otherwise.
    private static double[] BucketsOf(Instrument instrument) => !IsHistogram(instrument) ? [] : instrument switch
    {
        Histogram<long> { Advice.HistogramBucketBoundaries: { } sizes } => [.. sizes.Select(size => (double)size)],
        _ => Buckets,
    };

    private static string KindOf(Instrument instrument) => IsHistogram(instrument) ? "histogram" : IsCounter(instrument) ? "counter" : "gauge";

    private static string NameOf(Instrument instrument)
    {
        var name = Safe(instrument.Name);
        return IsCounter(instrument) && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static string Safe(string name) => string.Concat(name.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_'));

    private sealed class Series(double[] bounds)
    {
        private readonly Lock _lock = new();
        private readonly long[] _counts = new long[bounds.Length];
        private double _sum;
        private long _count;

        public void Record(double value, Instrument instrument)
        {
            lock (_lock)
            {
                // An observable instrument reports its total, and a gauge its present value; the others report what is added.
                var replaces = instrument.IsObservable || instrument.GetType().Name.StartsWith("Gauge", StringComparison.Ordinal);
                _sum = replaces ? value : _sum + value;
                _count++;
                for (var i = 0; i < bounds.Length; i++)
                {
                    if (value <= bounds[i]) _counts[i]++;
                }
            }
        }

        public void Write(StringBuilder text, string name, string labels, bool histogram)
        {
            lock (_lock)
            {
                if (!histogram)
                {
                    Line(text, name, labels, _sum);
                    return;
                }

                var prefix = labels.Length > 0 ? labels + "," : "";
                for (var i = 0; i < bounds.Length; i++)
                    Line(text, name + "_bucket", $"{prefix}le=\"{bounds[i].ToString(CultureInfo.InvariantCulture)}\"", _counts[i]);
                Line(text, name + "_bucket", prefix + "le=\"+Inf\"", _count);
                Line(text, name + "_sum", labels, _sum);
                Line(text, name + "_count", labels, _count);
            }
        }

        private static void Line(StringBuilder text, string name, string labels, double value)
        {
            text.Append(name);
            if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
            text.Append(' ').AppendLine(value.ToString("R", CultureInfo.InvariantCulture));
        }
    }
}
