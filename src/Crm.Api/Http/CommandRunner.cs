using System.Text.Json;
using Crm.Domain.Kernel;
using Crm.EventStore.Append;
using Crm.EventStore.Streams;

namespace Crm.Api.Http;

/// <summary>Runs commands: load, decide, append, and again when others were quicker. Every door to the domain comes through here.</summary>
public sealed class CommandRunner(EventLog log, Aggregates aggregates, StreamTurns turns)
{
    private const int Retries = 3;

    /// <summary>A command on one stream, which may or may not exist.</summary>
    public Task<CommandOutcome> Run<T>(Guid id, CommandOrigin origin, Func<T?, Decision> decide, CancellationToken ct)
        where T : class, IAggregate<T> =>
        Run(origin, async (unit, _) => UnitDecision.For<T>(id, decide(await unit.Load<T>(id))), ct);

    /// <summary>A command that stands on several streams. <paramref name="decide"/> may run several times and must have no effect of its own.</summary>
    public async Task<CommandOutcome> Run(
        CommandOrigin origin, Func<CommandUnit, CancellationToken, Task<UnitDecision>> decide, CancellationToken ct)
    {
        using var turn = new HeldTurn(turns);
        var fresh = false;
        for (var conflicts = 0; ;)
        {
            var unit = new CommandUnit(aggregates, fresh, ct);
            var attempt = await Try(unit, origin, decide, ct);
            switch (attempt)
            {
                // What the cache says may be overtaken: a no is only given on fresh states.
                case { Final: false } when unit.UsedCache && !fresh:
                    fresh = true;
                    continue;
                case { Conflict: { } conflict }:
                    // A server that came back without its last commits: what was kept of the stream is of a future that never was.
                    if (conflict.Actual < conflict.Expected) aggregates.Forget(conflict.StreamId);
                    if (++conflicts > Retries) return await Answered(origin, ct) ?? new CommandOutcome.Contended(conflict.StreamId);
                    await turn.Take(conflict.StreamId, ct);
                    fresh = true;
                    continue;
                case { Final: false }:
                    return await Answered(origin, ct) ?? attempt.Outcome!;
                default:
                    return attempt.Outcome!;
            }
        }
    }

    private async Task<Attempt> Try(
        CommandUnit unit, CommandOrigin origin, Func<CommandUnit, CancellationToken, Task<UnitDecision>> decide, CancellationToken ct)
    {
        UnitDecision decided;
        try
        {
            decided = await decide(unit, ct);
        }
        catch (StreamMissingException missing)
        {
            return Attempt.No(new CommandOutcome.NotFound(missing.StreamId));
        }

        var (id, decision) = (decided.StreamId, decided.Decision);
        var seen = unit.VersionOf(id);
        if (origin.ExpectedVersion is { } expected && expected != seen) return Attempt.No(new CommandOutcome.Stale(id, expected, seen));
        if (decision.Refusal is { } refusal && (!decision.Appends || unit.UsedCache)) return Attempt.No(new CommandOutcome.Refused(refusal, null));
        if (!decision.Appends) return await AlreadySo(unit, id, seen, ct);

        return await Append(unit, decided, seen, origin, ct);
    }

    private async Task<Attempt> Append(CommandUnit unit, UnitDecision decided, long seen, CommandOrigin origin, CancellationToken ct)
    {
        var (id, decision) = (decided.StreamId, decided.Decision);
        var answer = decision.Refusal is null && origin.Key is { } key
            ? new IdempotentAnswer(key.Caller, key.Key, key.Fingerprint, JsonSerializer.Serialize(
                new KeptAnswer(id, seen + decision.Events.Count, Created: seen == 0 && decision.Events.Count > 0), KeptAnswer.Json))
            : null;
        var append = unit.ToAppend(decided, origin.Metadata, answer);

        switch (await log.Append(append, ct))
        {
            case AppendOutcome.Appended appended:
                unit.Remember(append, appended);
                return Attempt.Yes(decision.Refusal is { } recorded
                    ? new CommandOutcome.Refused(recorded, appended.Position)
                    : new CommandOutcome.Done(
                        id, appended.Versions.GetValueOrDefault(id, seen), appended.Position, Created: seen == 0 && decision.Events.Count > 0, Appended: true));
            case AppendOutcome.AlreadyAnswered answered:
                return Attempt.Yes(Again(origin, answered));
            case AppendOutcome.Conflict conflict when conflict.StreamId == id && origin.ExpectedVersion is { } expected:
                aggregates.Forget(id);
                return Attempt.No(new CommandOutcome.Stale(id, expected, conflict.Actual));
            case AppendOutcome.Conflict conflict:
                return Attempt.Again(conflict);
            case var unknown:
                throw new InvalidOperationException($"An append cannot end as {unknown.GetType().Name}.");
        }
    }

    private async Task<Attempt> AlreadySo(CommandUnit unit, Guid id, long version, CancellationToken ct) =>
        Attempt.No(new CommandOutcome.Done(id, version, unit.UsedCache ? 0 : await log.Head(ct), Created: false, Appended: false));

    /// <summary>The earlier answer under the caller's key, if this is a repetition.</summary>
    private async Task<CommandOutcome?> Answered(CommandOrigin origin, CancellationToken ct) =>
        origin.Key is { } key && await log.FindAnswer(key.Caller, key.Key, key.Fingerprint, ct) is { } answered ? Again(origin, answered) : null;

    private static CommandOutcome Again(CommandOrigin origin, AppendOutcome.AlreadyAnswered answered)
    {
        if (!answered.SameRequest) return new CommandOutcome.KeyReused(origin.Key!.Key);

        var kept = JsonSerializer.Deserialize<KeptAnswer>(answered.Answer, KeptAnswer.Json)!;
        return new CommandOutcome.Done(kept.Id, kept.Version, answered.Position, kept.Created, Appended: true);
    }

    /// <param name="Final">Whether the outcome stands whatever the cache held and the caller's key says.</param>
    private readonly record struct Attempt(CommandOutcome? Outcome, AppendOutcome.Conflict? Conflict, bool Final)
    {
        public static Attempt Yes(CommandOutcome outcome) => new(outcome, null, Final: true);
        public static Attempt No(CommandOutcome outcome) => new(outcome, null, Final: false);
        public static Attempt Again(AppendOutcome.Conflict conflict) => new(null, conflict, Final: true);
    }

    // The stream a command met a conflict on is hot: from then on its commands go one after the other. One turn at a time.
    private sealed class HeldTurn(StreamTurns turns) : IDisposable
    {
        private IDisposable? _held;

        public async Task Take(Guid streamId, CancellationToken ct)
        {
            Dispose();
            _held = await turns.Take(streamId, ct);
        }

        public void Dispose()
        {
            _held?.Dispose();
            _held = null;
        }
    }

    private sealed record KeptAnswer(Guid Id, long Version, bool Created)
    {
        public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    }
}
