using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.Tickets.SlaWatches;
using Crm.Domain.Tickets.Tickets;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Tickets;

/// <summary>
/// The tickets as the trays show them: who has which, which waits, which is about to be late. Closed ones stay, out of every tray, so that one that
/// is reopened is there again.
/// </summary>
public sealed class TicketsTray() : DocumentProjection<Guid, TrayTicket>(version: 1), ILiveTray<TrayTicket>
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(TicketOpened), typeof(TicketAssigned), typeof(TicketUnassigned), typeof(TicketStarted), typeof(TicketCustomerAwaited), typeof(TicketThirdPartyAwaited),
        typeof(TicketResumed), typeof(TicketCommented), typeof(TicketResolved), typeof(TicketClosed), typeof(TicketReopened), typeof(TicketMoved),
        typeof(TicketPriorityChanged), typeof(TicketReclassified), typeof(TicketTagged), typeof(TicketUntagged), typeof(RecordTextErased), typeof(SlaScheduled),
    ];

    public override IEnumerable<Guid> Keys(Recorded recorded) => [recorded.Data is SlaScheduled e ? e.TicketId.Value : recorded.StreamId];

    public override TrayTicket? Evolve(Guid key, TrayTicket? row, Recorded recorded) => recorded.Data switch
    {
        TicketOpened e => new TrayTicket(e.TicketId, e.Number, e.SubjectId, e.Standing.Requester.Kind, e.Subject, e.Moment.At.ToUniversalTime(), e.Tags).At(e.Standing, e.Moment),
        _ when row is null => null,
        TicketAssigned e => row.At(e.Standing, e.Moment) with { AssignedAt = e.Moment.At.ToUniversalTime() },
        TicketUnassigned e => row.At(e.Standing, e.Moment) with { AssignedAt = null },
        TicketStarted e => row.At(e.Standing, e.Moment),
        TicketCustomerAwaited e => row.At(e.Standing, e.Moment) with { WaitingSince = e.Moment.At.ToUniversalTime(), ClosesAt = e.SilentUntil.ToUniversalTime() },
        TicketThirdPartyAwaited e => row.At(e.Standing, e.Moment) with { WaitingSince = e.Moment.At.ToUniversalTime(), WaitingFor = e.Reason },
        TicketResumed e => row.At(e.Standing, e.Moment) with { WaitingSince = null, WaitingFor = null, ClosesAt = null },
        TicketCommented e => row.At(e.Standing, e.Moment) with
        {
            Comments = row.Comments + 1,
            RequesterSpokeLast = e.Visibility is CommentVisibility.Public ? e.Author is CommentAuthor.Requester : row.RequesterSpokeLast,
        },
        TicketResolved e => row.At(e.Standing, e.Moment) with { WaitingSince = null, WaitingFor = null, ClosesAt = e.ClosesAt.ToUniversalTime() },
        TicketClosed e => row.At(e.Standing, e.Moment) with { WaitingSince = null, WaitingFor = null, ClosesAt = null },
        TicketReopened e => row.At(e.Standing, e.Moment) with { ClosesAt = null, RequesterSpokeLast = e.ByRequester },
        TicketMoved e => row.At(e.Standing, e.Moment),
        TicketPriorityChanged e => row.At(e.Standing, e.Moment),
        TicketReclassified e => row.At(e.Standing, e.Moment),
        TicketTagged e => row with { Tags = [.. row.Tags, e.Tag] },
        TicketUntagged e => row with { Tags = [.. row.Tags.Where(tag => tag != e.Tag)] },
        SlaScheduled e => row with { NextBreachAt = e.NextBreachAt?.ToUniversalTime(), BreachedSince = e.BreachedSince?.ToUniversalTime() },
        RecordTextErased => row with { Subject = Erasure.Placeholder },
        _ => row,
    };

    public TrayRoute Route(TrayTicket row) =>
        new(row.CampaignId, row.TeamId, row.AssigneeId, row.Tray is { } tray ? TrayRoute.PlaceOf(tray) : null) { Queue = row.QueueId };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("queue_id", "queueId").Text("team_id", "teamId").Text("assignee_id", "assigneeId").Text("subject_id", "subjectId")
        .Text("tray", "tray").Text("state", "state").Text("type", "type").Text("category_id", "categoryId").Text("priority", "priority").Boolean("live", "live")
        .Number("urgency", "urgency").Instant("opened_at", "openedAt").Instant("assigned_at", "assignedAt").Instant("closes_at", "closesAt")
        .Instant("next_breach_at", "nextBreachAt").Instant("late_from", "lateFrom")
        .Index(["queue_id", "urgency", "opened_at", "id"], where: "live").Index(["assignee_id", "urgency", "opened_at", "id"], where: "live")
        .Index(["team_id", "urgency", "opened_at", "id"], where: "live").Index(["campaign_id", "urgency", "opened_at", "id"], where: "live")
        .Index(["urgency", "opened_at", "id"], where: "live").Index(["closes_at", "id"], where: "live").Index(["subject_id"])
        .Index(["next_breach_at", "id"], where: "live").Index(["late_from", "id"], where: "live").Index(["campaign_id", "late_from", "id"], where: "live")
        .Index(["queue_id", "late_from", "id"], where: "live").Index(["assignee_id", "late_from", "id"], where: "live");
}

