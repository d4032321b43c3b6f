using Crm.Domain.Kernel;
using Crm.EventStore.Projecting.Live;

namespace Crm.Projections;

/// <summary>Where a row of a tray stands: in reach of whom, and in which of a view's trays.</summary>
/// <param name="People">Whose own it is: the agent it is assigned to, who asked for it.</param>
/// <param name="Place">Which of the trays that one view holds; <c>null</c>: the view is one tray.</param>
public sealed record TrayRoute(CampaignId Campaign, TeamId? Team, IReadOnlyList<UserId> People, string? Place = null)
{
    public TrayRoute(CampaignId campaign, TeamId? team, UserId? person, string? place = null) : this(campaign, team, person is { } known ? [known] : [], place)
    {
    }

    /// <summary>As the engine keeps it: campaign, team, place, people.</summary>
    public IReadOnlyList<string?> Texts => [Campaign.ToString(), Team?.ToString(), Place, .. People.Select(person => person.ToString())];

    public static TrayRoute From(IReadOnlyList<string?> texts) => new(
        new(Guid.Parse(texts[0]!)), texts[1] is { } team ? new TeamId(Guid.Parse(team)) : null, [.. texts.Skip(3).Select(person => new UserId(Guid.Parse(person!)))], texts[2]);
}

/// <summary>A tray whose changes people follow as they happen.</summary>
public interface ILiveTray<in TRow> : ILiveProjection<TRow> where TRow : class
{
    TrayRoute Route(TRow row);

    IReadOnlyList<string?> ILiveProjection<TRow>.RouteOf(TRow document) => Route(document).Texts;
}
