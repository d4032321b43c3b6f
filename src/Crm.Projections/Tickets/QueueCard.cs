using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Queues;
using Crm.Domain.Tickets.Tickets;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Tickets;

/// <summary>The queues: what lists, forms and labels need to know, and who got the last ticket by turn.</summary>
public sealed class QueueCard() : DocumentProjection<Guid, QueueInfo>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(QueueOpened), typeof(QueueTermsSet), typeof(QueueTeamAdded), typeof(QueueTeamRemoved), typeof(QueueClosed), typeof(QueueReopened), typeof(QueueTurnTaken),
    ];

    public override IEnumerable<Guid> Keys(Recorded recorded) => [recorded.Data is QueueTurnTaken turn ? turn.QueueId.Value : recorded.StreamId];

    public override QueueInfo? Evolve(Guid key, QueueInfo? row, Recorded recorded) => recorded.Data switch
    {
        QueueOpened e => new(e.QueueId, e.Code, e.CampaignId, e.Zone),
        _ when row is null => null,
        QueueTermsSet e => row with { Name = e.Name, Types = e.Types, Strategy = e.Strategy, Skills = e.Skills },
        QueueTeamAdded e => row with { Teams = [.. row.Teams, e.TeamId] },
        QueueTeamRemoved e => row with { Teams = [.. row.Teams.Where(team => team != e.TeamId)] },
        QueueClosed => row with { Closed = true },
        QueueReopened => row with { Closed = false },
        QueueTurnTaken e => row with { LastMemberId = e.MemberId },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns.Text("code", "code").Text("campaign_id", "campaignId").Index(["code", "id"]);
}

/// <param name="CampaignId"><c>null</c>: the whole installation's.</param>
/// <param name="Zone">IANA zone of its days.</param>
public sealed record QueueInfo(QueueId QueueId, string Code, CampaignId? CampaignId, string Zone)
{
    public string Name { get; init; } = "";

    /// <summary>Empty: all.</summary>
    public IReadOnlyList<TicketType> Types { get; init; } = [];
    public AssignmentStrategy Strategy { get; init; }
    public IReadOnlyList<string> Skills { get; init; } = [];
    public IReadOnlyList<TeamId> Teams { get; init; } = [];
    public bool Closed { get; init; }

    /// <summary>Who got the last one by the queue's strategy.</summary>
    public UserId? LastMemberId { get; init; }
}
