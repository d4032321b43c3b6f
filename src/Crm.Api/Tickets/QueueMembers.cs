using Crm.Api.Hosting;
using Crm.Api.Queries;
using Crm.Domain.Identity.Agents;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;
using Crm.Projections.Identity;
using Crm.Projections.Tickets;

namespace Crm.Api.Tickets;

/// <summary>Who works for a queue: the active people of its teams.</summary>
public sealed class QueueMembers(ViewReader views, BusinessClock clock)
{
    /// <summary>By name. Whoever is in two of its teams stands there once.</summary>
    public async Task<IReadOnlyList<QueueMemberLine>> Of(QueueInfo queue, CancellationToken ct)
    {
        if (queue.Teams.Count == 0) return [];

        var teams = queue.Teams.Select(team => team.ToString()).ToArray();
        var now = clock.GetUtcNow();
        var people = (await views.Query<string>(
            $"""
            select data::text from {DocumentTable.Of<UserDirectory>()}
            where status = @active and exists (select from jsonb_array_elements(data -> 'grants') as held where held ->> 'teamId' = any(@teams)) order by user_name, id
            """, new { active = Stored.Name<UserStatus>(UserStatus.Active), teams }, ct)).Select(views.Read<UserRow>).ToList();
        var ids = people.Select(person => person.UserId.ToString()).ToArray();
        var there = (await views.Query<string>($"select data::text from {DocumentTable.Of<AgentBoard>()} where user_id = any(@ids)", new { ids }, ct))
            .Select(views.Read<AgentOnBoard>).ToLookup(agent => agent.UserId);
        var loads = (await views.Query<Load>(
            $"select assignee_id as Assignee, count(*) as Tickets, count(*) filter (where queue_id = @queue) as Here from {DocumentTable.Of<TicketsTray>()} where live and tray <> 'resolved' and assignee_id = any(@ids) group by assignee_id",
            new { ids, queue = queue.QueueId.ToString() }, ct)).ToDictionary(load => load.Assignee);

        return
        [
            .. from person in people
               let grant = person.Grants.FirstOrDefault(held => held.TeamId is { } team && queue.Teams.Contains(team) && held.HoldsAt(now))
               where grant is not null
               let load = loads.GetValueOrDefault(person.UserId.ToString())
               let agent = there[person.UserId].OrderByDescending(known => known.TakesWork).ThenByDescending(known => known.Working).FirstOrDefault()
               orderby person.FullName, person.UserId.Value
               select new QueueMemberLine(
                   person.UserId, person.FullName, grant.TeamId!.Value, agent?.Working is true ? agent.State : AgentState.Offline, agent is { TakesWork: true },
                   (int)(load?.Here ?? 0), (int)(load?.Tickets ?? 0), person.Capacity > 0 ? person.Capacity : null, person.Skills),
        ];
    }

    private sealed class Load
    {
        public string Assignee { get; init; } = "";
        public long Tickets { get; init; }
        public long Here { get; init; }
    }
}

/// <summary>Somebody who works for a queue.</summary>
/// <param name="TakesWork">Whether the queue's strategy would give him one now, where he has room.</param>
/// <param name="Here">His tickets of this queue that are not resolved.</param>
/// <param name="Open">His tickets of all queues that are not resolved.</param>
/// <param name="Capacity">How many he may have; <c>null</c>: no limit.</param>
public sealed record QueueMemberLine(
    UserId UserId, string Name, TeamId TeamId, AgentState State, bool TakesWork, int Here, int Open, int? Capacity, IReadOnlyList<string> Skills);