/// <param name="Subject">Personal: may name the requester.</param>
/// <param name="OpenedAt">UTC.</param>
public sealed record TrayTicket(
    TicketId TicketId, string Number, Guid SubjectId, RequesterKind RequesterKind, string Subject, DateTimeOffset OpenedAt, IReadOnlyList<string> Tags)
{
    public QueueId QueueId { get; init; }
    public CampaignId? CampaignId { get; init; }
    public TeamId? TeamId { get; init; }
    public UserId? AssigneeId { get; init; }
    public TicketState State { get; init; }
    public TicketType Type { get; init; }
    public CategoryId? CategoryId { get; init; }
    public TicketPriority Priority { get; init; }
    public int Reopenings { get; init; }

    /// <summary>When something last happened to it, UTC.</summary>
    public DateTimeOffset ChangedAt { get; init; }
    public DateTimeOffset? AssignedAt { get; init; }
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>Who is waited for and for what, where it is a third party.</summary>
    public string? WaitingFor { get; init; }

    /// <summary>When it closes by itself, UTC.</summary>
    public DateTimeOffset? ClosesAt { get; init; }
    public int Comments { get; init; }

    /// <summary>When the next of its clocks breaches if nothing changes, UTC; <c>null</c>: they stand still, or none is left to breach.</summary>
    public DateTimeOffset? NextBreachAt { get; init; }

    /// <summary>Since when something promised is late and not done yet, UTC, as far as that was announced.</summary>
    public DateTimeOffset? BreachedSince { get; init; }

    /// <summary>It is late at every instant from this on, whether that was announced already or not, UTC.</summary>
    public DateTimeOffset? LateFrom => BreachedSince ?? NextBreachAt;

    /// <summary>Whether the last public word is the requester's: somebody should answer.</summary>
    public bool RequesterSpokeLast { get; init; }

    /// <summary>The one tray it stands in; <c>null</c>: closed, in none.</summary>
    public TicketTray? Tray => State switch
    {
        TicketState.Closed => null,
        TicketState.Resolved => TicketTray.Resolved,
        TicketState.WaitingForCustomer or TicketState.WaitingForThirdParty => TicketTray.Waiting,
        _ => AssigneeId is null ? TicketTray.Unassigned : TicketTray.Working,
    };

    /// <summary>Whether it stands in a tray.</summary>
    public bool Live => Tray is not null;

    /// <summary>0: critical. Sorted by it, the most urgent come first.</summary>
    public int Urgency => TicketPriority.Critical - Priority;

    internal TrayTicket At(TicketStanding standing, BusinessMoment moment) => this with
    {
        QueueId = standing.QueueId,
        CampaignId = standing.CampaignId,
        TeamId = standing.TeamId,
        AssigneeId = standing.AssigneeId,
        State = standing.State,
        Type = standing.Type,
        CategoryId = standing.CategoryId,
        Priority = standing.Priority,
        Reopenings = standing.Reopenings,
        ChangedAt = moment.At.ToUniversalTime(),
    };
}

/// <summary>The trays no ticket is in two of. Mine and my team's are these, asked by person and team.</summary>
public enum TicketTray { Unassigned, Working, Waiting, Resolved }
