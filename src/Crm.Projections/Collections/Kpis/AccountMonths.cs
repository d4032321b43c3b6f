using System.Text.Json.Serialization;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Collections.Kpis;

/// <summary>
/// What an account owed and how long it was past due at the end of any business date: the steps from which roll and cure rates are read for any
/// two dates (<see cref="RollRates"/>). A movement counts from the date it was booked. A correction of its terms says what was true since it was placed.
/// </summary>
public sealed class AccountMonths() : StreamProjection<AccountAging>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(AccountPlaced), typeof(BalanceAdjusted), typeof(AccountTermsCorrected), typeof(BalanceCharged), typeof(PaymentApplied), typeof(PaymentUnapplied),
        typeof(DiscountGranted), typeof(DiscountWithdrawn), typeof(AccountWrittenOff), typeof(AccountWithdrawn), typeof(DaysPastDuePaused), typeof(DaysPastDueResumed),
    ];

    public override AccountAging? Evolve(AccountAging? row, Recorded recorded) => recorded.Data switch
    {
        AccountPlaced e => new(
            e.AccountId, e.CampaignId, e.PortfolioId, e.Currency, PastDueClock.Evolve(null, e)!,
            [.. (row?.Steps ?? []).Where(step => step.On < e.Moment.Date), new(e.Moment.Date, e.Balance.Total().Amount)]),
        _ when row is null => null,
        BalanceAdjusted e => row.Owing(e.BalanceAfter, e.Moment),
        BalanceCharged e => row.Owing(e.BalanceAfter, e.Moment),
        PaymentApplied e => row.Owing(e.BalanceAfter, e.Moment),
        PaymentUnapplied e => row.Owing(e.BalanceAfter, e.Moment),
        DiscountGranted e => row.Owing(e.BalanceAfter, e.Moment),
        DiscountWithdrawn e => row.Owing(e.BalanceAfter, e.Moment),
        AccountWrittenOff e => row.Owing(Balance.Zero(row.Currency), e.Moment) with { LeftOn = e.Moment.Date },
        AccountWithdrawn e => row.Owing(Balance.Zero(row.Currency), e.Moment) with { LeftOn = e.Moment.Date },
        AccountTermsCorrected or DaysPastDuePaused or DaysPastDueResumed => row with { Clock = PastDueClock.Evolve(row.Clock, recorded.Data)! },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("portfolio_id", "portfolioId").Text("placed_on", "placedOn")
        .Index(["campaign_id", "placed_on", "id"]);
}

/// <param name="Steps">What was owed from a business date on, in order; one step a date.</param>
public sealed record AccountAging(
    AccountId AccountId, CampaignId CampaignId, PortfolioId PortfolioId, Currency Currency, PastDueClock Clock, IReadOnlyList<OwedStep> Steps)
{
    /// <summary>When it was withdrawn or written off: from then on it is in nobody's cohort.</summary>
    public DateOnly? LeftOn { get; init; }

    public DateOnly PlacedOn => Steps[0].On;

    /// <summary>How it stood at the end of a date; <c>null</c>: it was not here yet, or not any more.</summary>
    public AgingState? At(DateOnly date) =>
        LeftOn <= date || Steps.LastOrDefault(step => step.On <= date) is not { } step ? null : new(Clock.On(date), step.Owed);

    public AccountAging Owing(Balance after, BusinessMoment moment) => this with
    {
        Steps = [.. Steps.TakeWhile(step => step.On < moment.Date), new(moment.Date, after.Total().Amount)],
    };
}

/// <param name="Owed">In the account's currency.</param>
public sealed record OwedStep(DateOnly On, decimal Owed);

/// <summary>How an account stood at the end of a date.</summary>
public sealed record AgingState(int DaysPastDue, decimal Owed)
{
    [JsonIgnore]
    public AgingBucket Bucket => AgingBuckets.Of(DaysPastDue, Owed);
}

/// <summary>Buckets of thirty days past due; nothing owed is its own.</summary>
public enum AgingBucket { Paid, Current, Days1To30, Days31To60, Days61To90, Days91To120, Days121To180, Over180 }

public static class AgingBuckets
{
    public static AgingBucket Of(int daysPastDue, decimal owed) => (owed, daysPastDue) switch
    {
        ( <= 0, _) => AgingBucket.Paid,
        (_, <= 0) => AgingBucket.Current,
        (_, <= 30) => AgingBucket.Days1To30,
        (_, <= 60) => AgingBucket.Days31To60,
        (_, <= 90) => AgingBucket.Days61To90,
        (_, <= 120) => AgingBucket.Days91To120,
        (_, <= 180) => AgingBucket.Days121To180,
        _ => AgingBucket.Over180,
    };
}
