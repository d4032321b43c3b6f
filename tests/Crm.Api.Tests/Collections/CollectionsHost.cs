using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Crm.Api.Tests.Kit;
using Crm.EventStore.Projecting;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Collections;

/// <summary>The tests that only add campaigns and what is in them share one host.</summary>
[CollectionDefinition(Name)]
public sealed class OneOffice : ICollectionFixture<CollectionsHost>
{
    public const string Name = "One office";
}

/// <summary>The host with what a collections test begins with: campaigns, a portfolio, debtors and accounts, all made over HTTP.</summary>
public sealed class CollectionsHost : HostFixture
{
    private int _made;

    public HttpClient Administrator { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Administrator = await SignedIn("administrator");
    }

    /// <summary>A campaign in Bogotá without contact limits.</summary>
    public async Task<Guid> Campaign(object? contactPolicy = null) => (await Administrator.Command("/api/campaigns", new
    {
        code = $"TEST-{Next()}",
        name = "Test",
        country = "CO",
        currency = "COP",
        zone = "America/Bogota",
        language = "es-CO",
        contactPolicy = contactPolicy ?? Permissive,
    })).Id;

    public async Task<Guid> Portfolio(Guid campaign) => (await Administrator.Command("/api/collections/portfolios", new
    {
        campaignId = campaign,
        code = $"P-{Next()}",
        name = "Portfolio",
        creditor = "Lineru",
        country = "CO",
        currency = "COP",
        placedOn = "2026-01-05",
    })).Id;

    public async Task<Guid> Debtor(Guid campaign, string name = "María Ríos") => (await Administrator.Command("/api/collections/debtors", new
    {
        campaignId = campaign,
        country = "CO",
        documentType = "CC",
        documentNumber = (1_020_304_000 + Next()).ToString(CultureInfo.InvariantCulture),
        fullName = name,
    })).Id;

    /// <summary>An account with a principal, perhaps in an agent's hands.</summary>
    public async Task<Seeded> Account(decimal principal = 1_000_000, Guid? campaign = null, Guid? agent = null)
    {
        var where = campaign ?? await Campaign();
        var (portfolio, debtor) = (await Portfolio(where), await Debtor(where));
        var account = await Administrator.Command("/api/collections/accounts", new
        {
            portfolioId = portfolio,
            debtorId = debtor,
            reference = $"R-{Next()}",
            cutOffDate = (await Today()).AddDays(-1),
            cessionDate = (await Today()).AddDays(-40),
            originatorDaysPastDue = 0,
            balance = new { currency = "COP", principal, interest = 0, fees = 0, insurance = 0, technology = 0, other = 0 },
        });
        var assigned = agent is null ? account : await Administrator.Command($"/api/collections/accounts/{account.Id}/assign", new { agentId = agent });
        await Services.GetRequiredService<ProjectionProgress>().CaughtUpTo(assigned.Position);
        return new(where, portfolio, debtor, account.Id);
    }

    /// <summary>An agent of a campaign with his client.</summary>
    public async Task<(HttpClient Client, Guid Id)> Agent(Guid campaign, string role = "agent")
    {
        var user = await User(role, campaign);
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await SignIn(client, user.UserName)).AccessToken);
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        return (client, user.Id.Value);
    }

    public async Task<DateTimeOffset> Now() => (await Administrator.Read("/api/development/clock"))["now"]!.GetValue<DateTimeOffset>();

    public async Task<DateOnly> Today() => DateOnly.FromDateTime((await Now()).ToOffset(TimeSpan.FromHours(-5)).DateTime);

    /// <summary>Moves the business clock on and waits until everything that fell due has happened and was seen.</summary>
    public async Task Pass(int days) => await PassTo((await Now()).AddDays(days));

    /// <summary>The same up to an instant.</summary>
    public async Task PassTo(DateTimeOffset to)
    {
        var answer = await Administrator.PostAsJsonAsync("/api/development/clock", new { days = (int?)null, hours = (int?)null, to });
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        var position = JsonNode.Parse(text)!["position"];
        position.ShouldNotBeNull("the agenda did not settle");
        await Services.GetRequiredService<ProjectionProgress>().CaughtUpTo(position.GetValue<long>());
    }

    public int Next() => Interlocked.Increment(ref _made);

    public static object Cop(decimal amount) => new { amount, currency = "COP" };

    private static object Permissive => new
    {
        name = "Permissive",
        closedOnHolidays = false,
        attemptsPerDay = (int?)null,
        attemptsPerWeek = (int?)null,
        contactsPerDayAfterDirectContact = (int?)null,
        channelsPerWeekAfterDirectContact = (int?)null,
        allowsThirdPersons = true,
        hours = Enum.GetNames<DayOfWeek>().Select(day => new { day = char.ToLowerInvariant(day[0]) + day[1..], from = "00:00:00", until = "23:59:59.9999999" }),
    };
}

public sealed record Seeded(Guid Campaign, Guid Portfolio, Guid Debtor, Guid Account);

/// <param name="Position">To read what was written.</param>
public sealed record Commanded(Guid Id, long Version, long Position);

/// <summary>Requests as tests write them: a command succeeds, a query sees it.</summary>
public static class Requests
{
    /// <summary>A command that has to hold.</summary>
    public static async Task<Commanded> Command(this HttpClient client, string path, object? body = null)
    {
        var answer = await client.Send(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {(int)answer.StatusCode} {text}");
        var node = JsonNode.Parse(text)!;
        return new(node["id"]!.GetValue<Guid>(), node["version"]!.GetValue<long>(), node["position"]!.GetValue<long>());
    }

    /// <summary>A command whatever becomes of it.</summary>
    public static Task<HttpResponseMessage> Send(this HttpClient client, string path, object? body = null) =>
        body is null ? client.PostAsync(new Uri(path, UriKind.Relative), null) : client.PostAsJsonAsync(path, body);

    /// <summary>A query that has to answer, as of a position.</summary>
    public static async Task<JsonObject> Read(this HttpClient client, string path, long? position = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (position is { } at) request.Headers.Add("Crm-Position", at.ToString(CultureInfo.InvariantCulture));
        var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {(int)answer.StatusCode} {text}");
        answer.Headers.Contains("Crm-Stale").ShouldBeFalse($"{path} did not see {position}");
        return JsonNode.Parse(text)!.AsObject();
    }

    public static async Task<JsonArray> Items(this HttpClient client, string path, long? position = null) => (await client.Read(path, position))["items"]!.AsArray();

    public static async Task<int> StatusOf(this HttpClient client, string path) => (int)(await client.GetAsync(new Uri(path, UriKind.Relative))).StatusCode;

    public static string Text(this JsonNode? node, string path) => node.At(path)!.ToString();

    public static decimal Amount(this JsonNode? node, string path) => node.At(path)!["amount"]!.GetValue<decimal>();

    private static JsonNode? At(this JsonNode? node, string path) => path.Split('.').Aggregate(node, (part, name) => part?[name]);
}
