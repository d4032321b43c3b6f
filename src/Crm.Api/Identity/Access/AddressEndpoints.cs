using System.Net;
using Crm.Api.Http;
using Crm.Domain.Identity.AccessLogs;
using Crm.Domain.Kernel;
using FluentValidation;

namespace Crm.Api.Identity.Access;

/// <summary>From where people may come, and who came.</summary>
public static class AddressEndpoints
{
    public static void MapAddresses(this IEndpointRouteBuilder routes)
    {
        var addresses = routes.MapGroup("/api/identity/addresses").WithTags("Identity: access").KeepsUpWithItself();

        addresses.MapGet("/", (IdentityRules rules, TimeProvider clock) => TypedResults.Ok(new AddressListAnswer(
                rules.Current.Networks.IsClosed, [.. rules.Current.Networks.List.Rules.Select(rule => AddressRuleAnswer.Of(rule, clock.GetUtcNow()))])))
            .WithName("ListAddressRules")
            .WithSummary("From where people may come; without a rule from everywhere")
            .RequirePermission(Permission.AddressesRead);

        addresses.MapPost("/", Allow)
            .WithName("AllowNetwork")
            .WithSummary("Allow an address or range, for a role or campaign if so said; with the first one the list is closed")
            .WithExample(new AllowNetworkRequest("200.1.2.0/24", "Head office", null, null, null))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.AddressesCreate);

        addresses.MapPost("/{ruleId:guid}/withdraw", Withdraw)
            .WithName("WithdrawNetwork")
            .WithSummary("Allow an address or range no longer")
            .WithExample(new ReasonRequest("The office moved"))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.AddressesDelete);

        addresses.MapGet("/facts", Facts)
            .WithName("GetAddressFacts")
            .WithSummary("An address: the rules that allow it and what a look-up service says of it; without ?address= one's own")
            .Produces<AddressInfo>()
            .RequirePermission(Permission.AddressesRead);

        var log = routes.MapGroup("/api/identity/access-log").WithTags("Identity: access");

        log.MapGet("/", List)
            .WithName("ListVisits")
            .WithSummary("Who came from where, by hour; refusals one by one")
            .Produces<IReadOnlyList<VisitAnswer>>()
            .RequirePermission(Permission.AccessLogRead);

        log.MapGet("/stats", async (DateTimeOffset? from, DateTimeOffset? until, VisitQueries visits, TimeProvider clock, CancellationToken ct) =>
                TypedResults.Ok(await visits.Stats(From(from, clock), until ?? clock.GetUtcNow().AddDays(1), ct)))
            .WithName("CountVisits")
            .WithSummary("Requests let through and refused, by day")
            .Produces<IReadOnlyList<VisitCount>>()
            .RequirePermission(Permission.AccessLogRead);

        log.MapPost("/purge", Purge)
            .WithName("PurgeAccessLog")
            .WithSummary("Drop the days of visits and the months of reads that are older than the policy keeps; done by itself every hour")
            .Produces<PurgeAnswer>()
            .RequirePermission(Permission.AccessLogPurge);
    }

    internal static Task<IResult> Allow(AllowNetworkRequest request, CommandContext context, Commands commands, AddressUnits units, HttpContext http, CancellationToken ct) =>
        commands.Handle(context, units.Allow(
            Guid.CreateVersion7(), Networks.Canonical(request.Network)!, request.Description.Trim(), request.Role,
            request.CampaignId is { } campaign ? new CampaignId(campaign) : null, request.ExpiresAt, context.Actor, Whereabouts.Of(http)), ct);

    internal static Task<IResult> Withdraw(
        Guid ruleId, ReasonRequest request, CommandContext context, Commands commands, AddressUnits units, HttpContext http, CancellationToken ct) =>
        commands.Handle(context, units.Withdraw(ruleId, request.Reason, context.Actor, Whereabouts.Of(http)), ct);

    internal static async Task<IResult> Facts(
        string? address, IdentityRules rules, AddressLookup lookup, TimeProvider clock, HttpContext http, Problems problems, CancellationToken ct)
    {
        var asked = address is null ? http.Connection.RemoteIpAddress : IPAddress.TryParse(address, out var parsed) ? parsed : null;
        if (asked is null) return problems.Invalid("address", "An IP address.");

        return TypedResults.Ok(new AddressInfo(
            Networks.Plain(asked).ToString(), rules.Current.Networks.LetAnybody(asked, clock.GetUtcNow()),
            [.. rules.Current.Networks.Holding(asked, clock.GetUtcNow()).Select(rule => AddressRuleAnswer.Of(rule, clock.GetUtcNow()))], await lookup.Find(asked, ask: true, ct)));
    }

    internal static async Task<IResult> List(
        DateTimeOffset? from, DateTimeOffset? until, string? kind, string? address, Guid? user, int? limit, VisitQueries visits, TimeProvider clock, Problems problems,
        CancellationToken ct)
    {
        IPAddress? parsed = null;
        if (address is not null && !IPAddress.TryParse(address, out parsed)) return problems.Invalid("address", "An IP address.");

        return TypedResults.Ok(await visits.List(From(from, clock), until ?? clock.GetUtcNow().AddDays(1), kind, parsed, user, limit ?? 100, ct));
    }

    private static async Task<IResult> Purge(CommandContext context, AccessLogPurge purge, Problems problems, CancellationToken ct)
    {
        var origin = context.Origin(null) with { Key = null };
        try
        {
            return TypedResults.Ok(new PurgeAnswer(await purge.Run(PurgeableLog.Visits, origin, ct), await purge.Run(PurgeableLog.Reads, origin, ct)));
        }
        catch (EventStore.Sealing.SealKeyException)
        {
            return problems.Of(StatusCodes.Status409Conflict, "not-sealed");
        }
    }

    private static DateTimeOffset From(DateTimeOffset? from, TimeProvider clock) => from ?? clock.GetUtcNow().AddDays(-7);
}

