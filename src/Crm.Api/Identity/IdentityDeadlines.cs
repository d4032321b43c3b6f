using Crm.Api.Hosting;
using Crm.Api.Identity.Agents;
using Crm.EventStore.Agenda;
using Crm.Projections.Identity;

namespace Crm.Api.Identity;

/// <summary>What is done when a deadline of this room comes: work days that were left open are closed.</summary>
public sealed class IdentityDeadlines(AgentUnits agents) : IDeadlines
{
    public IReadOnlyCollection<string> Kinds { get; } = [IdentityAgenda.WorkDayClose];

    public DeadlineCommand CommandFor(AgendaItem item) => new("CloseWorkDay", agents.Close(item.StreamId));
}
