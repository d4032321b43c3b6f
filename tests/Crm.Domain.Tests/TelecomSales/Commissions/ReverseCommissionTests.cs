using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.CommissionStatements;
using Crm.Domain.TelecomSales.Reactions;
using Crm.Domain.TelecomSales.SaleCommissions;
using Crm.Domain.TelecomSales.Sales;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Expected;
using static Crm.Domain.Tests.Kit.Known;
using static Crm.Domain.Tests.TelecomSales.Commissions.CommissionScene;

namespace Crm.Domain.Tests.TelecomSales.Commissions;

public sealed class ReverseCommissionTests
{
    private static readonly DateOnly Activated = new(2026, 6, 10);
    private static readonly SaleCommissioned Earned = new(First, Known.Campaign, Agent, StatementOf(June).Id, June, 30, At(2026, 6, 10));
    private static readonly CommissionStatementSettled Settled =
        new(StatementOf(June), JuneSettlement, 3, StatementTotals.Zero(Currency.Cop), Supervisor, At(2026, 7, 1));

    private static readonly Spec<SaleCommission, ReverseCommission> Spec = new((command, commission, streams) => ReverseCommissionHandler.Handle(
        command, commission, streams.Find<CommissionStatement>(StatementOf(June).Id.Value), streams.Find<CommissionStatement>(command.Statement!.Id.Value)));

    [Fact]
    public void In_the_month_it_was_earned_it_is_taken_back_from_the_same_statement() =>
        Ledger(Accrued(First)).When(Lost(June, new(2026, 6, 20))).Then(
            Reversal(June, 10_000), On<CommissionStatement>(StatementOf(June).Id.Value, Entry(June, new(2026, 6, 20), 10_000)));

    [Fact]
    public void In_a_later_month_it_is_taken_back_there_and_not_trued_up_any_more() =>
        Ledger(Accrued(First)).When(Lost(July, new(2026, 7, 5))).Then(
            Reversal(July, 10_000), On<CommissionStatement>(StatementOf(July).Id.Value, Entry(July, new(2026, 7, 5), 10_000)),
            On<CommissionStatement>(StatementOf(June).Id.Value, new CommissionReversedElsewhere(StatementOf(June), First, July)));

    [Fact]
    public void Of_a_settled_month_all_that_was_given_is_taken_back_and_the_month_does_not_change()
    {
        var trueUp = new CommissionTruedUp(
            StatementOf(June), EntryIds.TrueUp(StatementOf(June).Id.Value), 3,
            [new(EntryIds.TrueUp(First.Value), First, NumberOf(First), Cop(10_000), new Percentage(100), 3, new Percentage(110), Cop(1_000))], Cop(1_000), Rounding.Of(Currency.Cop),
            At(2026, 7, 1));
        Ledger(Accrued(First), trueUp, Settled).When(Lost(July, new(2026, 7, 5))).Then(
            Reversal(July, 11_000), On<CommissionStatement>(StatementOf(July).Id.Value, Entry(July, new(2026, 7, 5), 11_000)));
    }

    [Fact]
    public void A_charge_back_on_the_last_day_takes_it_back() =>
        Ledger(Accrued(First)).When(Lost(July, Activated.AddDays(30))).Decision.Appends.ShouldBeTrue();

    [Fact]
    public void A_charge_back_on_the_day_after_does_not() => Ledger(Accrued(First)).When(Lost(July, Activated.AddDays(31))).ThenNothing();

    [Fact]
    public void What_was_cancelled_or_rejected_asks_for_no_days()
    {
        var late = Lost(July, Activated.AddDays(200)) with { ActivatedOn = null };
        Ledger(Accrued(First)).When(late with { Cause = CommissionLoss.Cancelled }).Decision.Appends.ShouldBeTrue();
        Ledger(Accrued(First)).When(late with { Cause = CommissionLoss.Rejected }).Decision.Appends.ShouldBeTrue();
    }

