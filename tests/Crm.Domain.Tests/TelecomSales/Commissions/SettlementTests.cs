using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.CommissionSchemes;
using Crm.Domain.TelecomSales.CommissionSettlements;
using Crm.Domain.TelecomSales.CommissionStatements;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Known;
using static Crm.Domain.Tests.TelecomSales.Commissions.CommissionScene;

namespace Crm.Domain.Tests.TelecomSales.Commissions;

public sealed class StartSettlementTests
{
    private static readonly Spec<CommissionSettlement, StartSettlement> Spec = new(StartSettlementHandler.Handle);

    [Fact]
    public void A_month_is_closed_when_it_is_over() => Spec.Given().When(Start(At(2026, 7, 1, 0))).Then(Started);

    [Fact]
    public void Not_on_its_last_evening() =>
        Spec.Given().When(Start(At(2026, 6, 30, 23, 59))).ThenRefused("telecom-sales.commission-month-not-over").Figures["last"].ShouldBe(new DateOnly(2026, 6, 30));

    internal static readonly CommissionSettlementStarted Started = new(JuneSettlement, Known.Campaign, June, Currency.Cop, Supervisor, At(2026, 7, 1, 0));

    private static StartSettlement Start(BusinessMoment now) => new(JuneSettlement, Known.Campaign, June, Currency.Cop, Supervisor, now);
}

public sealed class CompleteSettlementTests
{
    private static readonly Spec<CommissionSettlement, CompleteSettlement> Spec = new(CompleteSettlementHandler.Handle);

    [Fact]
    public void It_is_complete_with_the_sums_of_its_statements()
    {
        var totals = StatementTotals.Zero(Currency.Cop).WithAccrued(Cop(20_000)).WithReversed(Cop(-10_000)).WithTruedUp(Cop(1_000));
        Spec.Given(StartSettlementTests.Started).When(new(2, 2, totals, At(2026, 7, 1, 1)))
            .Then(new CommissionSettlementCompleted(JuneSettlement, Known.Campaign, June, 2, 2, totals, At(2026, 7, 1, 1)));
        totals.Total.ShouldBe(Cop(11_000));
    }
}

public sealed class SettleStatementTests
{
    private static readonly Guid Scheme = Id("5c01");
    private static readonly SettleStatement Settle = new(JuneSettlement, Supervisor, At(2026, 7, 1));

    private static readonly Spec<CommissionStatement, SettleStatement> Spec = new((command, statement, streams) =>
        SettleStatementHandler.Handle(command, statement, streams.Find<CommissionScheme>(Scheme)));

    [Fact]
    public void Every_sale_of_the_month_is_paid_at_the_tier_reached_with_the_last() =>
        Spec.Given(Accrued(First), Accrued(Second, 2), Accrued(Third, 3)).AndOn<CommissionScheme>(Scheme, RuleSet).When(Settle).Then(
            new CommissionTruedUp(
                StatementOf(June), EntryIds.TrueUp(StatementOf(June).Id.Value), 3, [Line(First), Line(Second)], Cop(2_000), Rounding.Of(Currency.Cop), At(2026, 7, 1)),
            Closed(3, Totals(accrued: 31_000, truedUp: 2_000)));

    [Fact]
    public void Where_the_tier_did_not_move_nothing_is_trued_up() =>
        Spec.Given(Accrued(First)).AndOn<CommissionScheme>(Scheme, RuleSet).When(Settle).Then(Closed(1, Totals(accrued: 10_000)));

    [Fact]
    public void A_sale_taken_back_in_the_month_does_not_count_and_the_others_fall_back_a_tier() =>
        Spec.Given(Accrued(First), Accrued(Second, 2), Accrued(Third, 3), Reversed(First)).AndOn<CommissionScheme>(Scheme, RuleSet).When(Settle).Then(
            new CommissionTruedUp(
                StatementOf(June), EntryIds.TrueUp(StatementOf(June).Id.Value), 2,
                [new(EntryIds.TrueUp(Third.Value), Third, NumberOf(Third), Cop(10_000), new Percentage(110), 1, new Percentage(100), Cop(-1_000))], Cop(-1_000),
                Rounding.Of(Currency.Cop), At(2026, 7, 1)),
            Closed(2, Totals(accrued: 31_000, reversed: -10_000, truedUp: -1_000)));

