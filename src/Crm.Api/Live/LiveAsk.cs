using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Projections;

namespace Crm.Api.Live;

/// <summary>What of a tray somebody follows, and how far he reaches. Those who ask the same are served as one.</summary>
/// <param name="Personal">How far he may see personal data.</param>
public sealed record LiveAsk(CallerScope Scope, CallerScope Personal, CampaignId? Campaign, TeamId? Team, UserId? Person, string? Place)
{
    private static readonly PageRequest NoPage = new(PageRequest.DefaultLimit, null);

    public static LiveAsk Of(TrayRequest request, string? place) => new(
        request.Scope, request.Personal,
        request.Campaign is { } campaign ? new CampaignId(campaign) : null, request.Team is { } team ? new TeamId(team) : null,
        request.Person is "me" ? request.Scope.UserId : request.Person is { } person ? new UserId(Guid.Parse(person)) : null, place);

    /// <summary>The same question as the tray's list hears it, whatever the place.</summary>
    public TrayRequest Request => new(Scope, Personal, Campaign?.Value, Team?.Value, Person?.ToString(), NoPage, Total: false);

    public bool Reaches(TrayRoute route) =>
        Scope.Reaches(route)
        && (Campaign is not { } campaign || route.Campaign == campaign)
        && (Team is not { } team || route.Team == team)
        && (Person is not { } person || route.People.Contains(person))
        && (Place is null || route.Place == Place);

    /// <summary>Under what it is looked up: every row it reaches has one of these among <see cref="DoorsOf"/>.</summary>
    public IEnumerable<string> Doors =>
        Person is { } person ? [Door(person)]
        : Team is { } team ? [Door(team)]
        : Campaign is { } campaign ? [Door(campaign)]
        : Scope.All ? [""]
        : Scope.Campaigns.Select(Door).Concat(Scope.Teams.Select(Door)).Concat(Scope.Own ? [Door(Scope.UserId)] : []);

    public static IEnumerable<string> DoorsOf(TrayRoute route) =>
        new[] { "", Door(route.Campaign) }.Concat(route.Team is { } team ? [Door(team)] : []).Concat(route.People.Select(Door)).Distinct();

    /// <summary>The same for all who ask the same with the same rights.</summary>
    public string Key { get; } = string.Create(
        CultureInfo.InvariantCulture, $"{Canonical(Scope)}|{Canonical(Personal)}|{Campaign}|{Team}|{Person}|{Place}");

    /// <summary>Tells whether two scopes reach the same.</summary>
    public static string Canonical(CallerScope scope) =>
        scope.All ? "all"
        : $"{string.Join(',', scope.Campaigns.Select(id => id.ToString()).Order(StringComparer.Ordinal))};{string.Join(',', scope.Teams.Select(id => id.ToString()).Order(StringComparer.Ordinal))};{(scope.Own ? scope.UserText : "")}";

    /// <summary>What positions of a tray's generation are marked with for who asks this: another mark, and what was heard before counts no more.</summary>
    public string Stamp(string tray, long generation) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{tray}|{generation}|{Key}"))).AsSpan(0, 8));

    private static string Door<TId>(TId id) => id!.ToString()!;
}

internal static class LiveReach
{
    public static bool Reaches(this CallerScope scope, TrayRoute route) =>
        scope.Reaches(route.Campaign, route.Team) || (scope.Own && route.People.Contains(scope.UserId));
}

/// <summary>Where a listener is: a position, and what it was heard of. The <c>id</c> of events.</summary>
public sealed record LiveToken(long Position, string Stamp)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Position}.{Stamp}");

    public static LiveToken? Parse(string text) =>
        text.Length <= 64 && text.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot
            && long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? new(position, text[(dot + 1)..])
            : null;
}