    [Fact]
    public void What_had_not_earned_is_remembered_as_lost() => Spec.GivenOn<CommissionStatement>(StatementOf(June).Id.Value)
        .When(Lost(June, new(2026, 6, 20))).Then(new SaleCommissionForfeited(First, Known.Campaign, CommissionLoss.ChargedBack, 10, At(2026, 7, 10)));

    [Fact]
    public void It_is_taken_back_once() => Spec.Given(Earned, Reversal(June, 10_000)).AndOn<CommissionStatement>(StatementOf(June).Id.Value, Accrued(First))
        .When(Lost(July, new(2026, 7, 5)) with { Cause = CommissionLoss.Cancelled }).ThenNothing();

    /// <summary>Half a minute on each side of midnight, also of days that have 23 or 25 hours.</summary>
    [Theory]
    [InlineData("America/Bogota", "2026-06-10", 30, "2026-07-11T05:00:00Z")]
    [InlineData("America/Santiago", "2026-08-08", 28, "2026-09-06T04:00:00Z")] // The last day is Saturday; clocks go forward at its midnight.
    [InlineData("America/Santiago", "2026-03-05", 30, "2026-04-05T04:00:00Z")] // The last day is Saturday; it has 25 hours.
    [InlineData("Europe/Madrid", "2026-02-27", 30, "2026-03-29T22:00:00Z")] // The last day is the one of 23 hours.
    [InlineData("Europe/Madrid", "2026-09-25", 30, "2026-10-25T23:00:00Z")] // The last day is the one of 25 hours.
    public void The_last_day_ends_at_midnight_on_the_wall_of_the_campaign(string zone, string activatedOn, int days, string midnight)
    {
        var (activated, end) = (Date(activatedOn), DateTimeOffset.Parse(midnight, System.Globalization.CultureInfo.InvariantCulture));
        WallClock.EndOf(activated.AddDays(days), zone).ShouldBe(end, "the fixture is wrong about midnight");

        ChargedBackAt(end.AddSeconds(-30)).Decision.Appends.ShouldBeTrue("half a minute before midnight it is the last day still");
        ChargedBackAt(end.AddSeconds(30)).ThenNothing();

        Spec<SaleCommission, ReverseCommission>.Outcome ChargedBackAt(DateTimeOffset instant)
        {
            var moment = BusinessMoment.Of(instant, zone);
            var lost = WhenSaleEarns.Lost(new SaleChargedBack(
                First, new(Id("cc01")), Facts(First), Sold, activated, moment.Date, ChargebackReason.NonPayment, null, null, moment))!;
            var earned = Earned with { ClawbackDays = days };
            return Spec.Given(earned).AndOn<CommissionStatement>(StatementOf(June).Id.Value, Accrued(First))
                .When(new(lost.SaleId, lost.CampaignId, lost.Cause, lost.On, lost.ActivatedOn, StatementOf(July), lost.Moment));
        }
    }

    private static Spec<SaleCommission, ReverseCommission>.Scenario Ledger(params IReadOnlyList<IEvent> june) =>
        Spec.Given(Earned).AndOn<CommissionStatement>(StatementOf(June).Id.Value, june);

    private static ReverseCommission Lost(BusinessMonth month, DateOnly on) =>
        new(First, Known.Campaign, CommissionLoss.ChargedBack, on, Activated, StatementOf(month), At(2026, 7, 10));

    private static SaleCommissionReversed Reversal(BusinessMonth month, decimal amount) =>
        new(First, Known.Campaign, CommissionLoss.ChargedBack, StatementOf(month).Id, month, Cop(-amount), At(2026, 7, 10));

    private static CommissionReversed Entry(BusinessMonth month, DateOnly on, decimal amount) => new(
        StatementOf(month), EntryIds.Reversal(First.Value), Commissioned(First), Team, June, CommissionLoss.ChargedBack, on, Cop(-amount), At(2026, 7, 10));
}
