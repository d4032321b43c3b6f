using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.CommissionSchemes;
using Crm.Domain.TelecomSales.CommissionStatements;
using Crm.Domain.TelecomSales.Sales;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.TelecomSales.Commissions;

/// <summary>A campaign that pays 20 % of the monthly charge for a portability: whole up to the second sale of the month, 110 % from the third on.</summary>
internal static class CommissionScene
{
    public static readonly PlanId Plan = new(Id("b1a1")), OtherPlan = new(Id("b1a2"));
    public static readonly SaleId First = new(Id("5a01")), Second = new(Id("5a02")), Third = new(Id("5a03"));
    public static readonly CommissionRuleId RuleId = new(Id("4e01")), OtherRuleId = new(Id("4e02"));
    public static readonly CommissionSettlementId JuneSettlement = new(Id("5e06"));
    public static readonly BusinessMonth June = BusinessMonth.Of(new(2026, 6, 1)), July = June.Next;

    public static readonly CommissionRule Rule = new(
        "Portabilities", SaleKind.Portability, null, null, new(2026, 1, 1), null, new(null, new Percentage(20)),
        [new(1, new Percentage(100)), new(3, new Percentage(110))], ClawbackDays: 30, CommissionTrigger.Activation);

    public static readonly CommissionRuleSet RuleSet = SetAs(Rule);

    /// <summary>Charges 50,000 COP without VAT a month.</summary>
    public static readonly PlanSnapshot Sold = PlanOf(50_000);

    public static CommissionRuleSet SetAs(CommissionRule rule, CommissionRuleId? id = null, int version = 1) =>
        new(Known.Campaign, Currency.Cop, version, id ?? RuleId, rule, Supervisor, At(2026, 1, 2));

    public static PlanSnapshot PlanOf(decimal monthly, int clawbackDays = 60, string? segment = null) => new(
        Plan, "POR-50", SaleKind.Portability, 3,
        new("Plan 50", ["50 GB"], Cop(monthly), new Percentage(19), Cop(monthly) * new Percentage(119), clawbackDays, segment));

    public static SaleFacts Facts(SaleId sale, SaleKind kind = SaleKind.Portability, PlanId? plan = null, string? segment = null, UserId? agent = null) =>
        new(NumberOf(sale), kind, new(Known.Campaign, Team, agent ?? Agent), plan ?? Plan, "POR-50", segment, InBase: false);

    public static string NumberOf(SaleId sale) => $"POR-2026-{sale.ToString()[^7..]}";

    public static Statement StatementOf(BusinessMonth month, UserId? agent = null) =>
        new(new(Id($"57{month.First.Month:00}{(agent is null || agent == Agent ? "a1" : "a2")}")), Known.Campaign, agent ?? Agent, month, Bogota, Currency.Cop);

    public static CommissionedSale Commissioned(SaleId sale) => new(sale, NumberOf(sale), SaleKind.Portability, Plan, "POR-50", null);

    public static AccrueCommission Accrue(SaleId sale, BusinessMonth? month = null, DateOnly? on = null) => new(
        sale, Facts(sale), Sold, CommissionTrigger.Activation, on ?? new(2026, 6, 10), StatementOf(month ?? June), At(2026, 6, 10));

    /// <summary>The entry of a sale that pays 10,000 COP before tiers.</summary>
    public static CommissionAccrued Accrued(SaleId sale, int count = 1, BusinessMonth? month = null) => new(
        StatementOf(month ?? June), EntryIds.Accrual(sale.Value), Commissioned(sale), Team, new(2026, 6, 10), CommissionTrigger.Activation, RuleId, 1, Cop(50_000), Cop(10_000),
        count, count < 3 ? 1 : 3, new Percentage(count < 3 ? 100 : 110), Cop(count < 3 ? 10_000 : 11_000), Rounding.Of(Currency.Cop), At(2026, 6, 10));
}
