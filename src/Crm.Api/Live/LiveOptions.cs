namespace Crm.Api.Live;

/// <summary>What live trays may take of a host.</summary>
/// <param name="StreamsPerUser">Streams a person may have open at a time on a host.</param>
/// <param name="Streams">Streams a host serves at a time.</param>
/// <param name="Heartbeat">The longest silence of a stream; proxies cut what is silent for long.</param>
public sealed record LiveOptions(int StreamsPerUser, int Streams, TimeSpan Heartbeat)
{
    /// <summary>Rows that may wait for a slow reader; beyond that he is told to read anew.</summary>
    public const int MostRows = 256;

    /// <summary>Bytes of rows that may wait for a slow reader.</summary>
    public const int MostBytes = 128 << 10;

    /// <summary>Latest changes of a tray kept to answer those who come back; also the most that is told one by one at a time.</summary>
    public const int Window = 2_000;

    public static LiveOptions From(IConfiguration configuration) => new(
        configuration.GetValue("Crm:Live:StreamsPerUser", 12), configuration.GetValue("Crm:Live:Streams", 5_000),
        TimeSpan.FromSeconds(configuration.GetValue("Crm:Live:HeartbeatSeconds", 15)));

    /// <summary>Between two looks at what changed: the more have to be told, the more they are told at once.</summary>
    public static TimeSpan Pace(int listeners) => TimeSpan.FromMilliseconds(Math.Clamp(listeners / 8, 20, 250));
}
