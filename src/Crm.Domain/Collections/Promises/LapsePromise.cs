using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Promises;

/// <summary>The agenda: the last day to keep a promise has passed. Where nothing is owed any more, it is called off, not broken.</summary>
public sealed record LapsePromise(BusinessMoment Now);

public static class LapsePromiseHandler
{
    public static Decision Handle(LapsePromise command, PromiseToPay promise, DebtAccount account)
    {
        if (!promise.IsOpen) return Decision.AlreadySo;
        if (command.Now.Date <= promise.LastDayToKeep)
        {
            return Decision.Refuse(Refusals.Of("collections.promise-not-lapsed", $"It can be kept until {promise.LastDayToKeep:yyyy-MM-dd}.",
                [], ("lastDayToKeep", promise.LastDayToKeep)));
        }

        if (!account.Balance.Total().IsPositive)
        {
            return Decision.Append(CancelPromiseHandler.Cancelled(promise, null, "The debt was paid otherwise.", command.Now))
                .And<DebtAccount>(account.Id.Value, new AccountPromiseEnded(account.Id, promise.Id, PromiseOutcome.Cancelled, account.PriorityRaised));
        }

        var missed = promise.PaidInTime.IsPositive ? PromiseOutcome.PartlyKept : PromiseOutcome.Broken;
        var raised = account.PriorityRaised || missed is PromiseOutcome.Broken;
        var decision = Decision.Append(PromiseAssessment.Became(promise, missed, command.Now));
        var ended = new AccountPromiseEnded(account.Id, promise.Id, missed, raised);
        if (PromiseAssessment.Assess(promise, lapsed: true) is not PromiseOutcome.CuredLate) return decision.And<DebtAccount>(account.Id.Value, ended);

        // What came in after the last day was confirmed before the agenda got here: broken, and cured at once.
        return Decision.Append([.. decision.Events, PromiseAssessment.Became(promise, PromiseOutcome.CuredLate, command.Now)])
            .And<DebtAccount>(account.Id.Value, ended, new AccountPromiseEnded(account.Id, promise.Id, PromiseOutcome.CuredLate));
    }
}
