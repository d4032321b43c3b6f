using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Plans;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Known;
using static Crm.Domain.Tests.TelecomSales.SaleScene;

namespace Crm.Domain.Tests.TelecomSales;

public sealed class PlanTests
{
    private static readonly PlanOffer Offer = new("Pospago 40 GB", ["40 GB"], null, Cop(59_900), new(19), 90, "PREMIUM");
    private static readonly Spec<Plan, PublishPlan> Publish = new(PublishPlanHandler.Handle);
    private static readonly Spec<Plan, RevisePlan> Revise = new(RevisePlanHandler.Handle);
    private static readonly Spec<Plan, WithdrawPlan> Withdraw = new(WithdrawPlanHandler.Handle);
    private static readonly Spec<Plan, ReinstatePlan> Reinstate = new(ReinstatePlanHandler.Handle);

    private static PublishPlan Publishing(PlanOffer? offer = null, SaleKind kind = SaleKind.Portability) =>
        new(ThePlan, Known.Campaign, "POS-40", kind, offer ?? Offer, Date("2026-05-01"), null, Currency.Cop, Supervisor, At(2026, 5, 1));

    [Fact]
    public void The_charge_with_vat_stays_as_stated_and_the_one_without_is_rounded_to_the_cent() => Publish.Given().When(Publishing()).Then(Published);

    [Theory]
    [InlineData(50_000, 59_500)]
    [InlineData(50_336.13, 59_899.99)]
    [InlineData(0.50, 0.60)] // 0.595 is half way: to the even cent
    public void Vat_on_top_of_a_charge_is_rounded_half_to_even(decimal without, decimal with) =>
        Publish.Given().When(Publishing(Offer with { MonthlyCharge = Cop(without), MonthlyChargeWithVat = null })).Decision
            .Events.OfType<PlanPublished>().Single().Terms.MonthlyChargeWithVat.ShouldBe(Cop(with));

    [Fact]
    public void A_code_is_one_plan_for_ever() => Publish.Given(Published).When(Publishing(kind: SaleKind.HomeService)).ThenRefused("telecom-sales.plan-code-taken");

    [Fact]
    public void A_charge_is_stated_once() => Publish.Given().When(Publishing(Offer with { MonthlyCharge = Cop(1) })).ThenRefused("telecom-sales.charge-stated-twice");

    [Fact]
    public void A_charge_is_in_the_campaigns_currency() =>
        Publish.Given().When(Publishing(Offer with { MonthlyChargeWithVat = new(10, Currency.Usd) })).ThenRefused("telecom-sales.currency-differs");

    [Fact]
    public void A_rate_of_vat_is_below_a_hundred() => Publish.Given().When(Publishing(Offer with { VatRate = new(100) })).ThenRefused("telecom-sales.vat-out-of-range");

    [Fact]
    public void New_terms_hold_from_their_date_and_old_sales_keep_theirs()
    {
        var dearer = Terms with { MonthlyCharge = Cop(60_000), MonthlyChargeWithVat = Cop(71_400) };
        Revise.Given(Published).When(new(Offer with { MonthlyCharge = Cop(60_000), MonthlyChargeWithVat = null }, Date("2026-07-01"), Currency.Cop, Supervisor, At(2026, 6, 10)))
            .Then(new PlanRevised(ThePlan, Known.Campaign, "POS-40", SaleKind.Portability, 2, Terms, dearer, Date("2026-07-01"), Supervisor, At(2026, 6, 10)));

        var plan = Folded.Of<Plan>(Published, new PlanRevised(ThePlan, Known.Campaign, "POS-40", SaleKind.Portability, 2, Terms, dearer, Date("2026-07-01"), null, At(2026, 6, 10)))!;
        plan.SnapshotOn(Date("2026-06-30")).Version.ShouldBe(1);
        plan.SnapshotOn(Date("2026-07-01")).Terms.MonthlyChargeWithVat.ShouldBe(Cop(71_400));
    }

    [Fact]
    public void Terms_do_not_begin_in_the_past() => Revise.Given(Published)
        .When(new(Offer with { ClawbackDays = 30 }, Date("2026-06-09"), Currency.Cop, Supervisor, At(2026, 6, 10))).ThenRefused("telecom-sales.terms-in-the-past");

    [Fact]
    public void The_same_terms_are_no_revision() => Revise.Given(Published).When(new(Offer, Date("2026-07-01"), Currency.Cop, Supervisor, At(2026, 6, 10))).ThenNothing();

    [Fact]
    public void A_withdrawn_plan_is_sold_on_its_last_day_and_not_on_the_next()
    {
        var withdrawn = new PlanWithdrawn(ThePlan, Known.Campaign, "POS-40", Date("2026-06-30"), "Replaced", Supervisor, At(2026, 6, 10));
        Withdraw.Given(Published).When(new(Date("2026-06-30"), "Replaced", Supervisor, At(2026, 6, 10))).Then(withdrawn);
        var plan = Folded.Of<Plan>(Published, withdrawn)!;
        (plan.IsSoldOn(Date("2026-04-30")), plan.IsSoldOn(Date("2026-05-01")), plan.IsSoldOn(Date("2026-06-30")), plan.IsSoldOn(Date("2026-07-01"))).ShouldBe((false, true, true, false));
    }

    [Fact]
    public void A_withdrawal_says_why_and_is_not_of_the_past()
    {
        Withdraw.Given(Published).When(new(Date("2026-06-30"), " ", Supervisor, At(2026, 6, 10))).ThenRefused("telecom-sales.reason-missing");
        Withdraw.Given(Published).When(new(Date("2026-06-08"), "Replaced", Supervisor, At(2026, 6, 10))).ThenRefused("telecom-sales.withdrawn-in-the-past");
    }

    [Fact]
    public void A_withdrawn_plan_is_sold_again() =>
        Reinstate.Given(Published, new PlanWithdrawn(ThePlan, Known.Campaign, "POS-40", Date("2026-06-09"), "Replaced", null, At(2026, 6, 10)))
            .When(new(Date("2026-08-01"), null, Supervisor, At(2026, 7, 10)))
            .Then(new PlanReinstated(ThePlan, Known.Campaign, "POS-40", Date("2026-08-01"), null, Supervisor, At(2026, 7, 10)));
}
