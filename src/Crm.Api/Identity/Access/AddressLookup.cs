using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Crm.Api.Hosting;
using Dapper;
using Npgsql;

namespace Crm.Api.Identity.Access;

/// <summary>
/// Asks a look-up service about addresses: country, provider, VPN, proxy, risk. Never within a request; each address at most once a month. Without
/// <c>Crm:AddressLookup</c> nobody is asked and the fields stay empty.
/// </summary>
public sealed class AddressLookup(
    IHttpClientFactory clients, NpgsqlDataSource source, NaturalKeys keys, TimeProvider clock, IConfiguration configuration, ILogger<AddressLookup> logger)
{
    public const string Client = "address-lookup";
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GoodFor = TimeSpan.FromDays(30);
    private const int MostWaiting = 1_000;

    private readonly ConcurrentQueue<IPAddress> _wanted = new();

    /// <summary>An address somebody will want to know about.</summary>
    internal void Wanted(IPAddress address)
    {
        if (IsConfigured && _wanted.Count < MostWaiting) _wanted.Enqueue(address);
    }

    /// <summary>Asks about one address that is waiting, if there is one.</summary>
    internal async Task AskNext(CancellationToken ct)
    {
        if (!_wanted.TryDequeue(out var address)) return;
        try
        {
            await Find(address, ask: true, ct);
        }
        catch (Exception exception) when (Http.ProblemMiddleware.IsUnavailable(exception))
        {
            logger.LogDebug(exception, "What was found out about an address could not be kept");
        }
    }

    /// <summary>What is known of an address; <c>null</c>: nothing.</summary>
    /// <param name="ask">Whether the service is asked when nothing fresh is known.</param>
    public async Task<AddressFacts?> Find(IPAddress address, bool ask, CancellationToken ct)
    {
        var mark = VisitWriter.MarkOf(keys, address);
        await using var connection = await source.OpenConnectionAsync(ct);
        var known = await connection.QuerySingleOrDefaultAsync<AddressFacts>(new(
            """
            select country, city, isp, is_vpn as IsVpn, is_proxy as IsProxy, risk from crm_address_facts where address_mark = @mark and looked_up_at > @since
            """, new { mark, since = clock.GetUtcNow() - GoodFor }, cancellationToken: ct));
        if (known is not null || !ask || await Ask(address, ct) is not { } facts) return known;

        await connection.ExecuteAsync(new(
            """
            insert into crm_address_facts (address_mark, country, city, isp, is_vpn, is_proxy, risk, looked_up_at)
            values (@mark, @Country, @City, @Isp, @IsVpn, @IsProxy, @Risk, @now)
            on conflict (address_mark) do update set country = excluded.country, city = excluded.city, isp = excluded.isp, is_vpn = excluded.is_vpn,
                is_proxy = excluded.is_proxy, risk = excluded.risk, looked_up_at = excluded.looked_up_at
            """,
            new { mark, facts.Country, facts.City, facts.Isp, facts.IsVpn, facts.IsProxy, facts.Risk, now = clock.GetUtcNow() }, cancellationToken: ct));
        return facts;
    }

    private bool IsConfigured => !string.IsNullOrWhiteSpace(configuration["Crm:AddressLookup"]);

    // The service is somebody else's: what it says is cut to size, and when it does not answer nothing is known.
    private async Task<AddressFacts?> Ask(IPAddress address, CancellationToken ct)
    {
        if (!IsConfigured) return null;

        var url = configuration["Crm:AddressLookup"]!.Replace("{address}", Uri.EscapeDataString(address.ToString()), StringComparison.Ordinal);
        try
        {
            using var client = clients.CreateClient(Client);
            using var document = JsonDocument.Parse(await client.GetByteArrayAsync(new Uri(url), ct), new JsonDocumentOptions { MaxDepth = 16 });
            return AddressFacts.Read(document.RootElement);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or UriFormatException || (exception is OperationCanceledException && !ct.IsCancellationRequested))
        {
            logger.LogWarning("The look-up service did not answer: {Reason}", exception.GetType().Name);
            return null;
        }
    }
}

/// <param name="Risk">0 to 100; above 50 it deserves a look.</param>
public sealed record AddressFacts(string? Country, string? City, string? Isp, bool? IsVpn, bool? IsProxy, int? Risk)
{
    /// <summary>From the usual shape: <c>location.country</c>, <c>location.city</c>, <c>isp.isp</c>, <c>risk.is_vpn</c>, <c>risk.is_proxy</c>, <c>risk.risk_score</c>.</summary>
    public static AddressFacts Read(JsonElement root) => new(
        Text(root, "location", "country"), Text(root, "location", "city"), Text(root, "isp", "isp"), Flag(root, "risk", "is_vpn"), Flag(root, "risk", "is_proxy"),
        Member(root, "risk", "risk_score") is { ValueKind: JsonValueKind.Number } risk && risk.TryGetInt32(out var score) ? Math.Clamp(score, 0, 100) : null);

    private static string? Text(JsonElement root, string part, string name) =>
        Member(root, part, name) is { ValueKind: JsonValueKind.String } text ? Texts.Short(text.GetString()!, 100) : null;

    private static bool? Flag(JsonElement root, string part, string name) => Member(root, part, name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static JsonElement? Member(JsonElement root, string part, string name) =>
        root.ValueKind is JsonValueKind.Object && root.TryGetProperty(part, out var inner) && inner.ValueKind is JsonValueKind.Object && inner.TryGetProperty(name, out var member)
            ? member
            : null;
}
