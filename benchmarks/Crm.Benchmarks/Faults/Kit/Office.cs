using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Identity;

namespace Crm.Benchmarks.Faults.Kit;

/// <summary>A client of the API: signed in, with a campaign, a portfolio and accounts of its own to work on.</summary>
internal sealed class Office(Uri url) : IDisposable
{
    public const string UserName = "load", Password = "Under-pressure-2026!";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 1024 }) { BaseAddress = url, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Every command and query goes through this; it carries the token.</summary>
    public HttpClient Http => _http;

    /// <summary>Makes the user that all of this is done as. Before the first sign-in, on a database with its schema.</summary>
    public static Task MakeUser(HostSettings settings, CancellationToken ct) => HostProcess.Verb(
        settings, Password, ct, "users", "create", UserName, "--role", Roles.SuperAdministrator, "--password-stdin");

    public async Task SignIn(CancellationToken ct)
    {
        using var answer = await _http.PostAsJsonAsync("/api/identity/sign-in", new SignInRequest(UserName, Password), Json, ct);
        var session = await Read<SessionTokens>(answer, ct);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.AccessToken);
    }

    /// <summary>Opens a campaign with a portfolio and places accounts in it, several at once.</summary>
    public async Task<IReadOnlyList<Guid>> PlaceAccounts(string code, int accounts, CancellationToken ct)
    {
        var campaign = (await Command("/api/campaigns", new { code, name = code, country = "CO", currency = "COP", zone = "America/Bogota", language = "es-CO" }, ct)).Id;
        var portfolio = (await Command("/api/collections/portfolios", new
        {
            campaignId = campaign,
            code,
            name = code,
            creditor = "Bank " + code,
            country = "CO",
            currency = "COP",
            placedOn = "2026-01-02",
        }, ct)).Id;
        var placed = new Guid[accounts];
        await Parallel.ForAsync(0, accounts, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = ct }, async (number, each) =>
        {
            var debtor = (await Command("/api/collections/debtors", new
            {
                campaignId = campaign,
                country = "CO",
                documentType = "CC",
                documentNumber = $"{10_000_000 + number}",
                fullName = $"Debtor {number}",
            }, each)).Id;
            placed[number] = (await Command("/api/collections/accounts", new
            {
                portfolioId = portfolio,
                debtorId = debtor,
                reference = $"{code}-{number}",
                cutOffDate = "2026-01-02",
                cessionDate = "2026-01-02",
                originatorDaysPastDue = 0,
                balance = new { currency = "COP", principal = 1_000_000 + number, interest = 0, fees = 0, insurance = 0, technology = 0, other = 0 },
            }, each)).Id;
        });
        return placed;
    }

    /// <summary>The request that charges an account once under a key. The charge has no other identity: without the key it would be charged twice.</summary>
    public static HttpRequestMessage Charge(Guid account, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/collections/accounts/{account}/charges")
        {
            Content = JsonContent.Create(new { component = "fees", amount = new { amount = 1, currency = "COP" }, reason = key }, options: Json),
        };
        request.Headers.Add(IdempotencyKeys.Header, key);
        return request;
    }

    /// <summary>A command that has to succeed.</summary>
    public async Task<CommandAnswer> Command(string path, object body, CancellationToken ct)
    {
        using var answer = await _http.PostAsJsonAsync(path, body, Json, ct);
        return await Read<CommandAnswer>(answer, ct);
    }

    public static async Task<T> Read<T>(HttpResponseMessage answer, CancellationToken ct)
    {
        if (answer.IsSuccessStatusCode) return (await answer.Content.ReadFromJsonAsync<T>(Json, ct))!;
        throw new HttpRequestException(
            $"{answer.RequestMessage?.RequestUri?.AbsolutePath} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(ct)}", null, answer.StatusCode);
    }

    public static bool IsAway(HttpResponseMessage answer) =>
        answer.StatusCode is HttpStatusCode.ServiceUnavailable && answer.Headers.RetryAfter is not null;

    public void Dispose() => _http.Dispose();
}
