using Crm.EventStore.Agenda;
using Crm.EventStore.Projecting.Feeding;
using Crm.EventStore.Projecting.Models;
using Crm.EventStore.Projecting.Sharing;
using Crm.EventStore.Reactions;

namespace Crm.EventStore.Projecting;

/// <summary>Who follows the events on this host.</summary>
/// <param name="Agenda"><c>null</c>: there are no agendas, or nobody handles them.</param>
internal sealed record Followers(ReadModels Models, ProjectionWorker Projections, IReadOnlyList<Reaction> Reactions, ReactionWorker ReactionWorker, AgendaWorker? Agenda)
{
    public IReadOnlyList<IShardWorker> Workers => Agenda is null ? [Projections, ReactionWorker] : [Projections, ReactionWorker, Agenda];

    /// <summary>The shards with a checkpoint: projections and reactions.</summary>
    public IReadOnlyList<string> Shards { get; } = [.. Models.All.Select(model => model.Shard), .. Reactions.Select(reaction => ShardName.Of(reaction.Name, 1))];

    /// <summary>Everything that has a name for operators.</summary>
    public IReadOnlyList<(string Shard, string Name, int Version)> Named { get; } =
    [
        .. Models.All.Select(model => (model.Shard, model.Name, model.Projection.Version)),
        .. Reactions.Select(reaction => (ShardName.Of(reaction.Name, 1), reaction.Name, 1)),
        .. Agenda is null ? [] : Models.All.Where(model => model.Projection is AgendaProjection)
            .Select(model => (AgendaWorker.ShardOf(model.Name), AgendaWorker.NameOf(model.Name), 1)),
    ];
}

/// <summary>What a host does beside projecting. Asked for when the engine first needs it, so that handlers may use the engine themselves.</summary>
/// <param name="Business">The business clock, which in Development may be moved forward.</param>
public sealed record HostDuties(IReadOnlyList<Reaction> Reactions, IAgendaHandler? Deadlines = null, TimeProvider? Business = null)
{
    public static readonly HostDuties None = new([]);
}
