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
/// <param name="Place">One of the tray's places, or several with commas between.</param>
/// <param name="Queues">The queues that the teams of his scope work for, where those decide and not the team of a row.</param>
public sealed record LiveAsk(
    CallerScope Scope, CallerScope Personal, CampaignId? Campaign, TeamId? Team, UserId? Person, string? Place, IReadOnlyList<QueueId>? Queues = null)
{
    private static readonly PageRequest NoPage = new(PageRequest.DefaultLimit, null);

    public static LiveAsk Of(TrayRequest request, string? place) => new(
        request.Scope, request.Personal,
        request.Campaign is { } campaign ? new CampaignId(campaign) : null, request.Team is { } team ? new TeamId(team) : null,
        request.Person is "me" ? request.Scope.UserId : request.Person is { } person ? new UserId(Guid.Parse(person)) : null, place);

    /// <summary>The places asked for; <c>null</c>: all.</summary>
    public IReadOnlyList<string>? Places { get; } = Place?.Split(',');

    /// <summary>The same of somebody whose teams work for some queues.</summary>
    public LiveAsk Working(IReadOnlyList<QueueId> queues) => new(Scope, Personal, Campaign, Team, Person, Place, queues);

    /// <summary>The same question as the tray's list hears it, whatever the place.</summary>
    public TrayRequest Request => new(Scope, Personal, Campaign?.Value, Team?.Value, Person?.ToString(), NoPage, Total: false);

    public bool Reaches(TrayRoute route) =>
        InScope(route)
        && (Campaign is not { } campaign || route.Campaign == campaign)
        && (Team is not { } team || route.Team == team)
        && (Person is not { } person || route.People.Contains(person))
        && (Places is null || (route.Place is { } place && Places.Contains(place)));

    /// <summary>Under what it is looked up: every row it reaches has one of these among <see cref="DoorsOf"/>.</summary>
    public IEnumerable<string> Doors =>
        Person is { } person ? [Door(person)]
        : Team is { } team ? [Door(team)]
        : Campaign is { } campaign ? [Door(campaign)]
        : Scope.All ? [""]
        : Scope.Campaigns.Select(Door).Concat(Queues is { } queues ? queues.Select(Door) : Scope.Teams.Select(Door)).Concat(Scope.Own ? [Door(Scope.UserId)] : []);

    public static IEnumerable<string> DoorsOf(TrayRoute route)
    {
        List<string> doors = ["", .. route.People.Select(Door)];
        if (route.Campaign is { } campaign) doors.Add(Door(campaign));
        if (route.Team is { } team) doors.Add(Door(team));
        if (route.Queue is { } queue) doors.Add(Door(queue));
        return doors.Distinct();
    }

    /// <summary>The same for all who ask the same with the same rights.</summary>
    public string Key { get; } = string.Create(
        CultureInfo.InvariantCulture, $"{Canonical(Scope)}|{Canonical(Personal)}|{Campaign}|{Team}|{Person}|{Place}{(Queues is null ? "" : $"|{string.Join(',', Queues.Select(Door).Order(StringComparer.Ordinal))}")}");

    /// <summary>Tells whether two scopes reach the same.</summary>
    public static string Canonical(CallerScope scope) =>
        scope.All ? "all"
        : $"{string.Join(',', scope.Campaigns.Select(id => id.ToString()).Order(StringComparer.Ordinal))};{string.Join(',', scope.Teams.Select(id => id.ToString()).Order(StringComparer.Ordinal))};{(scope.Own ? scope.UserText : "")}";

    /// <summary>What positions of a tray's generation are marked with for who asks this: another mark, and what was heard before counts no more.</summary>
    public string Stamp(string tray, long generation) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{tray}|{generation}|{Key}"))).AsSpan(0, 8));

    // As the tray's list: by campaign, by team or by the queues that the teams work for, and what is one's own.
    private bool InScope(TrayRoute route) =>
        Scope.All
        || (route.Campaign is { } campaign && Scope.Campaigns.Contains(campaign))
        || (Queues is { } queues ? route.Queue is { } queue && queues.Contains(queue) : route.Team is { } team && Scope.Teams.Contains(team))
        || (Scope.Own && route.People.Contains(Scope.UserId));

    private static string Door<TId>(TId id) => id!.ToString()!;
}

internal static class LiveReach
{
    /// <summary>Whether personal data of a row may be seen: what is no campaign's is seen by those who have it, and by those who see everything.</summary>
    public static bool Reaches(this CallerScope scope, TrayRoute route) =>
        (route.Campaign is { } campaign ? scope.Reaches(campaign, route.Team) : scope.All) || (scope.Own && route.People.Contains(scope.UserId));
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
