using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.DebtAccounts;

/// <summary>Give up what is still owed. What binds the account is called off in the same unit.</summary>
public sealed record WriteOffAccount(string Reason, UserId By, BusinessMoment Now);

/// <summary>The creditor takes the account back. What binds it is called off in the same unit.</summary>
public sealed record WithdrawAccount(string Reason, UserId? By, BusinessMoment Now);

public static class WriteOffAccountHandler
{
    /// <param name="promise">The state of <see cref="DebtAccount.OpenPromise"/>.</param>
    /// <param name="agreement">The state of the account's <see cref="DebtAccount.Agreement"/>, open or broken.</param>
    public static Decision Handle(WriteOffAccount command, DebtAccount account, PromiseToPay? promise, PaymentAgreement? agreement)
    {
        if (account.Status is AccountStatus.WrittenOff) return Decision.AlreadySo;
        if (Closing.Refuse(account, command.Reason) is { } refusal) return Decision.Refuse(refusal);
        return Closing.Close(account, promise, agreement, command.By, command.Reason, command.Now, new AccountWrittenOff(
            account.Id, account.DebtorId, account.PortfolioId, account.CampaignId, account.Balance.Total(), account.Balance, command.Reason, command.Now));
    }
}

public static class WithdrawAccountHandler
{
    /// <inheritdoc cref="WriteOffAccountHandler.Handle"/>
    public static Decision Handle(WithdrawAccount command, DebtAccount account, PromiseToPay? promise, PaymentAgreement? agreement)
    {
        if (account.Status is AccountStatus.Withdrawn) return Decision.AlreadySo;
        if (Closing.Refuse(account, command.Reason) is { } refusal) return Decision.Refuse(refusal);
        return Closing.Close(account, promise, agreement, command.By, command.Reason, command.Now,
            new AccountWithdrawn(account.Id, account.CampaignId, account.Balance.Total(), command.Reason, command.Now, PortfolioId: account.PortfolioId));
    }
}

internal static class Closing
{
    public static Refusal? Refuse(DebtAccount account, string reason) => Standing.RefuseClosed(account)
        ?? (string.IsNullOrWhiteSpace(reason) ? Refusals.Of("collections.reason-missing", "Say why the account is closed.", ["Reason"]) : null);

    public static Decision Close(
        DebtAccount account, PromiseToPay? promise, PaymentAgreement? agreement, UserId? by, string reason, BusinessMoment now, IEvent closed)
    {
        if (promise?.Id != account.OpenPromise || agreement?.Id != account.Agreement?.Id)
            throw new InvalidOperationException("What binds the account was not handed over.");

        List<IEvent> events = [];
        if (promise is not null) events.Add(new AccountPromiseEnded(account.Id, promise.Id, PromiseOutcome.Cancelled, account.PriorityRaised));
        if (agreement is not null) events.Add(new AccountAgreementEnded(account.Id, agreement.Id, Completed: false, account.PriorityRaised));
        var decision = Decision.Append([.. events, closed]);
        if (promise is not null) decision = decision.And<PromiseToPay>(promise.Id.Value, CancelPromiseHandler.Cancelled(promise, by, reason, now));
        return agreement is null ? decision
            : decision.And<PaymentAgreement>(agreement.Id.Value, CancelAgreementHandler.Cancelled(agreement, by, reason, now));
    }
}
