using System.Text.Json;
using Crm.Domain.Kernel;
using Crm.EventStore.Projecting.Live;

namespace Crm.Projections;

/// <summary>Where a row of a tray stands: in reach of whom, and in which of a view's trays.</summary>
/// <param name="Campaign"><c>null</c>: no campaign's; only who reaches everything reaches it by campaign.</param>
/// <param name="People">Whose own it is: the agent it is assigned to, who asked for it.</param>
/// <param name="Place">Which of the trays that one view holds; <c>null</c>: the view is one tray, or the row is in none.</param>
public sealed record TrayRoute(CampaignId? Campaign, TeamId? Team, IReadOnlyList<UserId> People, string? Place = null)
{
    private const string OfQueue = "queue ";

    public TrayRoute(CampaignId? campaign, TeamId? team, UserId? person, string? place = null) : this(campaign, team, person is { } known ? [known] : [], place)
    {
    }

    /// <summary>The queue it stands in, where a team reaches the rows of the queues that it works for instead of its own.</summary>
    public QueueId? Queue { get; init; }

    /// <summary>As the engine keeps it: campaign, team, place, people, and the queue where there is one.</summary>
    public IReadOnlyList<string?> Texts =>
        [Campaign?.ToString(), Team?.ToString(), Place, .. People.Select(person => person.ToString()), .. Queue is { } queue ? [OfQueue + queue] : Array.Empty<string>()];

    public static TrayRoute From(IReadOnlyList<string?> texts)
    {
        var queue = texts.Count > 3 && texts[^1]!.StartsWith(OfQueue, StringComparison.Ordinal) ? texts[^1]![OfQueue.Length..] : null;
        return new(
            texts[0] is { } campaign ? new CampaignId(Guid.Parse(campaign)) : null, texts[1] is { } team ? new TeamId(Guid.Parse(team)) : null,
            [.. texts.Skip(3).SkipLast(queue is null ? 0 : 1).Select(person => new UserId(Guid.Parse(person!)))], texts[2])
        {
            Queue = queue is null ? null : new QueueId(Guid.Parse(queue)),
        };
    }

    /// <summary>A tray's name as a place: as documents and answers write it.</summary>
    public static string PlaceOf<TTray>(TTray tray) where TTray : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(tray.ToString());
}

/// <summary>A tray whose changes people follow as they happen.</summary>
public interface ILiveTray<in TRow> : ILiveProjection<TRow> where TRow : class
{
    TrayRoute Route(TRow row);

    IReadOnlyList<string?> ILiveProjection<TRow>.RouteOf(TRow document) => Route(document).Texts;
}
