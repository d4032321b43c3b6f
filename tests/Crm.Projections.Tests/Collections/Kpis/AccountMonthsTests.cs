using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;
using Crm.Projections.Collections.Kpis;
using Crm.Projections.Tests.Kit;
using static Crm.Projections.Tests.Kit.Known;

namespace Crm.Projections.Tests.Collections.Kpis;

public sealed class AccountMonthsTests
{
    private static readonly DateOnly May31 = new(2026, 5, 31), June30 = new(2026, 6, 30), July31 = new(2026, 7, 31);

    [Fact]
    public void An_account_is_in_no_cohort_before_it_was_placed() => Aging(Placed(at: At(6, 10))).At(June30.AddDays(-21)).ShouldBeNull();

    [Theory]
    [InlineData(0, 0, AgingBucket.Current)]
    [InlineData(1, 1, AgingBucket.Days1To30)]
    [InlineData(30, 1, AgingBucket.Days1To30)]
    [InlineData(31, 1, AgingBucket.Days31To60)]
    [InlineData(90, 1, AgingBucket.Days61To90)]
    [InlineData(180, 1, AgingBucket.Days121To180)]
    [InlineData(181, 1, AgingBucket.Over180)]
    public void Buckets_are_of_thirty_days(int daysPastDue, int owedAtLeast, AgingBucket bucket) =>
        AgingBuckets.Of(daysPastDue, Math.Max(1, owedAtLeast)).ShouldBe(bucket);

    [Fact]
    public void What_is_paid_is_its_own_bucket_however_late() => AgingBuckets.Of(400, 0).ShouldBe(AgingBucket.Paid);

    [Fact]
    public void A_payment_counts_at_the_end_of_the_day_it_was_booked()
    {
        var aging = Aging(Placed(100), Paid(At(6, 20)));

        (aging.At(Day(6, 19))!.Owed, aging.At(Day(6, 20))!.Owed).ShouldBe((100m, 0m));
    }

    [Fact]
    public void A_month_says_the_same_for_ever_whatever_comes_later() =>
        Scripts.ForEveryHistory(office =>
        {
            var months = Folded.Documents(new AccountMonths(), office.History.Events);
            foreach (var account in office.AccountStates.Where(account => account.Status is AccountStatus.Open))
                months[account.Id.Value].At(office.Now.Date).ShouldBe(new AgingState(account.Clock.On(office.Now.Date), account.Balance.Total().Amount));
        });

    [Fact]
    public void Rolls_and_cures_are_moves_between_the_ends_of_two_months()
    {
        var rates = RollRates.Of(
        [
            Aging(Placed(100, daysPastDue: 5)), // 34 on 30 June, 65 on 31 July
            Aging(Placed(100, daysPastDue: 20), Paid(At(7, 10))), // 49, paid
            Aging(Placed(100, daysPastDue: 20), new AccountWithdrawn(Account, Known.Campaign, Cop(100), "Sold", At(7, 10))),
            Aging(Placed(100, daysPastDue: 5, at: At(7, 5))), // not here in June
        ], June30, July31);

        rates.Cells.Sum(cell => cell.Accounts).ShouldBe(3);
        rates.Cohort(AgingBucket.Days31To60).ShouldBe(2);
        rates.Rolled(AgingBucket.Days31To60).ShouldBe(1);
        rates.Cures().ShouldBe((1, 2));
        rates.Cells.Single(cell => cell.After is null).OwedBefore.ShouldBe(100);
    }

    [Fact]
    public void Nobody_is_in_a_cohort_of_the_time_before_the_portfolio() => RollRates.Of([Aging(Placed())], May31, June30).Cells.ShouldBeEmpty();

    private static PaymentApplied Paid(BusinessMoment at) => new(
        Account, Known.Debtor, Known.Portfolio, Known.Campaign, Known.Payment, Cop(100), Principal(100), Cop(0), Principal(0), at.Date, null, at);

    private static AccountAging Aging(params IReadOnlyList<IEvent> events) => Folded.One(new AccountMonths(), Account.Value, new History().On(Account.Value, events))!;
}
