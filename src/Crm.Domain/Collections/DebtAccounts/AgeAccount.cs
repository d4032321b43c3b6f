using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.DebtAccounts;

/// <summary>A business day of the campaign opened: priority is materialised as of it when it passed a threshold.</summary>
/// <param name="Today">The business date that opened, in the campaign's zone.</param>
public sealed record AgeAccount(DateOnly Today);

/// <summary>Days pass without an event of the account; this records the one day in many on which that changes its priority.</summary>
public static class AgeAccountHandler
{
    public static Decision Handle(AgeAccount command, DebtAccount account)
    {
        if (account.Status is not AccountStatus.Open || command.Today <= account.AgedOn) return Decision.AlreadySo;

        var days = account.Clock.On(command.Today);
        return Priorities.Of(days, raised: false) == Priorities.Of(account.Clock.On(account.AgedOn), raised: false)
            ? Decision.AlreadySo
            : Decision.Append(new AccountAged(account.Id, account.CampaignId, command.Today, days));
    }
}
