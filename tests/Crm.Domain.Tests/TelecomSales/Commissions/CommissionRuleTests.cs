using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.CommissionSchemes;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Known;
using static Crm.Domain.Tests.TelecomSales.Commissions.CommissionScene;

namespace Crm.Domain.Tests.TelecomSales.Commissions;

public sealed class SetCommissionRuleTests
{
    private static readonly Spec<CommissionScheme, SetCommissionRule> Spec = new(SetCommissionRuleHandler.Handle);

    [Fact]
    public void The_first_rule_begins_the_scheme() => Spec.Given().When(Set(Rule)).Then(RuleSet);

    [Fact]
    public void A_rule_set_again_is_a_new_version() =>
        Spec.Given(RuleSet).When(Set(Rule with { Name = "Dearer" })).Then(SetAs(Rule with { Name = "Dearer" }, version: 2));

    [Fact]
    public void Names_are_trimmed_and_segments_are_capitals() =>
        Spec.Given().When(Set(Rule with { Name = " Portabilities ", Segment = " premium " })).Then(SetAs(Rule with { Segment = "PREMIUM" }));

    [Fact]
    public void Two_rules_for_the_same_sales_do_not_hold_on_the_same_day()
    {
        var first = SetAs(Rule with { ValidTo = new(2026, 6, 30) });
        Spec.Given(first).When(Set(Rule with { ValidFrom = new(2026, 6, 30) }, OtherRuleId)).ThenRefused("telecom-sales.commission-rules-overlap")
            .Figures["to"].ShouldBe(new DateOnly(2026, 6, 30));
        Spec.Given(first).When(Set(Rule with { ValidFrom = new(2026, 7, 1) }, OtherRuleId)).Then(SetAs(Rule with { ValidFrom = new(2026, 7, 1) }, OtherRuleId, 2));
    }

    [Fact]
    public void What_is_more_specific_may_hold_beside_it() =>
        Spec.Given(RuleSet).When(Set(Rule with { PlanId = Plan }, OtherRuleId)).Then(SetAs(Rule with { PlanId = Plan }, OtherRuleId, 2));

    public static TheoryData<CommissionRule> Wrong =>
    [
        Rule with { Name = " " },
        Rule with { ValidTo = new(2025, 12, 31) },
        Rule with { ClawbackDays = -1 },
        Rule with { Base = new(null, null) },
        Rule with { Base = new(Cop(5_000), new Percentage(20)) },
        Rule with { Base = new(Cop(0), null) },
        Rule with { Base = new(Cop(0.001m), null) },
        Rule with { Base = new(new Money(5, Currency.Usd), null) },
        Rule with { Base = new(null, new Percentage(0)) },
        Rule with { Tiers = [] },
        Rule with { Tiers = [new(2, new Percentage(100))] },
        Rule with { Tiers = [new(1, new Percentage(100)), new(1, new Percentage(110))] },
        Rule with { Tiers = [new(1, new Percentage(-1))] },
        Rule with { AccruesOn = (CommissionTrigger)9 },
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_rule_that_nobody_could_be_paid_by_is_refused(CommissionRule rule) =>
        Spec.Given().When(Set(rule)).ThenRefused("telecom-sales.commission-rule-wrong");

    private static SetCommissionRule Set(CommissionRule rule, CommissionRuleId? id = null) =>
        new(Known.Campaign, Currency.Cop, id ?? RuleId, rule, Supervisor, At(2026, 1, 2));
}

public sealed class EndCommissionRuleTests
{
    private static readonly Spec<CommissionScheme, EndCommissionRule> Spec = new(EndCommissionRuleHandler.Handle);

    [Fact]
    public void A_rule_is_ended_with_a_day_and_a_reason() => Spec.Given(RuleSet).When(End(new(2026, 6, 30)))
        .Then(new CommissionRuleEnded(Known.Campaign, 2, RuleId, new(2026, 6, 30), "New contract", Supervisor, At(2026, 6, 1)));

    [Fact]
    public void It_says_why() => Spec.Given(RuleSet).When(End(new(2026, 6, 30)) with { Reason = " " }).ThenRefused("telecom-sales.commission-reason-missing");

