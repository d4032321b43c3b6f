using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.DebtAccounts;

/// <summary>An import was a mistake: undo what it did to this account, by new facts.</summary>
public sealed record UndoAccountImport(ImportId ImportId, string Reason, BusinessMoment Now);

public static class UndoAccountImportHandler
{
    public static Decision Handle(UndoAccountImport command, DebtAccount account)
    {
        if (account.LastImport is not { } import || import.ImportId != command.ImportId || account.Status is not AccountStatus.Open) return Decision.AlreadySo;
        if (import.Placed)
        {
            return account.Worked
                ? Decision.Refuse("collections.account-worked", "Payments, promises or agreements touched the account since it was placed; it is not undone.")
                : Decision.Append(new AccountWithdrawn(account.Id, account.CampaignId, account.Balance.Total(), command.Reason, command.Now, command.ImportId, account.PortfolioId));
        }

        List<IEvent> events = [];
        if (import.Adjusted != Balance.Zero(account.Currency))
        {
            var ledger = account.Ledger;
            var agreed = ledger.AsOf(ledger.AgreedOn);
            var (after, credit) = RefreshAccountHandler.Positive(account.Balance - import.Moved);
            events.Add(new BalanceAdjusted(
                account.Id, account.DebtorId, account.PortfolioId, account.CampaignId, agreed, agreed - import.Adjusted, after,
                ledger.AgreedOn, command.Reason, command.Now, ImportId: null, credit - import.Credit, command.ImportId));
        }

        if (account.Clock.CessionDate != import.OldCessionDate || account.Clock.OriginatorDays != import.OldOriginatorDays)
        {
            events.Add(new AccountTermsCorrected(
                account.Id, account.Clock.CessionDate, import.OldCessionDate, account.Clock.OriginatorDays, import.OldOriginatorDays, UndoneImportId: command.ImportId));
        }

        return Decision.Append(events);
    }
}
