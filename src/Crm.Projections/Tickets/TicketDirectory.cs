using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.Tickets.Tickets;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections.Collections;

namespace Crm.Projections.Tickets;

/// <summary>
/// Finds a ticket by the words that were said on it, open or not, for the staff: internal words count too. Texts stand here without accents, and a
/// search leaves them away alike. Personal as a whole, and redacted with the requester.
/// </summary>
public sealed class TicketDirectory() : StreamProjection<FoundTicket>(version: 1)
{
    /// <summary>What is said beyond this many characters is not searched.</summary>
    public const int MostSearched = 60_000;

    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(TicketOpened), typeof(TicketAssigned), typeof(TicketUnassigned), typeof(TicketStarted), typeof(TicketCustomerAwaited), typeof(TicketThirdPartyAwaited),
        typeof(TicketResumed), typeof(TicketCommented), typeof(TicketResolved), typeof(TicketClosed), typeof(TicketReopened), typeof(TicketMoved),
        typeof(TicketPriorityChanged), typeof(TicketReclassified), typeof(TicketTagged), typeof(TicketUntagged), typeof(RecordTextErased),
    ];

    public override FoundTicket? Evolve(FoundTicket? row, Recorded recorded) => recorded.Data switch
    {
        TicketOpened e => new FoundTicket(e.TicketId, e.Number, e.SubjectId, e.Standing.Requester.Kind, e.Subject, e.Moment.At.ToUniversalTime(), e.Tags)
            .At(e.Standing, e.Moment).Saying($"{e.Subject} {e.Description}"),
        _ when row is null => null,
        TicketAssigned e => row.At(e.Standing, e.Moment),
        TicketUnassigned e => row.At(e.Standing, e.Moment),
        TicketStarted e => row.At(e.Standing, e.Moment),
        TicketCustomerAwaited e => row.At(e.Standing, e.Moment),
        TicketThirdPartyAwaited e => row.At(e.Standing, e.Moment).Saying(e.Reason),
        TicketResumed e => row.At(e.Standing, e.Moment),
        TicketCommented e => row.At(e.Standing, e.Moment).Saying(e.Text),
        TicketResolved e => row.At(e.Standing, e.Moment).Saying(e.Solution),
        TicketClosed e => row.At(e.Standing, e.Moment),
        TicketReopened e => row.At(e.Standing, e.Moment).Saying(e.Reason),
        TicketMoved e => row.At(e.Standing, e.Moment),
        TicketPriorityChanged e => row.At(e.Standing, e.Moment),
        TicketReclassified e => row.At(e.Standing, e.Moment),
        TicketTagged e => row with { Tags = [.. row.Tags, e.Tag] },
        TicketUntagged e => row with { Tags = [.. row.Tags.Where(tag => tag != e.Tag)] },
        RecordTextErased => row with { Subject = Erasure.Placeholder, Said = "" },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("number", "number").Text("campaign_id", "campaignId").Text("queue_id", "queueId").Text("team_id", "teamId").Text("assignee_id", "assigneeId")
        .Text("subject_id", "subjectId").Text("state", "state").Text("type", "type").Text("category_id", "categoryId").Text("priority", "priority")
        .Instant("opened_at", "openedAt").Words("words", "said")
        .Index(["number"], unique: true).Index(["opened_at desc", "id"]).Index(["queue_id", "opened_at desc", "id"]).Index(["campaign_id", "opened_at desc", "id"])
        .Index(["assignee_id", "opened_at desc", "id"]).Index(["subject_id", "opened_at desc", "id"]);
}

/// <param name="OpenedAt">UTC.</param>
public sealed record FoundTicket(
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
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>Everything that was said, in small letters without accents: what words are searched in.</summary>
    public string Said { get; init; } = "";

    internal FoundTicket At(TicketStanding standing, BusinessMoment moment) => this with
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

    internal FoundTicket Saying(string text)
    {
        if (Said.Length >= TicketDirectory.MostSearched || text == Erasure.Placeholder) return this;
        var said = $"{Said} {SearchText.OfName(text)}".TrimStart();
        return this with { Said = said.Length > TicketDirectory.MostSearched ? said[..TicketDirectory.MostSearched] : said };
    }
}
