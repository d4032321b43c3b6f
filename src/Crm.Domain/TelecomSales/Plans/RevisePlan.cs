using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Plans;

/// <summary>Sell the plan under other terms from a date on; sales keep those they were made under.</summary>
/// <param name="ValidFrom">Today or later, and not before the latest terms begin.</param>
public sealed record RevisePlan(PlanOffer Offer, DateOnly ValidFrom, Currency Currency, UserId? By, BusinessMoment Now);

public static class RevisePlanHandler
{
    public static Decision Handle(RevisePlan command, Plan plan)
    {
        var (terms, wrong) = command.Offer.Read(command.Currency);
        if (wrong is not null) return Decision.Refuse(wrong);
        if (PlanTermsEqual.Are(plan.Latest.Terms, terms!)) return Decision.AlreadySo;
        if (command.ValidFrom < command.Now.Date || command.ValidFrom < plan.Latest.ValidFrom)
        {
            var first = command.Now.Date > plan.Latest.ValidFrom ? command.Now.Date : plan.Latest.ValidFrom;
            return Decision.Refuse(SalesRefusals.Of("telecom-sales.terms-in-the-past", $"New terms hold from {first:yyyy-MM-dd} at the earliest.", ["validFrom"], ("first", first)));
        }

        return Decision.Append(new PlanRevised(
            plan.Id, plan.CampaignId, plan.Code, plan.Kind, plan.Latest.Version + 1, plan.Latest.Terms, terms!, command.ValidFrom, command.By, command.Now));
    }
}
