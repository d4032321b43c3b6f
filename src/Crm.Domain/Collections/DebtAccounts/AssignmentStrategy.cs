using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.DebtAccounts;

/// <summary>An agent who may be given accounts, with what he has.</summary>
/// <param name="Accounts">How many he has now.</param>
/// <param name="Capacity">How many he may have; <c>null</c>: no limit.</param>
/// <param name="LastAssignedAt">When he was given the last one; <c>null</c>: never.</param>
public sealed record AgentLoad(
    UserId AgentId, TeamId? TeamId, int Accounts, int? Capacity, IReadOnlyList<string> Skills, DateTimeOffset? LastAssignedAt)
{
    public bool HasRoom => Capacity is null || Accounts < Capacity;
}

/// <summary>An account that waits for an agent.</summary>
/// <param name="Skills">What the agent must know, all of it: a language, a product.</param>
public sealed record WaitingAccount(AccountId AccountId, Priority Priority, Money Balance, IReadOnlyList<string> Skills);

/// <summary>Who gets which account. Whoever finds no agent with room is left out.</summary>
public sealed record Assignment(AccountId AccountId, UserId AgentId, TeamId? TeamId);

/// <summary>Ways to share out accounts: pure, so that the same accounts, agents and loads give the same result.</summary>
public static class AssignmentStrategy
{
    public const string RoundRobin = "round-robin", LeastLoaded = "least-loaded", ByPriority = "priority";

    /// <summary>In turn by id, beginning behind the agent who got the last one; agents without room are passed over.</summary>
    public static IReadOnlyList<Assignment> InTurn(IEnumerable<WaitingAccount> accounts, IEnumerable<AgentLoad> agents, UserId? last) =>
        Share(accounts, agents, last, (_, free, previous) =>
        {
            var inOrder = free.OrderBy(agent => agent.AgentId.Value).ToList();
            return inOrder.FirstOrDefault(agent => previous is null || agent.AgentId.Value.CompareTo(previous.Value.Value) > 0) ?? inOrder.FirstOrDefault();
        });

    /// <summary>To who has fewest; of equals, to who has waited longest for one.</summary>
    public static IReadOnlyList<Assignment> ToLeastLoaded(IEnumerable<WaitingAccount> accounts, IEnumerable<AgentLoad> agents) =>
        Share(accounts, agents, null, (_, free, _) => Least(free));

    /// <summary>
    /// The most urgent and largest first, each to the least loaded of those who have all its skills; when nobody has them, to the least loaded of all.
    /// </summary>
    public static IReadOnlyList<Assignment> ByPriorityAndSkill(IEnumerable<WaitingAccount> accounts, IEnumerable<AgentLoad> agents) =>
        Share(
            accounts.OrderByDescending(account => account.Priority).ThenByDescending(account => account.Balance.Amount).ThenBy(account => account.AccountId.Value),
            agents, null,
            (account, free, _) => Least(free.Where(agent => account.Skills.All(agent.Skills.Contains))) ?? Least(free));

    private static AgentLoad? Least(IEnumerable<AgentLoad> agents) => agents
        .OrderBy(agent => agent.Accounts).ThenBy(agent => agent.LastAssignedAt ?? DateTimeOffset.MinValue).ThenBy(agent => agent.AgentId.Value).FirstOrDefault();

    private static List<Assignment> Share(
        IEnumerable<WaitingAccount> accounts, IEnumerable<AgentLoad> agents, UserId? last,
        Func<WaitingAccount, IReadOnlyCollection<AgentLoad>, UserId?, AgentLoad?> choose)
    {
        var loads = agents.ToDictionary(agent => agent.AgentId);
        List<Assignment> assignments = [];
        foreach (var account in accounts)
        {
            if (choose(account, [.. loads.Values.Where(agent => agent.HasRoom)], last) is not { } agent) continue;
            assignments.Add(new(account.AccountId, agent.AgentId, agent.TeamId));
            loads[agent.AgentId] = agent with { Accounts = agent.Accounts + 1 };
            last = agent.AgentId;
        }

        return assignments;
    }
}
