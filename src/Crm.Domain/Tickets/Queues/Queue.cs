using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Tickets;

namespace Crm.Domain.Tickets.Queues;

/// <summary>A place where tickets wait for somebody.</summary>
/// <param name="CampaignId"><c>null</c>: the whole installation's.</param>
/// <param name="Zone">IANA zone of its days.</param>
public sealed record Queue(QueueId Id, string Code, CampaignId? CampaignId, string Zone) : IAggregate<Queue>
{
    public QueueTerms Terms { get; init; } = new("", [], AssignmentStrategy.Manual, []);
    public IReadOnlyList<QueueTeam> Teams { get; init; } = [];
    public bool Closed { get; init; }

    public bool Serves(TicketType type) => Terms.Types.Count == 0 || Terms.Types.Contains(type);

    /// <summary>The date and time of day at its wall clock.</summary>
    public BusinessMoment MomentAt(DateTimeOffset now) => BusinessMoment.Of(now, Zone);

    internal Decision? RefuseServing(TicketType type) => Serves(type)
        ? null
        : Decision.Refuse(Refusal.Of("tickets.type-not-served", $"The queue {Code} does not serve the type {type}.", ["type"], ("queue", Code), ("type", type)));

    internal Decision? RefuseTaking(TicketType type) => Closed
        ? Decision.Refuse(Refusal.Of("tickets.queue-closed", $"The queue {Code} takes no new tickets.", ["queueId"], ("queue", Code)))
        : RefuseServing(type);

    public static Queue? Evolve(Queue? queue, object @event) => @event switch
    {
        QueueOpened e => new(e.QueueId, e.Code, e.CampaignId, e.Zone),
        QueueTermsSet e => queue! with { Terms = new(e.Name, e.Types, e.Strategy, e.Skills) },
        QueueTeamAdded e => queue! with { Teams = [.. queue.Teams, new(e.TeamCampaignId, e.TeamId)] },
        QueueTeamRemoved e => queue! with { Teams = [.. queue.Teams.Where(team => team.TeamId != e.TeamId)] },
        QueueClosed => queue! with { Closed = true },
        QueueReopened => queue! with { Closed = false },
        _ => queue,
    };
}

/// <summary>What a queue takes and how it shares it out.</summary>
/// <param name="Types">Empty: all.</param>
/// <param name="Skills">What members must know, all of it.</param>
public sealed record QueueTerms(string Name, IReadOnlyList<TicketType> Types, AssignmentStrategy Strategy, IReadOnlyList<string> Skills)
{
    internal bool SameAs(QueueTerms other) =>
        Name == other.Name && Strategy == other.Strategy && Types.SequenceEqual(other.Types) && Skills.SequenceEqual(other.Skills);
}

public sealed record QueueTeam(CampaignId CampaignId, TeamId TeamId);
