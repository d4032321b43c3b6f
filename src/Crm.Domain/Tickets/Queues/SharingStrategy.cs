using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Queues;

/// <summary>Who gets a ticket: pure, so that the same members, loads and turns give the same answer.</summary>
public static class SharingStrategy
{
    /// <param name="path">The codes of the ticket's category, root first: whoever knows more of them comes first where it goes by skill.</param>
    /// <returns><c>null</c>: nobody is there who may have it.</returns>
    public static QueueMember? Choose(QueueTerms terms, QueueTurn turn, IReadOnlyList<string> path)
    {
        var free = turn.Members.Where(member => member.HasRoom).ToList();
        return terms.Strategy switch
        {
            AssignmentStrategy.RoundRobin => NextAfter(turn.LastMember, free),
            AssignmentStrategy.LeastLoaded => Least(free),
            AssignmentStrategy.BySkill => free.Where(member => terms.Skills.All(member.Skills.Contains))
                .GroupBy(member => path.Count(member.Skills.Contains)).OrderByDescending(group => group.Key).Select(Least).FirstOrDefault(),
            _ => null,
        };
    }

    public static string NameOf(AssignmentStrategy strategy) => strategy switch
    {
        AssignmentStrategy.RoundRobin => "round-robin",
        AssignmentStrategy.LeastLoaded => "least-loaded",
        AssignmentStrategy.BySkill => "by-skill",
        _ => "manual",
    };

    // In turn by id, beginning behind who got the last one; who has no room is passed over.
    private static QueueMember? NextAfter(UserId? last, IReadOnlyList<QueueMember> free)
    {
        var inOrder = free.OrderBy(member => member.UserId.Value).ToList();
        return inOrder.FirstOrDefault(member => last is not { } previous || member.UserId.Value.CompareTo(previous.Value) > 0) ?? inOrder.FirstOrDefault();
    }

    // To who has fewest; of equals, to who has waited longest for one.
    private static QueueMember? Least(IEnumerable<QueueMember> members) => members
        .OrderBy(member => member.OpenTickets).ThenBy(member => member.LastAssignedAt ?? DateTimeOffset.MinValue).ThenBy(member => member.UserId.Value).FirstOrDefault();
}
