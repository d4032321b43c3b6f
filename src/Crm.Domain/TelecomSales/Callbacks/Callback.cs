using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Callbacks;

/// <summary>A call to a prospect that somebody promised to make. Holds only what a decision asks about.</summary>
/// <param name="Due">When, with the campaign's wall clock.</param>
/// <param name="MissedAfter">UTC instant at which the due day ends.</param>
public sealed record Callback(CallbackId Id, SaleKind Kind, Work Work, BusinessMoment Due, DateTimeOffset MissedAfter) : IAggregate<Callback>
{
    private const int MaxCalls = 50;

    public CallbackStatus Status { get; init; } = CallbackStatus.Scheduled;

    /// <summary>Whether its instant was announced.</summary>
    public bool Announced { get; init; }

    /// <summary>How often the prospect was not reached in a row.</summary>
    public int Tries { get; init; }

    /// <summary>The latest calls, so that one that is told twice counts once.</summary>
    public IReadOnlyList<Guid> Calls { get; init; } = [];

    /// <summary>The sale it became.</summary>
    public SaleId? SaleId { get; init; }

    /// <summary>Whether it still has to be made; a missed one has, too.</summary>
    public bool IsPending => Status is CallbackStatus.Scheduled or CallbackStatus.Missed;

    internal Refusal? RefuseUnless(UserId by, bool bySupervisor) => by == Work.AgentId || bySupervisor
        ? null
        : Refusal.Of("telecom-sales.callback-of-another", "Only whose call it is or a supervisor may do this.", [], ("agentId", Work.AgentId));

    internal Refusal? RefuseWhenOver() => IsPending
        ? null
        : Refusal.Of("telecom-sales.callback-over", $"The callback is over: {Status}.", [], ("status", Status));

    public static Callback? Evolve(Callback? callback, object @event) => @event switch
    {
        CallbackScheduled e => new(e.CallbackId, e.Kind, e.Work, e.Due, e.MissedAfter),
        CallbackDue => callback! with { Announced = true },
        CallbackMissed => callback! with { Status = CallbackStatus.Missed },
        CallbackMoved e => callback!.Again(e.NewDue, e.MissedAfter),
        CallbackDeferred e => callback!.Again(e.NewDue, e.MissedAfter) with { Tries = 0, Calls = callback.With(e.CallId) },
        CallbackUnreached e => callback!.Again(e.NewDue, e.MissedAfter) with { Tries = e.Tries, Calls = callback.With(e.CallId) },
        CallbackWon e => callback! with { Status = CallbackStatus.Won, SaleId = e.SaleId },
        CallbackDeclined => callback! with { Status = CallbackStatus.Declined },
        CallbackCancelled => callback! with { Status = CallbackStatus.Cancelled },
        CallbackReassigned e => callback! with { Work = e.Work },
        _ => callback,
    };

    private Callback Again(BusinessMoment due, DateTimeOffset missedAfter) =>
        this with { Due = due, MissedAfter = missedAfter, Status = CallbackStatus.Scheduled, Announced = false };

    private IReadOnlyList<Guid> With(Guid call) => [.. Calls.TakeLast(MaxCalls - 1), call];
}

public enum CallbackStatus { Scheduled, Missed, Won, Declined, Cancelled }
