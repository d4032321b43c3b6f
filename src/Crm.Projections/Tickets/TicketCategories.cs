using Crm.Domain.Tickets.Categories;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Tickets;

/// <summary>What tickets can be about, as one document: the fold of the stream itself.</summary>
public sealed class TicketCategories() : StreamProjection<CategoryTree>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
        [typeof(CategoryAdded), typeof(CategoryRenamed), typeof(CategoryPlaced), typeof(CategoryRetired), typeof(CategoryRestored)];

    public override CategoryTree? Evolve(CategoryTree? tree, Recorded recorded) => CategoryTree.Evolve(tree, recorded.Data);
}
