using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Crm.Api.Collections;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.TelecomSales;
using Crm.Api.Tickets;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Identity.Permissions;

/// <summary>An endpoint of the API that asks for a permission, as the host itself lists it: nothing here is written down by hand.</summary>
public sealed partial record Endpoint(string Name, string Method, string Route, string Permission, bool TakesJson, object? Example, bool NeedsIfMatch)
{
    /// <summary>Every endpoint with a permission.</summary>
    public static IReadOnlyList<Endpoint> All(IServiceProvider services) =>
    [
        .. services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText?.StartsWith("/api/", StringComparison.Ordinal) is true && endpoint.Metadata.GetMetadata<PermissionRequirement>() is not null)
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(method => new Endpoint(
                endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName, method, endpoint.RoutePattern.RawText!, endpoint.Metadata.GetMetadata<PermissionRequirement>()!.Permission,
                endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Contains("application/json") is true, endpoint.Metadata.GetMetadata<RequestExample>()?.Body,
                endpoint.Metadata.GetMetadata<IfMatchRequired>() is not null)))
            .OrderBy(endpoint => endpoint.Name, StringComparer.Ordinal),
    ];

    public IEnumerable<string> Parameters => RouteParameter().Matches(Route).Select(match => match.Groups[1].Value);

    /// <summary>Whether a request names anything that belongs to somebody: in its address or in its body.</summary>
    public bool NamesSomething => Parameters.Any(name => name is not ("name" or "tray" or "role")) || (Body(World.Nowhere) is { } body && body != Body(World.Other));

    /// <summary>A request for what a world holds: its ids in the address and in the example's body.</summary>
    public HttpRequestMessage Request(World world, string? body = null)
    {
        var path = RouteParameter().Replace(Route, match => Uri.EscapeDataString(world.Of(this, match.Groups[1].Value)));
        var request = new HttpRequestMessage(new HttpMethod(Method), path);
        if (Method != "GET")
        {
            request.Content = TakesJson ? new StringContent(body ?? Body(world) ?? "{}", Encoding.UTF8, "application/json") : null;
            if (NeedsIfMatch) request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        }

        return request;
    }

    private string? Body(World world)
    {
        if (Example is null) return null;
        var text = JsonSerializer.Serialize(Example, ApiJson.Options);
        foreach (var (from, to) in new (Guid, Guid)[]
                 {
                     (Examples.Campaign, world.Campaign), (Examples.Portfolio, world.Portfolio), (Examples.Debtor, world.Debtor), (Examples.Account, world.Account),
                     (Examples.Agent, world.Agent), (Examples.Attempt, world.Attempt), (TicketExamples.Queue, world.Queue), (TicketExamples.Ticket, world.Ticket), (SalesExamples.Plan, world.Plan), (Guid.Empty, Name is "IssueApiKey" ? world.Agent : world.Campaign),
                 }) text = text.Replace(from.ToString(), to.ToString(), StringComparison.OrdinalIgnoreCase);
        return text;
    }

    public override string ToString() => $"{Method} {Route}";

    [GeneratedRegex(@"\{(\w+)(?::\w+)?\}")]
    private static partial Regex RouteParameter();
}

