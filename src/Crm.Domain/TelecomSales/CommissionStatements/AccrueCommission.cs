using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.CommissionSchemes;
using Crm.Domain.TelecomSales.SaleCommissions;
using Crm.Domain.TelecomSales.Sales;

namespace Crm.Domain.TelecomSales.CommissionStatements;

/// <summary>A sale was approved or activated: give its agent what it earns.</summary>
/// <param name="Sale">As it was on the event.</param>
/// <param name="EarnedOn">The campaign's date of the approval, or of the activation.</param>
/// <param name="Statement">The agent's of the first month from then on that is not closed.</param>
public sealed record AccrueCommission(
    SaleId SaleId, SaleFacts Sale, PlanSnapshot Plan, CommissionTrigger Trigger, DateOnly EarnedOn, Statement Statement, BusinessMoment Now);

public static class AccrueCommissionHandler
{
    /// <summary>Addressed to the stream of the sale's commission; the entry goes into the statement in the same unit.</summary>
    /// <param name="commission">What became of the sale's commission; <c>null</c>: nothing yet.</param>
    /// <param name="statement">The one the command names; <c>null</c>: it begins with this.</param>
    /// <param name="scheme">The campaign's; <c>null</c>: it pays none.</param>
    public static Decision Handle(AccrueCommission command, SaleCommission? commission, CommissionStatement? statement, CommissionScheme? scheme)
    {
        if (command.Sale.Work.AgentId is not { } agent || scheme?.RuleFor(command.Sale, command.EarnedOn) is not { } found) return Decision.AlreadySo;

        // Whatever the rule said on the day of the approval: what is activated has earned.
        var rule = found.Rule;
        if (command.Trigger is CommissionTrigger.Approval && rule.AccruesOn is not CommissionTrigger.Approval) return Decision.AlreadySo;
        var clawback = rule.ClawbackDays ?? command.Plan.Terms.ClawbackDays;
        if (commission is not null && !commission.CanEarn(clawback)) return Decision.AlreadySo;
        if (statement is { IsSettled: true }) throw new InvalidOperationException($"The statement {statement.Of.Id} is settled; nothing accrues in it.");

        var currency = command.Statement.Currency;
        var count = (statement?.Count ?? 0) + 1;
        var tier = Reckoning.TierAt(rule, count);
        var paid = Reckoning.BaseOf(rule, command.Plan.Terms.MonthlyCharge);
        if (paid.Currency != currency) throw new InvalidOperationException($"{command.Sale.Number} is charged in {paid.Currency} in a campaign of {currency}.");

        var sale = new CommissionedSale(command.SaleId, command.Sale.Number, command.Sale.Kind, command.Sale.PlanId, command.Sale.PlanCode, command.Sale.Segment);
        return Decision
            .Append(new SaleCommissioned(command.SaleId, command.Statement.CampaignId, agent, command.Statement.Id, command.Statement.Period, clawback, command.Now))
            .And<CommissionStatement>(command.Statement.Id.Value, new CommissionAccrued(
                command.Statement, EntryIds.Accrual(command.SaleId.Value), sale, command.Sale.Work.TeamId, command.EarnedOn, command.Trigger, found.RuleId, scheme.Version,
                command.Plan.Terms.MonthlyCharge, paid, count, tier.FromCount, tier.Rate, paid * tier.Rate, Rounding.Of(currency), command.Now));
    }
}

/// <summary>How a commission is reckoned, in one place. Every product is rounded to the currency's smallest unit, halves to even.</summary>
public static class Reckoning
{
    /// <summary>What a rule pays for a sale before tiers.</summary>
    public static Money BaseOf(CommissionRule rule, Money monthlyCharge) => rule.Base.Fixed ?? monthlyCharge * rule.Base.OfMonthlyCharge!.Value;

    /// <summary>The tier of an agent who has sold so many in the month.</summary>
    public static CommissionTier TierAt(CommissionRule rule, int count) => rule.Tiers.Last(tier => tier.FromCount <= Math.Max(1, count));
}
