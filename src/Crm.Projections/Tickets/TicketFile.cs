using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.Tickets.SlaWatches;
using Crm.Domain.Tickets.Tickets;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections.Audit;

namespace Crm.Projections.Tickets;

/// <summary>Everything about one ticket with its timeline, for the staff. What the requester sees is <see cref="RequestedTickets"/>, never this.</summary>
public sealed class TicketFile() : DocumentProjection<Guid, TicketRecord>(version: 2)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(TicketOpened), typeof(TicketAssigned), typeof(TicketUnassigned), typeof(TicketStarted), typeof(TicketCustomerAwaited), typeof(TicketThirdPartyAwaited),
        typeof(TicketResumed), typeof(TicketCommented), typeof(TicketResolved), typeof(TicketClosed), typeof(TicketReopened), typeof(TicketMoved),
        typeof(TicketPriorityChanged), typeof(TicketReclassified), typeof(TicketWorkLogged), typeof(TicketWatched), typeof(TicketUnwatched), typeof(TicketTagged),
        typeof(TicketUntagged), typeof(TicketLinked), typeof(TicketUnlinked), typeof(TicketParentSet), typeof(RecordTextErased), typeof(SlaWarned), typeof(SlaBreached),
    ];

    // What is announced of its clocks stands in a stream beside the ticket's.
    public override IEnumerable<Guid> Keys(Recorded recorded) => [recorded.Data switch
    {
        SlaWarned e => e.TicketId.Value,
        SlaBreached e => e.TicketId.Value,
        _ => recorded.StreamId,
    }];


    public override TicketRecord? Evolve(Guid key, TicketRecord? file, Recorded recorded) => recorded.Data switch
    {
        TicketOpened e => new TicketRecord(
            e.TicketId, e.Number, e.SubjectId, e.Subject, e.Description, e.Channel, e.By, e.Moment.Zone, e.Moment.At.ToUniversalTime(), e.Standing)
        {
            Tags = e.Tags,
            Links = e.Links,
            ParentId = e.ParentId,
        }.With(recorded, e.Moment, e.By),
        _ when file is null => null,
        TicketAssigned e => (file with { Standing = e.Standing }).With(recorded, e.Moment, e.By, person: e.AssigneeId, text: e.Reason),
        TicketUnassigned e => (file with { Standing = e.Standing }).With(recorded, e.Moment, e.By, person: e.PreviousAssigneeId),
        TicketStarted e => (file with { Standing = e.Standing }).With(recorded, e.Moment, e.By),
        TicketCustomerAwaited e => (file with { Standing = e.Standing, ClosesAt = e.SilentUntil.ToUniversalTime() }).With(recorded, e.Moment, e.By),
        TicketThirdPartyAwaited e => (file with { Standing = e.Standing }).With(recorded, e.Moment, e.By),
        TicketResumed e => (file with { Standing = e.Standing, ClosesAt = null }).With(recorded, e.Moment, e.By),
        TicketCommented e => (file with { Standing = e.Standing }).With(
            recorded, e.Moment, e.AuthorId, new(e.CommentId, e.Visibility, e.Author), personal: true, text: e.Text),
        TicketResolved e => (file with { Standing = e.Standing, ClosesAt = e.ClosesAt.ToUniversalTime(), Resolutions = e.Resolution })
            .With(recorded, e.Moment, e.By, personal: true, text: e.Solution),
        TicketClosed e => (file with { Standing = e.Standing, ClosesAt = null }).With(recorded, e.Moment, e.By),
        TicketReopened e => (file with { Standing = e.Standing, ClosesAt = null }).With(recorded, e.Moment, e.By, personal: true, text: e.Reason),
        TicketMoved e => (file with { Standing = e.Standing, Zone = e.NewZone }).With(recorded, e.Moment, e.By),
        TicketPriorityChanged e => (file with { Standing = e.Standing }).With(recorded, e.Moment, e.By),
        TicketReclassified e => (file with { Standing = e.Standing }).With(recorded, e.Moment, e.By),
        TicketWorkLogged e => (file with { MinutesWorked = file.MinutesWorked + e.Minutes }).With(recorded, e.Moment, e.WorkerId, personal: true, text: e.Note),
        TicketWatched e => (file with { Watchers = [.. file.Watchers, e.WatcherId] }).With(recorded, e.Moment, e.By, person: e.WatcherId),
        TicketUnwatched e => (file with { Watchers = [.. file.Watchers.Where(watcher => watcher != e.WatcherId)] }).With(recorded, e.Moment, e.By, person: e.WatcherId),
        TicketTagged e => (file with { Tags = [.. file.Tags, e.Tag] }).With(recorded, e.Moment, e.By),
        TicketUntagged e => (file with { Tags = [.. file.Tags.Where(tag => tag != e.Tag)] }).With(recorded, e.Moment, e.By),
        TicketLinked e => (file with { Links = [.. file.Links, e.Link] }).With(recorded, e.Moment, e.By),
        TicketUnlinked e => (file with { Links = [.. file.Links.Where(link => link != e.Link)] }).With(recorded, e.Moment, e.By),
        TicketParentSet e => (file with { ParentId = e.NewParentId }).With(recorded, e.Moment, e.By),
        SlaWarned e => file.Announced(recorded, e.Moment),
        SlaBreached e => file.Announced(recorded, e.Moment),
        RecordTextErased => file.Erased(),
        _ => file,
    };

    public override void Describe(DocumentColumns columns) => columns.Text("parent_id", "parentId").Index(["parent_id"], where: "parent_id is not null");
}

