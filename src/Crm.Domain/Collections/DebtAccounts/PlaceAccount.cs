using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.DebtAccounts;

/// <summary>A row of a creditor's file, or a form: this is owed as of the cut-off date. Places the account or refreshes it.</summary>
/// <param name="AccountId">Derived from creditor and reference.</param>
/// <param name="Balance">The creditor's, by component, as of the cut-off date.</param>
public sealed record PlaceAccount(
    AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, CampaignId CampaignId, string Zone, string Creditor, string Reference,
    Balance Balance, DateOnly CutOffDate, DateOnly? CessionDate, int OriginatorDaysPastDue, BusinessMoment Now, ImportId? ImportId = null);

public static class PlaceAccountHandler
{
    /// <param name="account"><c>null</c>: not known yet.</param>
    public static Decision Handle(PlaceAccount command, DebtAccount? account)
    {
        var refresh = new RefreshAccount(
            command.Balance, command.CutOffDate, command.CessionDate, command.OriginatorDaysPastDue, command.Now, command.ImportId);
        if ((RefreshAccountHandler.RefuseFacts(refresh) ?? RefuseOther(command, account)) is { } refusal) return Decision.Refuse(refusal);

        // A withdrawn account that a later file contains was handed over again; one that an undone import placed was never here.
        var isNew = account is null || (account.Status is AccountStatus.Withdrawn && !(command.CutOffDate <= account.ClosedOn));
        if (!isNew) return RefreshAccountHandler.Handle(refresh, account!);

        // What a reversal restored after the withdrawal went with the account; the balance stays the sum of its movements.
        IReadOnlyList<IEvent> restored = account is null || account.Balance.Total().IsZero ? []
            : [new AccountWithdrawn(account.Id, account.CampaignId, account.Balance.Total(), "A payment was reversed after it was withdrawn.", command.Now, PortfolioId: account.PortfolioId)];
        return Decision.Append(
        [
            .. restored,
            new AccountPlaced(
                command.AccountId, command.DebtorId, command.PortfolioId, command.CampaignId, command.Zone, command.Creditor, command.Reference,
                command.Balance.Currency, command.Balance, command.CutOffDate, command.CessionDate, command.OriginatorDaysPastDue, command.Now, command.ImportId),
        ]);
    }

    private static Refusal? RefuseOther(PlaceAccount command, DebtAccount? account) =>
        account is null ? null
        : command.CampaignId != account.CampaignId ? Other("campaign", nameof(command.CampaignId), account.CampaignId)
        : command.Balance.Currency != account.Currency
            ? Refusals.Of("collections.currency-differs", $"The account is kept in {account.Currency}, not in {command.Balance.Currency}.",
                [nameof(command.Balance)], ("expected", account.Currency.Code), ("actual", command.Balance.Currency.Code))
        : account.Status is AccountStatus.Withdrawn ? null
        : command.DebtorId != account.DebtorId ? Other("debtor", nameof(command.DebtorId), account.DebtorId)
        : command.PortfolioId != account.PortfolioId ? Other("portfolio", nameof(command.PortfolioId), account.PortfolioId)
        : null;

    private static Refusal Other(string what, string field, object known) =>
        Refusals.Of($"collections.account-of-other-{what}", $"The creditor's reference is known as an account of {what} {known}.", [field], (what, known));
}
