using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.DebtAccounts;

/// <summary>The creditor says what is owed as of a cut-off date; ours is adjusted by the difference as of that date.</summary>
public sealed record RefreshAccount(
    Balance Balance, DateOnly CutOffDate, DateOnly? CessionDate, int OriginatorDaysPastDue, BusinessMoment Now, ImportId? ImportId);

public static class RefreshAccountHandler
{
    public static Decision Handle(RefreshAccount command, DebtAccount account)
    {
        if ((Standing.RefuseClosed(account) ?? RefuseFacts(command)) is { } refusal) return Decision.Refuse(refusal);
        if (command.CutOffDate < account.Ledger.AgreedOn)
        {
            return Decision.Refuse(Refusals.Of("collections.cut-off-outdated",
                $"The balance was agreed as of {account.Ledger.AgreedOn:yyyy-MM-dd}; a file as of {command.CutOffDate:yyyy-MM-dd} does not change it.",
                [nameof(command.CutOffDate)], ("agreedOn", account.Ledger.AgreedOn), ("cutOff", command.CutOffDate)));
        }

        List<IEvent> events = [];
        var ours = account.Ledger.AsOf(command.CutOffDate);
        if (ours != command.Balance)
        {
            var (after, credit) = Positive(account.Balance + (command.Balance - ours));
            events.Add(new BalanceAdjusted(
                account.Id, account.DebtorId, account.PortfolioId, account.CampaignId, ours, command.Balance, after,
                command.CutOffDate, "The creditor's file differs.", command.Now, command.ImportId, credit));
        }

        if (command.CessionDate != account.Clock.CessionDate || command.OriginatorDaysPastDue != account.Clock.OriginatorDays)
        {
            events.Add(new AccountTermsCorrected(
                account.Id, account.Clock.CessionDate, command.CessionDate, account.Clock.OriginatorDays, command.OriginatorDaysPastDue, command.ImportId));
        }

        return Decision.Append(events);
    }

    internal static Refusal? RefuseFacts(RefreshAccount command)
    {
        if (Enum.GetValues<BalanceComponent>().Where(component => command.Balance[component] < 0).Select(component => (BalanceComponent?)component).FirstOrDefault() is { } negative)
            return Refusals.Of("collections.balance-negative", $"{negative} is {command.Balance[negative]}.", [$"{nameof(command.Balance)}.{negative}"], ("component", negative));
        if (Enum.GetValues<BalanceComponent>().Any(component => !new Money(command.Balance[component], command.Balance.Currency).IsExact))
        {
            return Refusals.Of("collections.amount-not-exact", $"{command.Balance.Currency} has {command.Balance.Currency.Decimals} decimals.",
                [nameof(command.Balance)], ("decimals", command.Balance.Currency.Decimals));
        }

        if (command.CutOffDate > command.Now.Date)
        {
            return Refusals.Of("collections.cut-off-in-future", $"{command.CutOffDate:yyyy-MM-dd} is after today, {command.Now.Date:yyyy-MM-dd}.",
                [nameof(command.CutOffDate)], ("cutOff", command.CutOffDate), ("today", command.Now.Date));
        }

        return command.OriginatorDaysPastDue < 0
            ? Refusals.Of("collections.days-past-due-negative", "Days past due are not negative.", [nameof(command.OriginatorDaysPastDue)])
            : null;
    }

    /// <summary>A balance that later payments take below nothing: other components make up for it, the rest is credit.</summary>
    internal static (Balance Balance, Money Credit) Positive(Balance raw)
    {
        var components = Enum.GetValues<BalanceComponent>();
        var owed = components.Aggregate(raw, (balance, component) => balance.With(component, Math.Max(raw[component], 0)));
        var (covered, credit) = owed.Allocate((owed - raw).Total(), components);
        return (owed - covered, credit);
    }
}