/// <param name="SubjectId">Who asks: a user, a customer or a debtor, as the standing's requester says.</param>
/// <param name="Subject">Personal, as all texts here.</param>
/// <param name="Zone">IANA zone of its queue.</param>
/// <param name="OpenedAt">UTC.</param>
public sealed record TicketRecord(
    TicketId TicketId, string Number, Guid SubjectId, string Subject, string Description, TicketChannel Channel, UserId? OpenedBy, string Zone,
    DateTimeOffset OpenedAt, TicketStanding Standing)
{
    public DateTimeOffset? ClosesAt { get; init; }
    public int Resolutions { get; init; }
    public int MinutesWorked { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
    public IReadOnlyList<TicketLink> Links { get; init; } = [];
    public IReadOnlyList<UserId> Watchers { get; init; } = [];
    public TicketId? ParentId { get; init; }

    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<TicketEntry> Timeline { get; init; } = [];

    internal TicketRecord With(
        Recorded recorded, BusinessMoment moment, UserId? by, TicketComment? comment = null, UserId? person = null, bool personal = false, string? text = null) =>
        this with { Timeline = [.. Timeline, new(recorded.Version, moment.At.ToUniversalTime(), recorded.EventType, by, person, text, personal && text is not null, comment, Facts(recorded))] };

    // Nobody did it, and the ticket's version stays.
    internal TicketRecord Announced(Recorded recorded, BusinessMoment moment) =>
        this with { Timeline = [.. Timeline, new(Timeline[^1].Version, moment.At.ToUniversalTime(), recorded.EventType, null, null, null, false, null, Facts(recorded))] };

    internal TicketRecord Erased() => this with
    {
        Subject = Erasure.Placeholder,
        Description = Erasure.Placeholder,
        Timeline = [.. Timeline.Select(entry => entry.Personal ? entry with { Text = Erasure.Placeholder } : entry)],
    };

    // What its sentence may ask for: no ids, no instants of its own.
    private static Dictionary<string, string> Facts(Recorded recorded) => EventFacts.Of(recorded.Data)
        .Where(fact => !fact.Key.EndsWith("Id", StringComparison.Ordinal) && fact.Key is not ("by" or "moment" or "kind" or "tags" or "links") || recorded.Data is TicketLinked or TicketUnlinked)
        .OrderBy(fact => fact.Key, StringComparer.Ordinal).ToDictionary();
}

/// <summary>Something that happened to a ticket.</summary>
/// <param name="Version">The ticket's version after it; of an announcement, as of which it was made.</param>
/// <param name="Type">The event's name; its sentence is made of <paramref name="Facts"/> in the reader's language.</param>
/// <param name="By">Who did it; <c>null</c>: a customer, or the system.</param>
/// <param name="PersonId">Whom it was done with: who got it, who lost it, who watches.</param>
/// <param name="Text">What was said with it.</param>
/// <param name="Personal">Whether the text is about the requester, and is redacted with him.</param>
public sealed record TicketEntry(
    long Version, DateTimeOffset At, string Type, UserId? By, UserId? PersonId, string? Text, bool Personal, TicketComment? Comment, IReadOnlyDictionary<string, string> Facts);

public sealed record TicketComment(Guid CommentId, CommentVisibility Visibility, CommentAuthor Author);
