using Crm.Api.Collections;
using Crm.Api.Identity;
using Crm.EventStore.Agenda;

namespace Crm.Api.Hosting;

/// <summary>Every deadline goes to the room it is of.</summary>
public sealed class Deadlines(CollectionsDeadlines collections, IdentityDeadlines identity) : IAgendaHandler
{
    public Task<AgendaOutcome> Handle(AgendaItem item, Guid idempotencyKey, CancellationToken ct) =>
        IdentityDeadlines.Knows(item.Kind) ? identity.Handle(item, ct) : collections.Handle(item, idempotencyKey, ct);
}
