using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Plans;

/// <summary>Sell the plan until a date and no longer. It is never deleted: sales refer to it.</summary>
public sealed record WithdrawPlan(DateOnly ActiveUntil, string Reason, UserId? By, BusinessMoment Now);

public static class WithdrawPlanHandler
{
    public static Decision Handle(WithdrawPlan command, Plan plan)
    {
        if (plan.ActiveUntil == command.ActiveUntil) return Decision.AlreadySo;
        if (SalesRefusals.Text(command.Reason) is not { } reason) return Decision.Refuse(SalesRefusals.Of("telecom-sales.reason-missing", "Say why.", ["reason"]));
        // Yesterday is the earliest: what was sold today was sold.
        var first = command.Now.Date.AddDays(-1);
        if (command.ActiveUntil < first)
            return Decision.Refuse(SalesRefusals.Of("telecom-sales.withdrawn-in-the-past", $"The last date of sale is {first:yyyy-MM-dd} at the earliest.", ["activeUntil"], ("first", first)));

        return Decision.Append(new PlanWithdrawn(plan.Id, plan.CampaignId, plan.Code, command.ActiveUntil, reason, command.By, command.Now));
    }
}

/// <summary>Sell a plan again that was withdrawn or has run out.</summary>
public sealed record ReinstatePlan(DateOnly ActiveFrom, DateOnly? ActiveUntil, UserId? By, BusinessMoment Now);

public static class ReinstatePlanHandler
{
    public static Decision Handle(ReinstatePlan command, Plan plan)
    {
        if (plan.ActiveUntil is null || (plan.ActiveFrom == command.ActiveFrom && plan.ActiveUntil == command.ActiveUntil)) return Decision.AlreadySo;
        if (command.ActiveFrom < command.Now.Date)
            return Decision.Refuse(SalesRefusals.Of("telecom-sales.terms-in-the-past", $"New terms hold from {command.Now.Date:yyyy-MM-dd} at the earliest.", ["activeFrom"], ("first", command.Now.Date)));
        if (command.ActiveUntil < command.ActiveFrom)
            return Decision.Refuse(SalesRefusals.Of("telecom-sales.plan-ends-before-it-begins", "The last date of sale is before the first.", ["activeUntil"]));

        return Decision.Append(new PlanReinstated(plan.Id, plan.CampaignId, plan.Code, command.ActiveFrom, command.ActiveUntil, command.By, command.Now));
    }
}
