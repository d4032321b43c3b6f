using Crm.Domain.Campaigns;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Kernel;
using FsCheck;
using FsCheck.Fluent;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections;

public sealed class InstallmentPlanTests
{
    private static readonly DateOnly Start = new(2026, 1, 31);

    [Fact]
    public void The_last_installment_takes_the_rounding() =>
        InstallmentPlan.Split(Cop(100), InstallmentPlan.Monthly(Start, 3)).Select(installment => installment.Amount.Amount).ShouldBe([33.33m, 33.33m, 33.34m]);

    [Fact]
    public void Amounts_are_multiples_of_a_step_where_the_total_allows() =>
        InstallmentPlan.Split(Cop(733_000), InstallmentPlan.Monthly(Start, 3), step: 1_000).Select(installment => installment.Amount.Amount).ShouldBe([244_000m, 244_000m, 245_000m]);

    [Fact]
    public void A_day_that_a_month_lacks_is_its_last_without_drifting() =>
        InstallmentPlan.Monthly(Start, 3).ShouldBe([new(2026, 1, 31), new(2026, 2, 28), new(2026, 3, 31)]);

    [Fact]
    public void Any_amount_splits_exactly_into_positive_installments_that_differ_by_less_than_their_number() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            Gen.Choose(60, int.MaxValue).Select(cents => Cop(cents / 100m)).ToArbitrary(), Gen.Choose(1, 60).ToArbitrary(),
            (total, count) =>
            {
                var plan = InstallmentPlan.Split(total, InstallmentPlan.Monthly(Start, count));
                return plan.Select(installment => installment.Amount).Sum(Currency.Cop) == total
                    && plan.All(installment => installment.Amount.IsPositive && installment.Amount.IsExact)
                    && plan[^1].Amount - plan[0].Amount < Cop(count / 100m)
                    && plan.Select(installment => installment.Number).SequenceEqual(Enumerable.Range(1, count));
            }));
}

public sealed class SettlementQuoteTests
{
    private static readonly AgreementTerms Terms = CollectionPolicy.Default.Agreements;

    [Theory]
    [InlineData("1046023.94", 524_000, 733_000)] // the samples of the creditor's own template
    [InlineData("1000000", 500_000, 700_000)]
    [InlineData("1000000.02", 501_000, 701_000)]
    [InlineData("2000", 1_000, 2_000)]
    public void Floors_are_rounded_up_to_the_next_thousand(string debt, int inOne, int inInstallments)
    {
        var quote = SettlementQuote.For(Cop(decimal.Parse(debt, System.Globalization.CultureInfo.InvariantCulture)), Terms);
        quote.SinglePayment.ShouldBe(Cop(inOne));
        quote.InInstallments.ShouldBe(Cop(inInstallments));
    }

    [Fact]
    public void A_floor_is_never_more_than_the_debt() => SettlementQuote.For(Cop(700), Terms).InInstallments.ShouldBe(Cop(700));

    [Fact]
    public void The_exact_share_is_rounded_not_its_cents() => SettlementQuote.For(Cop(1_000_000.01m), Terms).SinglePayment.ShouldBe(Cop(501_000));
}
