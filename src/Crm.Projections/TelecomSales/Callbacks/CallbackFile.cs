using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.TelecomSales.Callbacks;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.TelecomSales.Callbacks;

/// <summary>What happened to a promised call, entry by entry.</summary>
public sealed class CallbackFile() : StreamProjection<CallbackHistory>(version: 1)
{
    private const int MaxEntries = 200;

    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(CallbackScheduled), typeof(CallbackDue), typeof(CallbackMissed), typeof(CallbackMoved), typeof(CallbackDeferred), typeof(CallbackUnreached), typeof(CallbackWon),
        typeof(CallbackDeclined), typeof(CallbackCancelled), typeof(CallbackReassigned), typeof(RecordTextErased),
    ];

    public override CallbackHistory? Evolve(CallbackHistory? file, Recorded recorded)
    {
        if (file is null && recorded.Data is not CallbackScheduled) return null;
        if (recorded.Data is RecordTextErased) return file! with { Entries = [.. file.Entries.Select(entry => entry.Note is null ? entry : entry with { Note = Erasure.Placeholder })] };

        CallbackEntry? entry = recorded.Data switch
        {
            CallbackScheduled e => new(e.Moment.At, CallbackStep.Scheduled, e.By, e.Due.At, e.Note) { AgentId = e.Work.AgentId },
            CallbackDue e => new(e.Moment.At, CallbackStep.Due, null, e.Due.At, null),
            CallbackMissed e => new(e.Moment.At, CallbackStep.Missed, null, e.Due.At, null),
            CallbackMoved e => new(e.Moment.At, CallbackStep.Moved, e.By, e.NewDue.At, e.Reason),
            CallbackDeferred e => new(e.Moment.At, CallbackStep.CallAgain, e.By, e.NewDue.At, e.Note),
            CallbackUnreached e => new(e.Moment.At, CallbackStep.NotReached, e.By, e.NewDue.At, e.Note),
            CallbackWon e => new(e.Moment.At, CallbackStep.Won, e.By, null, e.Note) { SaleId = e.SaleId },
            CallbackDeclined e => new(e.Moment.At, CallbackStep.NotInterested, e.By, null, e.Note),
            CallbackCancelled e => new(e.Moment.At, CallbackStep.Cancelled, e.By, null, e.Reason),
            CallbackReassigned e => new(e.Moment.At, CallbackStep.Reassigned, e.By, null, e.Reason) { AgentId = e.Work.AgentId },
            _ => null,
        };
        return entry is null ? file : new([.. (file?.Entries ?? []).TakeLast(MaxEntries - 1), entry]);
    }

    public override void Describe(DocumentColumns columns)
    {
        // Read by key only.
    }
}

/// <param name="Entries">Oldest first; the latest 200.</param>
public sealed record CallbackHistory(IReadOnlyList<CallbackEntry> Entries);

/// <param name="At">UTC.</param>
/// <param name="By"><c>null</c>: the system.</param>
/// <param name="DueAt">The instant it is due at after this, UTC; <c>null</c>: at none, or as before.</param>
/// <param name="Note">Personal: a note or a reason.</param>
public sealed record CallbackEntry(DateTimeOffset At, CallbackStep Step, UserId? By, DateTimeOffset? DueAt, string? Note)
{
    /// <summary>Who is to call from now on.</summary>
    public UserId? AgentId { get; init; }
    public SaleId? SaleId { get; init; }
}

public enum CallbackStep { Scheduled, Due, Missed, Moved, CallAgain, NotReached, Won, NotInterested, Cancelled, Reassigned }
