using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.DebtAccounts;

/// <summary>Put an account into an agent's hands.</summary>
/// <param name="Strategy">How he was chosen: <c>manual</c>, <c>bulk</c>, <c>round-robin</c>, <c>least-loaded</c>, <c>priority</c>.</param>
public sealed record AssignAccount(UserId AgentId, TeamId? TeamId, string Strategy, BusinessMoment Now);

/// <summary>Take an account out of its agent's hands.</summary>
public sealed record UnassignAccount(string Reason, BusinessMoment Now);

public static class AssignAccountHandler
{
    public static Decision Handle(AssignAccount command, DebtAccount account) =>
        account.AgentId == command.AgentId ? Decision.AlreadySo
        : Standing.RefuseClosed(account) is { } refusal ? Decision.Refuse(refusal)
        : Decision.Append(new AccountAssigned(
            account.Id, account.DebtorId, account.PortfolioId, account.CampaignId, command.AgentId, command.TeamId, account.AgentId, command.Strategy, command.Now));
}

public static class UnassignAccountHandler
{
    public static Decision Handle(UnassignAccount command, DebtAccount account) => account.AgentId is { } agent
        ? Decision.Append(new AccountUnassigned(account.Id, account.CampaignId, agent, command.Reason, command.Now))
        : Decision.AlreadySo;
}
