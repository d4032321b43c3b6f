namespace Crm.EventStore.Projecting.Live;

/// <summary>A projection of documents whose changes people follow as they happen.</summary>
/// <remarks>
/// Its table has an index on the position a document last changed at, and where a document goes, or goes elsewhere, it leaves a tombstone: that is
/// what the others do not pay for.
/// </remarks>
public interface ILiveProjection<in TDocument> where TDocument : class
{
    /// <summary>
    /// Where a document stands: what decides who may hear of it, in an order that only the projection's readers know. When it differs after a change,
    /// those who heard of the document at the old place are told that it is gone. A pure function: never throw here.
    /// </summary>
    IReadOnlyList<string?> RouteOf(TDocument document);
}
