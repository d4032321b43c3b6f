using System.Globalization;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Identity.Agents;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Categories;
using Crm.Domain.Tickets.Queues;
using Crm.Domain.Tickets.Tickets;
using Crm.EventStore.Streams;
using Crm.Projections.Identity;
using Crm.Projections.Tickets;

namespace Crm.Api.Tickets;

/// <summary>What a decision of this room is told: the queue and its wall clock, the tree of categories, who works where and who is there. Assembled here and nowhere else.</summary>
public sealed class TicketFacts(BusinessClock clock, Aggregates aggregates, NaturalKeys keys, ViewReader views, IdentityRules rules, Numbers numbers)
{
    public Guid CategoriesId { get; } = keys.Sole("ticket-categories");

    public BusinessMoment Now(string zone) => BusinessMoment.Of(clock.GetUtcNow(), zone);

    public QueueId QueueOf(string code) => new(keys.Derive("ticket-queue", code.Trim().ToUpperInvariant()));

    /// <summary>A ticket within a scope, with its queue; beyond it, it does not exist.</summary>
    public async Task<(Ticket Ticket, Queue Queue)> Ticket(CommandUnit unit, Guid id, CallerScope scope)
    {
        var ticket = await unit.Require<Ticket>(id);
        var queue = await unit.Require<Queue>(ticket.Standing.QueueId.Value);
        return TicketReach.Reaches(scope, ticket, queue) ? (ticket, queue) : throw new StreamMissingException(id);
    }

    public Task<CategoryTree?> Categories(CommandUnit unit) => unit.Load<CategoryTree>(CategoriesId);

    /// <summary>The number of a ticket that is opened now in a queue: of the month at its wall clock.</summary>
    public async Task<string> NextNumber(BusinessMoment now, CancellationToken ct)
    {
        var month = now.Date.ToString("yyyyMM", CultureInfo.InvariantCulture);
        var number = await numbers.Next("TK", month, ct);
        return string.Create(CultureInfo.InvariantCulture, $"TK-{month}-{number:D6}");
    }

    /// <summary>Whether somebody works for a queue, and in which of its teams: he is in one, or may work on the tickets of its campaign.</summary>
    public async Task<(bool Works, TeamId? Team)> WorksFor(UserId user, Queue queue, CancellationToken ct)
    {
        if ((await aggregates.Load<User>(user.Value, User.Evolve, fresh: false, ct)).State is not { Status: UserStatus.Active } known) return (false, null);

        var grants = known.GrantsAt(clock.GetUtcNow()).ToList();
        if (grants.Select(grant => grant.TeamId).FirstOrDefault(team => queue.Teams.Any(its => its.TeamId == team)) is { } team) return (true, team);

        var scope = (await rules.Get(ct)).Roles.Scopes(user, grants).GetValueOrDefault(Permission.TicketsUpdate);
        return (scope is not null && (scope.All || (queue.CampaignId is { } campaign && scope.Campaigns.Contains(campaign))), null);
    }

    /// <summary>Who could get a ticket of a queue now; <c>null</c>: it is shared out by hand.</summary>
    public async Task<QueueTurn?> Turn(CommandUnit unit, Queue queue, BusinessMoment now, CancellationToken ct)
    {
        if (queue.Terms.Strategy is AssignmentStrategy.Manual) return null;

        var stream = keys.Derive("queue-turns", queue.Id.ToString(), now.Date.ToString("O", CultureInfo.InvariantCulture));
        var turns = await unit.Load<QueueTurns>(stream);
        var last = turns?.Latest is [.., var latest] ? latest.MemberId : (await views.Find<QueueCard, QueueInfo>(queue.Id.Value, ct))?.LastMemberId;
        return new(stream, last, await Members(queue, turns?.Latest ?? [], ct));
    }

    private async Task<IReadOnlyList<QueueMember>> Members(Queue queue, IReadOnlyList<TakenTurn> turns, CancellationToken ct)
    {
        var there = (await views.Query<string>(
            $"select data::text from {DocumentTable.Of<AgentBoard>()} where team_id = any(@teams) and state = @available",
            new { teams = queue.Teams.Select(team => team.TeamId.ToString()).ToArray(), available = Stored.Name<AgentState>(AgentState.Available) }, ct))
            .Select(views.Read<AgentOnBoard>).Where(agent => agent.TakesWork && agent.TeamId is not null).ToList();
        if (there.Count == 0) return [];

        var loads = (await views.Query<Load>(
            $"select assignee_id as Assignee, count(*) as Tickets, max(assigned_at) as LastAt from {DocumentTable.Of<TicketsTray>()} where live and tray <> 'resolved' and assignee_id = any(@people) group by assignee_id",
            new { people = there.Select(agent => agent.UserId.ToString()).ToArray() }, ct)).ToDictionary(load => load.Assignee);

        // The latest turns may not be in the tray yet: what was given a moment ago counts all the same.
        var shown = (await views.Query<Guid>(
            $"select id from {DocumentTable.Of<TicketsTray>()} where id = any(@ids) and assigned_at is not null", new { ids = turns.Select(turn => turn.TicketId.Value).ToArray() }, ct)).ToHashSet();
        var members = new List<QueueMember>();
        foreach (var agent in there)
        {
            if ((await aggregates.Load<User>(agent.UserId.Value, User.Evolve, fresh: false, ct)).State is not { Status: UserStatus.Active } user) continue;
            var load = loads.GetValueOrDefault(agent.UserId.ToString());
            var given = turns.Count(turn => turn.MemberId == agent.UserId && !shown.Contains(turn.TicketId.Value));
            members.Add(new(
                agent.UserId, agent.TeamId!.Value, (int)(load?.Tickets ?? 0) + given, user.Capacity > 0 ? user.Capacity : null, user.Skills,
                load?.LastAt is { } micros ? DateTimeOffset.UnixEpoch.AddMicroseconds(micros) : null));
        }

        return members;
    }

    private sealed class Load
    {
        public string Assignee { get; init; } = "";
        public long Tickets { get; init; }
        public long? LastAt { get; init; }
    }
}

/// <summary>How far somebody reaches among tickets: those of his campaigns, those of queues that his teams work for, and those he has himself.</summary>
internal static class TicketReach
{
    public static bool Reaches(CallerScope scope, Queue queue) =>
        scope.All || (queue.CampaignId is { } campaign && scope.Campaigns.Contains(campaign)) || queue.Teams.Any(team => scope.Teams.Contains(team.TeamId));

    public static bool Reaches(CallerScope scope, Ticket ticket, Queue queue) => Reaches(scope, queue) || (scope.Own && ticket.Standing.AssigneeId == scope.UserId);

    /// <summary>Whether somebody may ask something of a queue: it is his campaign's, or the whole installation's.</summary>
    public static bool MayAsk(CallerScope scope, Queue queue) => queue.CampaignId is not { } campaign || scope.Reaches(campaign) || Reaches(scope, queue);
}
