using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.Tickets.Tickets;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Tickets;

/// <summary>
/// A ticket as who asked sees it. Folded from what is public and from nothing else, so that no internal comment, no reason among the staff and no
/// name of a colleague can leave through an answer that is made of it.
/// </summary>
public sealed class RequestedTickets() : StreamProjection<RequestedTicket>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(TicketOpened), typeof(TicketStarted), typeof(TicketCustomerAwaited), typeof(TicketThirdPartyAwaited), typeof(TicketResumed), typeof(TicketCommented),
        typeof(TicketResolved), typeof(TicketClosed), typeof(TicketReopened), typeof(RecordTextErased),
    ];

    public override RequestedTicket? Evolve(RequestedTicket? row, Recorded recorded) => recorded.Data switch
    {
        TicketOpened e => new(
            e.TicketId, e.Number, e.SubjectId, e.Standing.Requester.Kind, e.Subject, e.Description, e.Standing.Type, e.Standing.CategoryId, e.Moment.Zone,
            e.Moment.At.ToUniversalTime(), e.Moment.At.ToUniversalTime(), e.Standing.State),
        _ when row is null => null,
        TicketStarted e => row.To(e.Standing, e.Moment),
        TicketCustomerAwaited e => row.To(e.Standing, e.Moment) with { ClosesAt = e.SilentUntil.ToUniversalTime() },
        TicketThirdPartyAwaited e => row.To(e.Standing, e.Moment),
        TicketResumed e => row.To(e.Standing, e.Moment) with { ClosesAt = null },
        TicketCommented { Visibility: CommentVisibility.Public } e => row.Saying(RequestedWordKind.Comment, e.Author, e.Text, e.Moment, e.CommentId),
        TicketResolved e => row.To(e.Standing, e.Moment).Saying(RequestedWordKind.Solution, CommentAuthor.Staff, e.Solution, e.Moment) with { ClosesAt = e.ClosesAt.ToUniversalTime() },
        TicketClosed e => row.To(e.Standing, e.Moment) with { ClosesAt = null, EndedOn = e.Moment.Date },
        TicketReopened e => row.To(e.Standing, e.Moment).Saying(
            RequestedWordKind.Reopening, e.ByRequester ? CommentAuthor.Requester : CommentAuthor.Staff, e.ByRequester ? e.Reason : null, e.Moment) with
        { ClosesAt = null, EndedOn = null },
        RecordTextErased => row.Erased(),
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("subject_id", "subjectId").Text("state", "state").Boolean("open", "open").Instant("changed_at", "changedAt")
        .Index(["subject_id", "changed_at desc", "id"]);
}

/// <param name="SubjectId">Who asks.</param>
/// <param name="Zone">IANA zone of the queue it was opened in.</param>
/// <param name="OpenedAt">UTC.</param>
/// <param name="ChangedAt">When something public last happened, UTC.</param>
public sealed record RequestedTicket(
    TicketId TicketId, string Number, Guid SubjectId, RequesterKind RequesterKind, string Subject, string Description, TicketType Type, CategoryId? CategoryId, string Zone,
    DateTimeOffset OpenedAt, DateTimeOffset ChangedAt, TicketState State)
{
    /// <summary>What was said to him and by him, in order.</summary>
    public IReadOnlyList<RequestedWord> Words { get; init; } = [];

    /// <summary>When it closes by itself if he says nothing, UTC.</summary>
    public DateTimeOffset? ClosesAt { get; init; }

    /// <summary>The date on which it closed, at the queue's wall clock.</summary>
    public DateOnly? EndedOn { get; init; }
    public bool Open => State is not (TicketState.Resolved or TicketState.Closed);

    internal RequestedTicket To(TicketStanding standing, BusinessMoment moment) => this with { State = standing.State, ChangedAt = moment.At.ToUniversalTime() };

    internal RequestedTicket Saying(RequestedWordKind kind, CommentAuthor author, string? text, BusinessMoment moment, Guid? comment = null) => this with
    {
        Words = [.. Words, new(moment.At.ToUniversalTime(), kind, author, text, comment)],
        ChangedAt = moment.At.ToUniversalTime(),
    };

    internal RequestedTicket Erased() => this with
    {
        Subject = Erasure.Placeholder,
        Description = Erasure.Placeholder,
        Words = [.. Words.Select(word => word with { Text = Erasure.Placeholder })],
    };
}

/// <param name="Author">He himself, the staff or the system; never which of the staff.</param>
public sealed record RequestedWord(DateTimeOffset At, RequestedWordKind Kind, CommentAuthor Author, string? Text, Guid? CommentId);

public enum RequestedWordKind { Comment, Solution, Reopening }
