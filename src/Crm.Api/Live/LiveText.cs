using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Crm.Api.Http;

namespace Crm.Api.Live;

/// <summary>Server-sent events as text: <c>text/event-stream</c> of the HTML standard.</summary>
internal static class LiveText
{
    public const string ContentType = "text/event-stream";

    private static readonly JsonSerializerOptions Json = new(ApiJson.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>What keeps proxies from cutting a silent stream.</summary>
    public static readonly byte[] Heartbeat = ":\n\n"u8.ToArray();

    /// <summary>The lines of an event but for its id and the empty line that ends it. JSON has no line breaks.</summary>
    public static byte[] Event(string name, object data) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"event: {name}\ndata: {JsonSerializer.Serialize(data, data.GetType(), Json)}\n"));

    public static byte[] Id(LiveToken token) => Encoding.UTF8.GetBytes($"id: {token}\n");

    public static byte[] Retry(TimeSpan wait) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"retry: {(int)wait.TotalMilliseconds}\n\n"));
}
