using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Promises;

/// <summary>Call off an open promise.</summary>
public sealed record CancelPromise(UserId CancelledBy, string Reason, BusinessMoment Now);

public static class CancelPromiseHandler
{
    public static Decision Handle(CancelPromise command, PromiseToPay promise, DebtAccount account) => promise.Outcome switch
    {
        PromiseOutcome.Cancelled => Decision.AlreadySo,
        PromiseOutcome.Open when string.IsNullOrWhiteSpace(command.Reason) =>
            Decision.Refuse("collections.reason-missing", "Say why the promise is called off.", nameof(command.Reason)),
        PromiseOutcome.Open => Decision.Append(Cancelled(promise, command.CancelledBy, command.Reason, command.Now))
            .And<DebtAccount>(account.Id.Value, new AccountPromiseEnded(account.Id, promise.Id, PromiseOutcome.Cancelled, account.PriorityRaised)),
        _ => Decision.Refuse(Refusals.Of("collections.promise-closed", $"The promise is no longer open: {promise.Outcome}.", [], ("outcome", promise.Outcome))),
    };

    internal static PromiseCancelled Cancelled(PromiseToPay promise, UserId? by, string reason, BusinessMoment now) => new(
        promise.Id, promise.AccountId, promise.DebtorId, promise.PortfolioId, promise.Work, by, reason, promise.Amount, promise.DueOn, now);
}