/// <summary>One of everything that has an id, in one campaign.</summary>
public sealed record World(
    Guid Campaign, Guid Portfolio, Guid Debtor, Guid Account, Guid Agent, Guid Attempt, Guid Promise, Guid Agreement, Guid Payment, Guid FollowUp, Guid Team, Guid Session,
    Guid Key)
{
    public Guid LeadBase { get; init; } = Guid.CreateVersion7();
    public Guid Lead { get; init; } = Guid.CreateVersion7();
    public Guid LeadImport { get; init; } = Guid.CreateVersion7();
    public Guid Callback { get; init; } = Guid.CreateVersion7();
    public Guid Attachment { get; init; } = Guid.CreateVersion7();
    public Guid Todo { get; init; } = Guid.CreateVersion7();
    public Guid Queue { get; init; } = Guid.CreateVersion7();
    public Guid Ticket { get; init; } = Guid.CreateVersion7();
    public Guid Requester { get; init; } = Guid.CreateVersion7();
    public Guid Plan { get; init; } = Guid.CreateVersion7();
    public Guid Sale { get; init; } = Guid.CreateVersion7();
    /// <summary>An agent's commissions of a month, and a month that was closed.</summary>
    public Guid Statement { get; init; } = Guid.CreateVersion7();
    public Guid Settlement { get; init; } = Guid.CreateVersion7();

    /// <summary>Ids of nothing.</summary>
    public static World Nowhere { get; } = Fresh();
    public static World Other { get; } = Fresh();

    /// <summary>Everything of it, for a search in answers.</summary>
    public IEnumerable<Guid> Ids => [Campaign, Portfolio, Debtor, Account, Agent, Attempt, Promise, Agreement, Payment, FollowUp, Session, Key, LeadBase, Lead, LeadImport, Callback, Attachment, Todo, Queue, Ticket, Requester, Plan, Sale, Statement, Settlement];

    internal string Of(Endpoint endpoint, string parameter) => (parameter, endpoint.Route) switch
    {
        ("role", _) => "agent",
        ("name", _) => "contacts",
        ("tray", _) => "accounts",
        ("campaign", _) => Campaign.ToString(),
        ("teamId", _) => Team.ToString(),
        ("sessionId", _) => Session.ToString(),
        ("id", var route) => Id(route).ToString(),
        _ => Guid.CreateVersion7().ToString(),
    };

    private Guid Id(string route) =>
        route.Contains("/tickets/queues/", StringComparison.Ordinal) ? Queue
        : route.Contains("/tickets/requesters/", StringComparison.Ordinal) ? Requester
        : route.Contains("/tickets/", StringComparison.Ordinal) ? Ticket
        : route.Contains("/campaigns/", StringComparison.Ordinal) ? Campaign
        : route.Contains("/plans/", StringComparison.Ordinal) ? Plan
        : route.Contains("/sales/", StringComparison.Ordinal) ? Sale
        : route.Contains("/portfolios/", StringComparison.Ordinal) ? Portfolio
        : route.Contains("/debtors/", StringComparison.Ordinal) || route.Contains("/subjects/", StringComparison.Ordinal) ? Debtor
        : route.Contains("/attempts/", StringComparison.Ordinal) ? Attempt
        : route.Contains("/promises/", StringComparison.Ordinal) ? Promise
        : route.Contains("/agreements/", StringComparison.Ordinal) ? Agreement
        : route.Contains("/payments/", StringComparison.Ordinal) ? Payment
        : route.Contains("/follow-ups/", StringComparison.Ordinal) ? FollowUp
        : route.Contains("/users/", StringComparison.Ordinal) || route.Contains("/agents/", StringComparison.Ordinal) ? Agent
        : route.Contains("/api-keys/", StringComparison.Ordinal) ? Key
        : route.Contains("/lead-bases/", StringComparison.Ordinal) ? LeadBase
        : route.Contains("/lead-imports/", StringComparison.Ordinal) ? LeadImport
        : route.Contains("/leads/", StringComparison.Ordinal) ? Lead
        : route.Contains("/callbacks/", StringComparison.Ordinal) ? Callback
        : route.Contains("/attachments/", StringComparison.Ordinal) ? Attachment
        : route.Contains("/tasks/", StringComparison.Ordinal) ? Todo
        : route.Contains("/statements/", StringComparison.Ordinal) ? Statement
        : route.Contains("/settlements/", StringComparison.Ordinal) ? Settlement
        : Account;

    private static World Fresh()
    {
        Guid New() => Guid.CreateVersion7();
        return new(New(), New(), New(), New(), New(), New(), New(), New(), New(), New(), New(), New(), New());
    }
}
