using Crm.Domain.Kernel;

namespace Crm.Domain.Tests.Kit;

/// <summary>What holds for every stream type, whatever commands come in whatever order.</summary>
public static class Histories
{
    /// <summary>
    /// Runs commands one after the other on one stream. After each: the same command again succeeds and appends nothing
    /// (unless it <paramref name="repeats"/>), the events survive storage, and folding them one by one gives what folding all does.
    /// </summary>
    /// <returns>Everything that was appended, with the state after it.</returns>
    public static IReadOnlyList<(IEvent Event, T State)> Run<T>(
        IEnumerable<Func<T?, Decision>> commands, Func<Decision, bool>? repeats = null) where T : class, IAggregate<T>
    {
        var history = new List<(IEvent Event, T State)>();
        T? state = null;
        foreach (var command in commands)
        {
            var decision = command(state);
            foreach (var @event in decision.Events.Select(Stored.RoundTrip)) history.Add((@event, state = T.Evolve(state, @event)!));
            if (decision.Refusal is not null || repeats?.Invoke(decision) is true) continue;

            var again = command(state);
            if (again.Appends || again.Refusal is not null)
                throw new InvalidOperationException($"Heard twice: first {Stored.Text(decision.Events)}, then {again.Refusal} {Stored.Text(again.Events)}");
        }

        Stored.Text(Folded.Of<T>(history.Select(step => step.Event))).ShouldBe(Stored.Text(state), "Replay differs from what grew step by step.");
        return history;
    }
}
