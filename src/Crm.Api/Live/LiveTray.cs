using Crm.Api.Queries;
using Crm.EventStore.Projecting;
using Crm.Projections;

namespace Crm.Api.Live;

/// <summary>A tray that people follow as it changes: a room registers each of its own once, and maps its stream beside its list.</summary>
/// <param name="name">Names it to the stream's endpoint: <c>collections/promises</c>.</param>
/// <param name="projection">The view behind it.</param>
public abstract class LiveTray(string name, string projection)
{
    public string Name => name;
    public string Projection => projection;

    /// <summary>The trays that the view holds, of which one may be asked for with <c>place</c>; empty: it is one.</summary>
    public IReadOnlyCollection<string> Places { get; init; } = [];

    internal abstract LiveFeed Open(LiveFeeding feeding);
}

/// <inheritdoc cref="LiveTray"/>
/// <typeparam name="TRow">The view's row.</typeparam>
public sealed class LiveTray<TProjection, TRow>(string name) : LiveTray(name, DocumentTable.NameOf<TProjection>())
    where TProjection : Projection, ILiveTray<TRow>, new()
    where TRow : class
{
    private static readonly TProjection Its = new();

    /// <summary>Makes the lines of rows, as the tray's list does: for who may see the personal data of a row and for who may not.</summary>
    public required Func<IReadOnlyList<TRow>, CancellationToken, Task<Func<TRow, bool, object>>> Lines { get; init; }

    /// <summary>The tray's list as a query, whatever the place: its rows are counted.</summary>
    public required Func<LiveAsk, ListQuery> Query { get; init; }

    /// <summary>The column by which rows are counted per place.</summary>
    public string? PlaceColumn { get; init; }

    /// <summary>Whether a row of the view is in the list.</summary>
    public Func<TRow, bool> Listed { get; init; } = _ => true;

    internal static TrayRoute RouteOf(TRow row) => Its.Route(row);

    internal override LiveFeed Open(LiveFeeding feeding) => new LiveFeed<TProjection, TRow>(this, feeding);
}
