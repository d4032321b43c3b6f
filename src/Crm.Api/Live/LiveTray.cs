using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
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

    /// <summary>The trays that the view holds, of which one or several may be asked for with <c>place</c>; empty: it is one.</summary>
    public IReadOnlyCollection<string> Places { get; init; } = [];

    /// <summary>Other views that lines are made of, by name: a line is made when they are as far as its row, so that a new row has its labels.</summary>
    public IReadOnlyCollection<string> LinesRead { get; init; } = [];

    /// <summary>The queues that the teams of a scope work for, as of now or of a moment ago, where they decide who reaches a row and not the row's team.</summary>
    public Func<CallerScope, bool, CancellationToken, ValueTask<IReadOnlyList<QueueId>>>? Queues { get; init; }

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
