using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;

namespace Crm.EventStore.Agenda;

/// <summary>
/// The deadlines of a room, as documents: an item is there until the event that settles it, so a rebuild loses none and repeats none. The host
/// calls its <see cref="IAgendaHandler"/> when an item comes due.
/// </summary>
public abstract class AgendaProjection(int version) : DocumentProjection<string, AgendaItem>(version)
{
    public sealed override void Describe(DocumentColumns columns) =>
        columns.Instant("due_at", "dueAt").Text("kind", "kind").Index(["due_at", "id"]);
}
