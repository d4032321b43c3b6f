using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.DebtAccounts;

/// <summary>Whether an account can take on something new.</summary>
internal static class Standing
{
    public static Refusal? RefuseClosed(DebtAccount account) => account.Status switch
    {
        AccountStatus.WrittenOff => Refusals.Of("collections.account-written-off", $"The account was written off on {account.ClosedOn:yyyy-MM-dd}.", []),
        AccountStatus.Withdrawn => Refusals.Of("collections.account-withdrawn", "The creditor took the account back.", []),
        _ => null,
    };

    public static Refusal? RefuseBound(DebtAccount account) =>
        account.OpenPromise is { } promise
            ? Refusals.Of("collections.account-bound", "An open promise binds the account; cancel it first.", [], ("promise", promise))
        : account.OpenAgreement is { } agreement
            ? Refusals.Of("collections.account-bound", "An agreement binds the account; cancel it first.", [], ("agreement", agreement))
        : null;
}
