using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.Callbacks;
using Crm.EventStore.Agenda;
using Crm.EventStore.Streams;

namespace Crm.Projections.TelecomSales.Callbacks;

/// <summary>When promised calls come due, and when the day they were due on is over. An item goes with the event that settles it.</summary>
public sealed class CallbackAgenda() : AgendaProjection(version: 1)
{
    /// <summary><c>AnnounceCallback</c> at the call's instant.</summary>
    public const string Due = "callback_due";

    /// <summary><c>MissCallback</c> when its day is over.</summary>
    public const string Missed = "callback_missed";

    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(CallbackScheduled), typeof(CallbackDue), typeof(CallbackMissed), typeof(CallbackMoved), typeof(CallbackDeferred), typeof(CallbackUnreached), typeof(CallbackWon),
        typeof(CallbackDeclined), typeof(CallbackCancelled),
    ];

    public override IEnumerable<string> Keys(Recorded recorded) => recorded.Data switch
    {
        CallbackDue => [Key(Due, recorded)],
        CallbackMissed or CallbackScheduled or CallbackMoved or CallbackDeferred or CallbackUnreached or CallbackWon or CallbackDeclined or CallbackCancelled =>
            [Key(Due, recorded), Key(Missed, recorded)],
        _ => [],
    };

    public override AgendaItem? Evolve(string key, AgendaItem? item, Recorded recorded)
    {
        (BusinessMoment At, DateTimeOffset MissedAfter)? due = recorded.Data switch
        {
            CallbackScheduled e => (e.Due, e.MissedAfter),
            CallbackMoved e => (e.NewDue, e.MissedAfter),
            CallbackDeferred e => (e.NewDue, e.MissedAfter),
            CallbackUnreached e => (e.NewDue, e.MissedAfter),
            _ => null,
        };
        return due is not { } next ? null
            : key.StartsWith(Due + ":", StringComparison.Ordinal) ? new(key, next.At.At.ToUniversalTime(), Due, recorded.StreamId)
            : new(key, next.MissedAfter.ToUniversalTime(), Missed, recorded.StreamId);
    }

    private static string Key(string kind, Recorded recorded) => $"{kind}:{recorded.StreamId}";
}
