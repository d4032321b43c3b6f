using Crm.Api.Http;
using Crm.Domain.Kernel;

namespace Crm.Api.Demo;

/// <summary>
/// What happens to one sale, ticket or call, step after step, each a command of its own. Told again it changes nothing: a step that the stream holds
/// already is only told, so that a story that was cut off goes on where it was.
/// </summary>
/// <typeparam name="T">The stream that the steps are of.</typeparam>
internal sealed class DemoStory<T>(CommandRunner runner, Guid id) where T : class, IAggregate<T>
{
    private long? _held;
    private long _told;
    private T? _state;
    private bool _over;

    /// <summary>How many events this telling made.</summary>
    public int Events { get; private set; }

    /// <summary>Takes the next step, unless it was taken before.</summary>
    /// <param name="actor">Who takes it; <c>null</c>: somebody who is no user.</param>
    /// <param name="decide">May run several times. The stream's state is <c>null</c> before the first step.</param>
    public async Task Take(string command, UserId? actor, Func<CommandUnit, T?, Task<Decision>> decide, CancellationToken ct)
    {
        if (_over) return;

        var (held, decision, state) = (0L, Decision.AlreadySo, _state);
        var outcome = await runner.Run(DemoCampaign.Origin(command) with { Actor = actor }, async (unit, _) =>
        {
            var stored = await unit.Load<T>(id);
            held = _held ?? unit.VersionOf(id);
            state = _told < held ? _state : stored;
            decision = await decide(unit, state);
            return UnitDecision.For<T>(id, _told < held ? Decision.AlreadySo : decision);
        }, ct);
        _held ??= held;

        if (decision.Refusal is not null || outcome is not CommandOutcome.Done)
        {
            // It was cut off, and others went on with it: it is theirs now.
            _over = held > 0;
            if (!_over) throw new InvalidOperationException($"The demo's {command} ended as {outcome}{(decision.Refusal is { } refusal ? $": {refusal.Reason}" : "")}.");
            return;
        }

        if (outcome is CommandOutcome.Done { Appended: true }) Events += decision.Events.Count + decision.Others.Sum(other => other.Events.Count);
        _state = decision.Events.Aggregate(state, (before, @event) => T.Evolve(before, @event));
        _told += decision.Events.Count;
    }

    /// <inheritdoc cref="Take(string, UserId?, Func{CommandUnit, T?, Task{Decision}}, CancellationToken)"/>
    public Task Take(string command, UserId? actor, Func<T, Decision> decide, CancellationToken ct) =>
        Take(command, actor, (_, state) => Task.FromResult(decide(state!)), ct);
}
