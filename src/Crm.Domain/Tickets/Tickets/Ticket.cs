using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;

namespace Crm.Domain.Tickets.Tickets;

/// <summary>Something somebody asked for. Holds only what a decision asks about.</summary>
/// <param name="Zone">IANA zone of its queue: its days and deadlines are of that wall clock.</param>
/// <param name="OpenedAt">UTC.</param>
/// <param name="Standing">State, dimensions and counts as of the last event.</param>
public sealed record Ticket(TicketId Id, string Number, string Zone, DateTimeOffset OpenedAt, TicketStanding Standing) : IAggregate<Ticket>
{
    /// <summary>What was said and logged twice within this many is recognised.</summary>
    private const int Remembered = 100;

    /// <summary>The ids of the latest comments.</summary>
    public IReadOnlyList<Guid> Comments { get; init; } = [];
    public IReadOnlyList<Guid> WorkEntries { get; init; } = [];
    public IReadOnlyList<UserId> Watchers { get; init; } = [];
    public IReadOnlyList<string> Tags { get; init; } = [];
    public IReadOnlyList<TicketLink> Links { get; init; } = [];
    public TicketId? ParentId { get; init; }

    /// <summary>UTC instant at which it closes by itself; <c>null</c>: it does not.</summary>
    public DateTimeOffset? ClosesAt { get; init; }

    /// <summary>When it came into the state it ended in: resolved or closed.</summary>
    public BusinessMoment? EndedAt { get; init; }
    public int Resolutions { get; init; }

    /// <summary>Its texts were redacted because the person was erased: nothing more is written about him.</summary>
    public bool TextErased { get; init; }

    public TicketState State => Standing.State;
    public Guid SubjectId => Standing.Requester.SubjectId;

    /// <summary>Whether somebody still has to do or wait for something.</summary>
    public bool IsActive => State is not (TicketState.Resolved or TicketState.Closed);

    /// <summary>Whether a user asked for it himself.</summary>
    public bool IsAskedBy(UserId user) => Standing.Requester is { Kind: RequesterKind.User } && SubjectId == user.Value;

    public static Ticket? Evolve(Ticket? ticket, object @event) => @event switch
    {
        TicketOpened e => new(e.TicketId, e.Number, e.Moment.Zone, e.Moment.At, e.Standing) { Tags = e.Tags, Links = e.Links, ParentId = e.ParentId },
        TicketAssigned e => ticket! with { Standing = e.Standing },
        TicketUnassigned e => ticket! with { Standing = e.Standing },
        TicketStarted e => ticket! with { Standing = e.Standing },
        TicketCustomerAwaited e => ticket! with { Standing = e.Standing, ClosesAt = e.SilentUntil },
        TicketThirdPartyAwaited e => ticket! with { Standing = e.Standing },
        TicketResumed e => ticket! with { Standing = e.Standing, ClosesAt = null },
        TicketCommented e => ticket! with { Standing = e.Standing, Comments = [.. ticket.Comments.TakeLast(Remembered - 1), e.CommentId] },
        TicketResolved e => ticket! with { Standing = e.Standing, ClosesAt = e.ClosesAt, EndedAt = e.Moment, Resolutions = e.Resolution },
        TicketClosed e => ticket! with { Standing = e.Standing, ClosesAt = null, EndedAt = e.Moment },
        TicketReopened e => ticket! with { Standing = e.Standing, ClosesAt = null, EndedAt = null },
        TicketMoved e => ticket! with { Standing = e.Standing, Zone = e.NewZone },
        TicketPriorityChanged e => ticket! with { Standing = e.Standing },
        TicketReclassified e => ticket! with { Standing = e.Standing },
        TicketWorkLogged e => ticket! with { WorkEntries = [.. ticket.WorkEntries.TakeLast(Remembered - 1), e.EntryId] },
        TicketWatched e => ticket! with { Watchers = [.. ticket.Watchers, e.WatcherId] },
        TicketUnwatched e => ticket! with { Watchers = [.. ticket.Watchers.Where(watcher => watcher != e.WatcherId)] },
        TicketTagged e => ticket! with { Tags = [.. ticket.Tags, e.Tag] },
        TicketUntagged e => ticket! with { Tags = [.. ticket.Tags.Where(tag => tag != e.Tag)] },
        TicketLinked e => ticket! with { Links = [.. ticket.Links, e.Link] },
        TicketUnlinked e => ticket! with { Links = [.. ticket.Links.Where(link => link != e.Link)] },
        TicketParentSet e => ticket! with { ParentId = e.NewParentId },
        RecordTextErased => ticket! with { TextErased = true },
        _ => ticket,
    };
}
