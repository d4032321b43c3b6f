using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.Domain.Tasks.TodoTasks;
using Crm.Domain.TelecomSales.Callbacks;
using Crm.Domain.Tickets.SlaWatches;
using Crm.Domain.Tickets.Tickets;

namespace Crm.Domain.Tasks.Reactions;

/// <summary>What other rooms' events give somebody to do.</summary>
public static class TaskCauses
{
    /// <summary>When what a promise left behind has to be done by, at the campaign's wall clock.</summary>
    public static readonly TimeOnly WorkBy = new(12, 0);

    /// <summary>How soon a promised call has to be made once its instant has come.</summary>
    public static readonly TimeSpan CallWithin = TimeSpan.FromMinutes(30);

    /// <summary>How soon somebody has to see to a ticket that is late.</summary>
    public static readonly TimeSpan SeeToWithin = TimeSpan.FromHours(1);

    /// <summary>The campaign an event belongs to that gives somebody something to do; <c>null</c>: the whole installation.</summary>
    public static CampaignId? CampaignOf(object @event) => @event switch
    {
        PromiseBroken e => e.Work.CampaignId,
        PromisePartlyKept e => e.Work.CampaignId,
        CallbackDue e => e.Work.CampaignId,
        SlaBreached e => e.Standing.CampaignId,
        _ => throw new ArgumentException($"{@event.GetType().Name} gives nobody anything to do.", nameof(@event)),
    };

    /// <summary>The IANA zone an event brings with it; <c>null</c>: its campaign's counts.</summary>
    public static string? ZoneOf(object @event) => @event is SlaBreached e ? e.Moment.Zone : null;

    /// <summary>
    /// A promise was not kept: whoever took it talks to the debtor by noon of the next working day. A promised call's instant came: it is to be made.
    /// A ticket is late: whoever has it, or whoever of its campaign takes the task, sees to it within the hour.
    /// </summary>
    /// <param name="causeId">The event's id; the task's follows from it.</param>
    /// <returns><c>null</c>: nothing to do.</returns>
    public static CreateTask? Of(object @event, TodoTaskId id, Guid causeId, BusinessCalendar calendar, BusinessMoment now) => @event switch
    {
        PromiseBroken e => OfPromise(id, causeId, e.PromiseId, e.AccountId, e.DebtorId, e.Work, calendar, now),
        PromisePartlyKept e => OfPromise(id, causeId, e.PromiseId, e.AccountId, e.DebtorId, e.Work, calendar, now),
        CallbackDue e => new(
            id, e.Work.CampaignId, e.Work.TeamId, e.Work.AgentId, e.CallbackId.Value, null, null, null, TaskTrigger.CallbackDue, causeId, TaskPriority.High,
            [new(TaskLinkKind.Callback, e.CallbackId.Value)], now.At + CallWithin, null, now),
        SlaBreached e => OfTicket(id, causeId, e, now),
        _ => null,
    };

    /// <summary>Why a task about a promise, a callback or a ticket has not to be done any more; <c>null</c>: it has.</summary>
    public static string? OverBecauseOf(object @event) => @event switch
    {
        PromiseFoundKept => "The promise was found kept.",
        PromiseCuredLate => "The promised amount came in late.",
        CallbackWon or CallbackDeclined or CallbackDeferred or CallbackUnreached => "The call was made.",
        CallbackMoved => "The call is for another time.",
        CallbackCancelled => "The call is not needed any more.",
        TicketResolved or TicketClosed => "The ticket is done.",
        _ => null,
    };

    private static CreateTask OfPromise(
        TodoTaskId id, Guid causeId, PromiseId promise, AccountId account, DebtorId debtor, Work work, BusinessCalendar calendar, BusinessMoment now) => new(
        id, work.CampaignId, work.TeamId, work.AgentId, debtor.Value, debtor, null, null, TaskTrigger.BrokenPromise, causeId, TaskPriority.High,
        [new(TaskLinkKind.Promise, promise.Value), new(TaskLinkKind.Account, account.Value), new(TaskLinkKind.Debtor, debtor.Value)],
        WallClock.InstantOf(calendar.AddWorkingDays(now.Date, 1), WorkBy, now.Zone), null, now);

    private static CreateTask OfTicket(TodoTaskId id, Guid causeId, SlaBreached late, BusinessMoment now)
    {
        var standing = late.Standing;
        DebtorId? debtor = standing.Requester.Kind is RequesterKind.Debtor ? new(standing.Requester.SubjectId) : null;
        return new(
            id, standing.CampaignId, standing.TeamId, standing.AssigneeId, standing.Requester.SubjectId, debtor, null, null, TaskTrigger.BreachedTicket, causeId,
            standing.Priority is TicketPriority.Critical or TicketPriority.High ? TaskPriority.Urgent : TaskPriority.High,
            [new(TaskLinkKind.Ticket, late.TicketId.Value)], now.At + SeeToWithin, null, now);
    }
}