    [Fact]
    public void A_sale_taken_back_in_a_later_month_counts_and_is_not_trued_up()
    {
        var decision = Spec.Given(Accrued(First), Accrued(Second, 2), Accrued(Third, 3), new CommissionReversedElsewhere(StatementOf(June), First, July))
            .AndOn<CommissionScheme>(Scheme, RuleSet).When(Settle).Decision;
        decision.Events.OfType<CommissionTruedUp>().Single().Lines.ShouldHaveSingleItem().SaleId.ShouldBe(Second);
    }

    [Fact]
    public void The_tiers_are_those_of_the_version_that_each_sale_was_accrued_by()
    {
        var dearer = SetAs(Rule with { Tiers = [new(1, new Percentage(100)), new(3, new Percentage(200))] }, version: 2);
        Spec.Given(Accrued(First), Accrued(Second, 2), Accrued(Third, 3)).AndOn<CommissionScheme>(Scheme, RuleSet, dearer).When(Settle)
            .Decision.Events.OfType<CommissionTruedUp>().Single().Amount.ShouldBe(Cop(2_000));
    }

    [Fact]
    public void A_statement_of_adjustments_alone_is_closed_without_a_scheme() => Spec
        .Given(new CommissionAdjusted(StatementOf(June), Id("ad01"), June, Cop(-500), "Advance", Supervisor, At(2026, 6, 15))).When(Settle).Then(Closed(0, Totals(adjusted: -500)));

    private static TrueUpLine Line(SaleId sale) =>
        new(EntryIds.TrueUp(sale.Value), sale, NumberOf(sale), Cop(10_000), new Percentage(100), 3, new Percentage(110), Cop(1_000));

    private static CommissionReversed Reversed(SaleId sale) => new(
        StatementOf(June), EntryIds.Reversal(sale.Value), Commissioned(sale), Team, June, CommissionLoss.ChargedBack, new(2026, 6, 20), Cop(-10_000), At(2026, 6, 20));

    private static CommissionStatementSettled Closed(int count, StatementTotals totals) => new(StatementOf(June), JuneSettlement, count, totals, Supervisor, At(2026, 7, 1));

    private static StatementTotals Totals(decimal accrued = 0, decimal reversed = 0, decimal adjusted = 0, decimal truedUp = 0) =>
        StatementTotals.Zero(Currency.Cop).WithAccrued(Cop(accrued)).WithReversed(Cop(reversed)).WithAdjusted(Cop(adjusted)).WithTruedUp(Cop(truedUp));
}

public sealed class AdjustCommissionTests
{
    private static readonly Spec<CommissionStatement, AdjustCommission> Spec = new(AdjustCommissionHandler.Handle);
    private static readonly AdjustCommission Adjust = new(Id("ad01"), June, StatementOf(July), Cop(-2_500.5m), "Paid twice in May", Supervisor, At(2026, 7, 3));

    [Fact]
    public void A_person_gives_or_takes_an_amount_with_a_reason() => Spec.Given().When(Adjust)
        .Then(new CommissionAdjusted(StatementOf(July), Id("ad01"), June, Cop(-2_500.5m), "Paid twice in May", Supervisor, At(2026, 7, 3)));

    [Fact]
    public void Nobody_adjusts_what_he_earns_himself() => Spec.Given().When(Adjust with { By = Agent }).ThenRefused("telecom-sales.commission-own");

    [Fact]
    public void It_says_why() => Spec.Given().When(Adjust with { Reason = "" }).ThenRefused("telecom-sales.commission-reason-missing");

    [Fact]
    public void It_is_an_amount_in_the_campaigns_money()
    {
        foreach (var amount in (Money[])[Cop(0), Cop(0.001m), new(5, Currency.Usd)])
            Spec.Given().When(Adjust with { Amount = amount }).ThenRefused("telecom-sales.commission-amount-wrong");
    }

    [Fact]
    public void It_is_about_a_month_that_has_begun() => Spec.Given().When(Adjust with { About = July.Next }).ThenRefused("telecom-sales.commission-month-ahead");
}
