using Crm.Api.Http;
using Crm.EventStore.Agenda;

namespace Crm.Api.Hosting;

/// <summary>What a room does when its deadlines come: the command that each kind is due for, given by the system itself.</summary>
public interface IDeadlines
{
    /// <summary>The kinds of its agenda's items; no two rooms share one.</summary>
    IReadOnlyCollection<string> Kinds { get; }

    /// <summary>What the command of an item decides. It is asked again for an item that was done, and must then append nothing.</summary>
    DeadlineCommand CommandFor(AgendaItem item);
}

/// <param name="Name">The command's name in the audit trail.</param>
public sealed record DeadlineCommand(string Name, Func<CommandUnit, CancellationToken, Task<UnitDecision>> Decide);

/// <summary>Every deadline goes to the room it is of, and its command is run.</summary>
public sealed class Deadlines(CommandRunner runner, IEnumerable<IDeadlines> rooms) : IAgendaHandler
{
    private readonly Dictionary<string, IDeadlines> _rooms =
        rooms.SelectMany(room => room.Kinds.Select(kind => (kind, room))).ToDictionary(pair => pair.kind, pair => pair.room, StringComparer.Ordinal);

    public async Task<AgendaOutcome> Handle(AgendaItem item, Guid idempotencyKey, CancellationToken ct)
    {
        if (!_rooms.TryGetValue(item.Kind, out var room)) throw new InvalidOperationException($"No command belongs to the deadline '{item.Kind}'.");

        var command = room.CommandFor(item);
        return await runner.Run(new CommandOrigin(command.Name, CausationId: $"agenda:{item.Id}@{item.DueAt:yyyy-MM-dd'T'HH:mm:ss'Z'}"), command.Decide, ct) switch
        {
            CommandOutcome.Done done => new AgendaOutcome.Done(done.Appended ? done.Position : null),
            CommandOutcome.Refused refused => new AgendaOutcome.RefusedForNow(refused.Refusal.Code),
            var other => throw new InvalidOperationException($"The deadline {item.Id} could not be met: {other.GetType().Name}."),
        };
    }
}
