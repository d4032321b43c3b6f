using Crm.Api.Http;
using Crm.Api.Identity.Agents;
using Crm.EventStore.Agenda;
using Crm.Projections.Identity;

namespace Crm.Api.Identity;

/// <summary>What is done when a deadline of this room comes: work days that were left open are closed.</summary>
public sealed class IdentityDeadlines(CommandRunner runner, AgentUnits agents)
{
    public static bool Knows(string kind) => kind == IdentityAgenda.WorkDayClose;

    public async Task<AgendaOutcome> Handle(AgendaItem item, CancellationToken ct) =>
        await runner.Run(new CommandOrigin("CloseWorkDay", CausationId: $"agenda:{item.Id}@{item.DueAt:yyyy-MM-dd'T'HH:mm:ss'Z'}"), agents.Close(item.StreamId), ct) switch
        {
            CommandOutcome.Done done => new AgendaOutcome.Done(done.Appended ? done.Position : null),
            CommandOutcome.Refused refused => new AgendaOutcome.RefusedForNow(refused.Refusal.Code),
            var other => throw new InvalidOperationException($"The deadline {item.Id} could not be met: {other.GetType().Name}."),
        };
}
