using Crm.EventStore.Projecting;
using Crm.EventStore.Projecting.Models;

namespace Crm.EventStore.Documents;

/// <summary>Names of the tables of this host's projections, for queries.</summary>
public sealed class DocumentTables
{
    private readonly ReadModels _models;

    internal DocumentTables(ReadModels models) => _models = models;

    /// <summary>The table of documents or counters, in quotes: <c>"mt_doc_broken_agreements_tray_1"</c>.</summary>
    /// <exception cref="ArgumentException">The projection is not registered with this host.</exception>
    public string TableOf<TProjection>() where TProjection : Projection => TableOf(typeof(TProjection));

    /// <inheritdoc cref="TableOf{TProjection}"/>
    public string TableOf(Type projection) => Identifier.Quote(_models.Find(projection).Table);

    /// <summary>The name the projection's position stands under in <c>mt_event_progression</c>.</summary>
    public string ShardOf<TProjection>() where TProjection : Projection => _models.Find(typeof(TProjection)).Shard;
}
