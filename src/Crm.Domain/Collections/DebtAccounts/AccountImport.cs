using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.DebtAccounts;

/// <summary>What an import did to the account, so that it can be undone.</summary>
/// <param name="OldCessionDate">The terms before it.</param>
/// <param name="Adjusted">By how much the file differed as of its cut-off date.</param>
/// <param name="Moved">By how much the balance moved: less than that where later payments would have taken it below nothing.</param>
/// <param name="Credit">What became credit instead.</param>
public sealed record AccountImport(
    ImportId ImportId, bool Placed, DateOnly? OldCessionDate, int OldOriginatorDays, Balance Adjusted, Balance Moved, Money Credit)
{
    internal static AccountImport OfPlacing(ImportId import, AccountPlaced e) =>
        new(import, Placed: true, e.CessionDate, e.OriginatorDaysPastDue, e.Balance, e.Balance, Money.Zero(e.Currency));

    internal static AccountImport OfTerms(ImportId import, AccountTermsCorrected e, Currency currency) =>
        new(import, Placed: false, e.OldCessionDate, e.OldOriginatorDaysPastDue, Balance.Zero(currency), Balance.Zero(currency), Money.Zero(currency));
}
