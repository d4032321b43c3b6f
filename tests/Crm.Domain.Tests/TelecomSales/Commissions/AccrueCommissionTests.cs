using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.CommissionSchemes;
using Crm.Domain.TelecomSales.CommissionStatements;
using Crm.Domain.TelecomSales.SaleCommissions;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Expected;
using static Crm.Domain.Tests.Kit.Known;
using static Crm.Domain.Tests.TelecomSales.Commissions.CommissionScene;

namespace Crm.Domain.Tests.TelecomSales.Commissions;

public sealed class AccrueCommissionTests
{
    private static readonly Guid Scheme = Id("5c01"), Ledger = StatementOf(June).Id.Value;

    private static readonly Spec<SaleCommission, AccrueCommission> Spec = new((command, commission, streams) => AccrueCommissionHandler.Handle(
        command, commission, streams.Find<CommissionStatement>(command.Statement.Id.Value), streams.Find<CommissionScheme>(Scheme)));

    [Fact]
    public void A_sale_earns_a_share_of_the_charge_at_the_first_tier() =>
        Paying(Rule).When(Accrue(First)).Then(Earned(First), On<CommissionStatement>(Ledger, Accrued(First)));

    [Fact]
    public void A_fixed_base_does_not_ask_what_the_plan_costs()
    {
        var entry = Entry(Paying(Rule with { Base = new(Cop(5_000), null) }).When(Accrue(First)).Decision);
        (entry.Base, entry.Amount).ShouldBe((Cop(5_000), Cop(5_000)));
    }

    [Fact]
    public void The_tier_is_the_one_reached_with_the_sale() => Paying(Rule)
        .AndOn<CommissionStatement>(Ledger, Accrued(Second), Accrued(new(Id("5a09")), 2))
        .When(Accrue(Third)).Then(Earned(Third), On<CommissionStatement>(Ledger, Accrued(Third, count: 3)));

    [Fact]
    public void Every_product_is_rounded_to_the_cent_halves_to_even()
    {
        // 50,000.13 × 20 % = 10,000.026 → 10,000.03; × 110 % = 11,000.033 → 11,000.03.
        var odd = Accrue(Third) with { Plan = PlanOf(50_000.13m) };
        var entry = Entry(Paying(Rule).AndOn<CommissionStatement>(Ledger, Accrued(First), Accrued(Second, 2)).When(odd).Decision);
        (entry.Base, entry.Amount, entry.Rounding).ShouldBe((Cop(10_000.03m), Cop(11_000.03m), new Rounding(2, MidpointRounding.ToEven)));

        // 0.25 × 10 % = 0.025: the half goes to the even cent.
        var half = Accrue(First) with { Plan = PlanOf(0.25m) };
        Entry(Paying(Rule with { Base = new(null, new Percentage(10)) }).When(half).Decision).Base.ShouldBe(Cop(0.02m));
    }

    [Fact]
    public void An_approval_earns_only_where_the_rule_says_so()
    {
        var approved = Accrue(First) with { Trigger = CommissionTrigger.Approval };
        Paying(Rule).When(approved).ThenNothing();
        Entry(Paying(Rule with { AccruesOn = CommissionTrigger.Approval }).When(approved).Decision).Trigger.ShouldBe(CommissionTrigger.Approval);
    }

    [Fact]
    public void What_earned_at_its_approval_does_not_earn_at_its_activation() => Spec
        .Given(Earned(First)).AndOn<CommissionScheme>(Scheme, SetAs(Rule with { AccruesOn = CommissionTrigger.Approval })).When(Accrue(First)).ThenNothing();

    [Fact]
    public void What_did_not_earn_at_its_approval_earns_when_it_is_activated() =>
        Entry(Paying(Rule with { AccruesOn = CommissionTrigger.Approval }).When(Accrue(First)).Decision).Trigger.ShouldBe(CommissionTrigger.Activation);

    [Fact]
    public void Without_a_rule_on_that_day_nothing_is_earned() => Paying(Rule with { ValidFrom = new(2026, 6, 11) }).When(Accrue(First)).ThenNothing();

    [Fact]
    public void Without_a_scheme_nothing_is_earned() => Spec.Given().When(Accrue(First)).ThenNothing();

    [Fact]
    public void The_plans_days_of_clawback_hold_where_the_rule_names_none() =>
        Paying(Rule with { ClawbackDays = null }).When(Accrue(First)).Decision.Events.ShouldHaveSingleItem().ShouldBeOfType<SaleCommissioned>().ClawbackDays.ShouldBe(60);

    [Fact]
    public void A_sale_whose_loss_was_heard_first_earns_nothing() => Spec
        .Given(new SaleCommissionForfeited(First, Known.Campaign, CommissionLoss.ChargedBack, 30, At(2026, 7, 1))).AndOn<CommissionScheme>(Scheme, RuleSet)
        .When(Accrue(First)).ThenNothing();

    [Fact]
    public void But_it_does_when_that_loss_came_after_the_days_of_clawback() => Spec
        .Given(new SaleCommissionForfeited(First, Known.Campaign, CommissionLoss.ChargedBack, 31, At(2026, 7, 1))).AndOn<CommissionScheme>(Scheme, RuleSet)
        .When(Accrue(First)).Then(Earned(First), On<CommissionStatement>(Ledger, Accrued(First)));

    [Fact]
    public void Two_currencies_never_meet_in_a_statement() => Should.Throw<InvalidOperationException>(() => Paying(Rule).When(Accrue(First) with
    {
        Plan = Sold with { Terms = Sold.Terms with { MonthlyCharge = new Money(10, Currency.Usd) } },
    }));

    private static Spec<SaleCommission, AccrueCommission>.Scenario Paying(CommissionRule rule) => Spec.GivenOn<CommissionScheme>(Scheme, SetAs(rule));

    private static SaleCommissioned Earned(SaleId sale) => new(sale, Known.Campaign, Agent, StatementOf(June).Id, June, 30, At(2026, 6, 10));

    private static CommissionAccrued Entry(Decision decision) => decision.Others.ShouldHaveSingleItem().Events.ShouldHaveSingleItem().ShouldBeOfType<CommissionAccrued>();
}