    [Fact]
    public void It_is_not_ended_before_it_began() => Spec.Given(RuleSet).When(End(new(2025, 12, 31))).ThenRefused("telecom-sales.commission-rule-end-wrong");

    [Fact]
    public void It_is_not_made_longer() =>
        Spec.Given(SetAs(Rule with { ValidTo = new(2026, 3, 31) })).When(End(new(2026, 4, 30))).ThenRefused("telecom-sales.commission-rule-end-wrong");

    [Fact]
    public void A_rule_that_there_is_not_cannot_be_ended() =>
        Spec.Given(RuleSet).When(End(new(2026, 6, 30)) with { RuleId = OtherRuleId }).ThenRefused("telecom-sales.commission-rule-unknown");

    private static EndCommissionRule End(DateOnly last) => new(RuleId, last, "New contract", Supervisor, At(2026, 6, 1));
}

public sealed class CommissionSchemeTests
{
    private static readonly DateOnly Day = new(2026, 6, 10);

    [Fact]
    public void Of_several_rules_the_one_that_names_the_plan_holds_then_the_segment_then_the_kind()
    {
        // In an order that is not the one they win by.
        var scheme = Scheme(
            ("any", Rule with { Kind = null }), ("plan", Rule with { Kind = null, PlanId = Plan }), ("kind", Rule), ("segment", Rule with { Kind = null, Segment = "PREMIUM" }),
            ("segment and kind", Rule with { Segment = "PREMIUM" }), ("plan and kind", Rule with { PlanId = Plan }));

        Chosen(scheme, SaleKind.Portability, Plan, "premium").ShouldBe("plan and kind");
        Chosen(scheme, SaleKind.PlanUpgrade, Plan, "PREMIUM").ShouldBe("plan");
        Chosen(scheme, SaleKind.Portability, OtherPlan, "PREMIUM").ShouldBe("segment and kind");
        Chosen(scheme, SaleKind.PlanUpgrade, OtherPlan, "PREMIUM").ShouldBe("segment");
        Chosen(scheme, SaleKind.Portability, OtherPlan, null).ShouldBe("kind");
        Chosen(scheme, SaleKind.HomeService, OtherPlan, null).ShouldBe("any");
    }

    [Fact]
    public void A_rule_holds_from_its_first_to_its_last_day()
    {
        var scheme = Scheme(("June", Rule with { ValidFrom = new(2026, 6, 1), ValidTo = new(2026, 6, 30) }));

        scheme.RuleFor(Facts(First), new(2026, 5, 31)).ShouldBeNull();
        scheme.RuleFor(Facts(First), new(2026, 6, 1)).ShouldNotBeNull();
        scheme.RuleFor(Facts(First), new(2026, 6, 30)).ShouldNotBeNull();
        scheme.RuleFor(Facts(First), new(2026, 7, 1)).ShouldBeNull();
    }

    [Fact]
    public void Every_version_of_a_rule_is_kept()
    {
        var scheme = Folded.Of<CommissionScheme>(
            RuleSet, SetAs(Rule with { Name = "Other" }, OtherRuleId, 2) with { Rule = Rule with { Name = "Other", Kind = SaleKind.HomeService } }, SetAs(Rule with { Name = "Dearer" }, version: 3))!;

        scheme.RuleAt(RuleId, 1).Name.ShouldBe("Portabilities");
        scheme.RuleAt(RuleId, 2).Name.ShouldBe("Portabilities");
        scheme.RuleAt(RuleId, 3).Name.ShouldBe("Dearer");
        scheme.Rules.Select(version => version.Rule.Name).Order(StringComparer.Ordinal).ShouldBe(["Dearer", "Other"]);
    }

    private static string? Chosen(CommissionScheme scheme, SaleKind kind, PlanId plan, string? segment) =>
        scheme.RuleFor(Facts(First, kind, plan, segment), Day)?.Rule.Name;

    private static CommissionScheme Scheme(params (string Name, CommissionRule Rule)[] rules) => Folded.Of<CommissionScheme>(
        rules.Select((rule, index) => SetAs(rule.Rule with { Name = rule.Name }, new CommissionRuleId(Id($"4e1{index}")), index + 1)))!;
}