/// <param name="Network">An address or a range: <c>200.1.2.3</c>, <c>200.1.2.0/24</c>, <c>2001:db8::/32</c>.</param>
/// <param name="Role">Only for who holds it.</param>
/// <param name="CampaignId">Only for who works for it.</param>
public sealed record AllowNetworkRequest(string Network, string Description, string? Role, Guid? CampaignId, DateTimeOffset? ExpiresAt);

public sealed class AllowNetworkRequestValidator : AbstractValidator<AllowNetworkRequest>
{
    public AllowNetworkRequestValidator()
    {
        RuleFor(request => request.Network).Must(network => Networks.Canonical(network) is not null).WithMessage("CIDR: 200.1.2.0/24");
        RuleFor(request => request.Description).NotEmpty().MaximumLength(200);
        RuleFor(request => request.Role).MaximumLength(50);
    }
}

/// <param name="Closed">From elsewhere nobody gets in.</param>
public sealed record AddressListAnswer(bool Closed, IReadOnlyList<AddressRuleAnswer> Rules);

/// <param name="Holds">It has not lapsed.</param>
public sealed record AddressRuleAnswer(Guid RuleId, string Network, string Description, string? Role, Guid? CampaignId, DateTimeOffset? ExpiresAt, bool Holds)
{
    internal static AddressRuleAnswer Of(Domain.Identity.AddressRules.AddressRule rule, DateTimeOffset now) =>
        new(rule.Id, rule.Network, rule.Description, rule.Role, rule.CampaignId?.Value, rule.ExpiresAt, rule.HoldsAt(now));
}

/// <param name="Allowed">Whether anybody may come from there.</param>
public sealed record AddressInfo(string Address, bool Allowed, IReadOnlyList<AddressRuleAnswer> Rules, AddressFacts? Facts);

/// <param name="Days">The days of visits that went.</param>
/// <param name="Months">The months of reads that went, each by its first day.</param>
public sealed record PurgeAnswer(IReadOnlyList<PurgedDay> Days, IReadOnlyList<PurgedDay> Months);
