using System.Text.Json.Serialization;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Tickets;

namespace Crm.Domain.Tickets.Sla;

/// <summary>A ticket as far as its clocks and figures go: what it was from which instant on, and when it was answered. Nothing of any policy is in it.</summary>
/// <param name="OpenedBy">Who opened it; <c>null</c>: the system.</param>
/// <param name="Zone">IANA zone of its queue when it was opened.</param>
/// <param name="Steps">In order; the first is the opening.</param>
public sealed record TicketHistory(
    TicketId TicketId, string Number, UserId? OpenedBy, string Zone, TicketStanding Standing, IReadOnlyList<TicketStep> Steps) : IAggregate<TicketHistory>
{
    [JsonIgnore]
    public TicketStep Opening => Steps[0];

    [JsonIgnore]
    public TicketStep Last => Steps[^1];

    /// <summary>Dates at its queue's wall clock, and whether somebody still has to do something: what figures are looked up by.</summary>
    public DateOnly OpenedOn => Opening.On;
    public DateOnly ChangedOn => Last.On;
    public bool IsOpen => !Last.IsAtRest;

    [JsonIgnore]
    public DateTimeOffset OpenedAt => Opening.At;

    /// <summary>When it came to rest, resolved or closed; <c>null</c>: it is open.</summary>
    [JsonIgnore]
    public DateTimeOffset? EndedAt => Last.IsAtRest ? Steps.Reverse().TakeWhile(step => step.IsAtRest).Last().At : null;

    public static TicketHistory? Evolve(TicketHistory? ticket, object @event) => @event switch
    {
        TicketOpened e => new(e.TicketId, e.Number, e.By, e.Moment.Zone, e.Standing, [TicketStep.Of(e.Standing, e.Moment, e.By, TicketAnswer.None)]),
        _ when ticket is null => null,
        TicketAssigned e => ticket.Then(e.Standing, e.Moment, e.By),
        TicketUnassigned e => ticket.Then(e.Standing, e.Moment, e.By),
        TicketStarted e => ticket.Then(e.Standing, e.Moment, e.By, ticket.StepBy(e.By)),
        TicketCustomerAwaited e => ticket.Then(e.Standing, e.Moment, e.By, ticket.StepBy(e.By)),
        TicketThirdPartyAwaited e => ticket.Then(e.Standing, e.Moment, e.By, ticket.StepBy(e.By)),
        TicketResumed e => ticket.Then(e.Standing, e.Moment, e.By, e.Cause is ResumeCause.RequesterReplied ? TicketAnswer.None : ticket.StepBy(e.By)),
        TicketCommented e => ticket.Then(
            e.Standing, e.Moment, e.AuthorId, e is { Visibility: CommentVisibility.Public, Author: CommentAuthor.Staff } ? TicketAnswer.PublicWord : TicketAnswer.None),
        TicketResolved e => ticket.Then(e.Standing, e.Moment, e.By, ticket.StepBy(e.By)),
        TicketClosed e => ticket.Then(e.Standing, e.Moment, e.By, e.Cause is CloseCause.ByStaff ? ticket.StepBy(e.By) : TicketAnswer.None),
        TicketReopened e => ticket.Then(e.Standing, e.Moment, e.By),
        TicketMoved e => ticket.Then(e.Standing, e.Moment, e.By),
        TicketPriorityChanged e => ticket.Then(e.Standing, e.Moment, e.By),
        TicketReclassified e => ticket.Then(e.Standing, e.Moment, e.By),
        _ => ticket,
    };

    // A step of the requester himself, or of the system, answers nobody.
    private TicketAnswer StepBy(UserId? by) =>
        by is { } user && !(Standing.Requester.Kind is RequesterKind.User && Standing.Requester.SubjectId == user.Value) ? TicketAnswer.Step : TicketAnswer.None;

    private TicketHistory Then(TicketStanding standing, BusinessMoment moment, UserId? by, TicketAnswer answer = TicketAnswer.None)
    {
        var step = TicketStep.Of(standing, moment, by, answer);
        var changes = answer is not TicketAnswer.None || step with { At = Last.At, On = Last.On, By = Last.By, Answer = Last.Answer } != Last;
        return this with { Standing = standing, Steps = changes ? [.. Steps, step] : Steps };
    }
}

/// <summary>How a ticket stood from an instant on.</summary>
/// <param name="At">UTC.</param>
/// <param name="On">Date at its queue's wall clock.</param>
/// <param name="By">Who brought it about; <c>null</c>: the requester without a user, or the system.</param>
/// <param name="Answer">Whether the requester was answered with it.</param>
public sealed record TicketStep(
    DateTimeOffset At, DateOnly On, TicketState State, QueueId QueueId, TicketType Type, TicketPriority Priority, UserId? AssigneeId, TeamId? TeamId,
    UserId? By, TicketAnswer Answer)
{
    /// <summary>No clock runs: it is resolved or closed.</summary>
    [JsonIgnore]
    public bool IsAtRest => State is TicketState.Resolved or TicketState.Closed;

    public static TicketStep Of(TicketStanding standing, BusinessMoment moment, UserId? by, TicketAnswer answer) => new(
        moment.At, moment.Date, standing.State, standing.QueueId, standing.Type, standing.Priority, standing.AssigneeId, standing.TeamId, by, answer);
}

/// <summary>Nothing the requester sees; a step by somebody other than him; a public word of the staff.</summary>
public enum TicketAnswer { None, Step, PublicWord }
