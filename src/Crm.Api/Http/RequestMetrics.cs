using System.Diagnostics.Metrics;

namespace Crm.Api.Http;

/// <summary>Measures of the requests served. Labels are bounded: methods, route templates, and the status' hundreds.</summary>
public sealed class RequestMetrics
{
    public const string MeterName = "Crm.Http";

    private readonly Histogram<double> _duration;

    public RequestMetrics(IMeterFactory meters) =>
        _duration = meters.Create(MeterName).CreateHistogram<double>("crm_http_request_duration_seconds", "s", "Time to answer a request.");

    public void Served(string method, string route, int status, TimeSpan took) => _duration.Record(
        took.TotalSeconds,
        new("method", method is "GET" or "POST" or "PUT" or "DELETE" or "HEAD" or "OPTIONS" or "PATCH" ? method : "other"),
        new("route", route),
        new("status", $"{status / 100}xx"));
}
