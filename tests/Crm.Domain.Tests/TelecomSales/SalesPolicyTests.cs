using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Sales;
using Crm.Domain.TelecomSales.SalesPolicies;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.TelecomSales;

public sealed class SalesPolicyTests
{
    private static readonly Spec<SalesTerms, SetSalesPolicy> Spec = new(SetSalesPolicyHandler.Handle);
    private static readonly SalesPolicy Policy = SalesPolicy.Default with { Operator = "Movistar", ClaimMinutes = 15 };

    [Fact]
    public void A_policy_is_a_version() => Spec.Given(new SalesPolicySet(Known.Campaign, 3, SalesPolicy.Default, null)).When(new(Known.Campaign, Policy, Supervisor))
        .Then(new SalesPolicySet(Known.Campaign, 4, Policy, Supervisor));

    [Fact]
    public void The_same_policy_is_no_new_version() => Spec.Given(new SalesPolicySet(Known.Campaign, 3, Policy, null)).When(new(Known.Campaign, Policy, Supervisor)).ThenNothing();

    public static TheoryData<string, SalesPolicy> Wrong => new()
    {
        { "claimMinutes", Policy with { ClaimMinutes = 0 } },
        { "untouchedDays", Policy with { UntouchedDays = 0 } },
        { "leadSources", Policy with { LeadSources = ["A", "A"] } },
        { "kinds", Policy with { Kinds = [] } },
        { "kinds", Policy with { Kinds = [Policy.Kinds[0], Policy.Kinds[0]] } },
        { "kinds", Policy with { Kinds = [new(SaleKind.Portability, [], new(true, true))] } },
        { "kinds", Policy with { Kinds = [new(SaleKind.HomeService, [new(SaleField.FullName, true)], new(true, true))] } },
        { "targets", Policy with { Targets = [new(SaleTray.Returned, 0)] } },
        { "hours.week", Policy with { Hours = new(Bogota, BusinessCalendar.Colombia, []) } },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void What_cannot_rule_the_work_is_refused(string field, SalesPolicy policy) =>
        Spec.Given().When(new(Known.Campaign, policy, Supervisor)).ThenRefused("telecom-sales.policy-invalid").Fields.ShouldBe([field]);
}
