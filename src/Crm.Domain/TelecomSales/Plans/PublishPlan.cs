using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Plans;

/// <summary>Put a plan on sale.</summary>
/// <param name="PlanId">Derived from campaign and code: a code is one plan for ever.</param>
/// <param name="Currency">The campaign's.</param>
public sealed record PublishPlan(
    PlanId PlanId, CampaignId CampaignId, string Code, SaleKind Kind, PlanOffer Offer, DateOnly ActiveFrom, DateOnly? ActiveUntil, Currency Currency, UserId? By, BusinessMoment Now);

public static class PublishPlanHandler
{
    public static Decision Handle(PublishPlan command, Plan? plan)
    {
        if (!PlanOffer.IsCode(command.Code)) return Decision.Refuse(SalesRefusals.Of("telecom-sales.plan-code-malformed", "A code has 1 to 30 capitals, digits and dashes.", ["code"]));
        if (!Enum.IsDefined(command.Kind)) return Decision.Refuse(SalesRefusals.Of("telecom-sales.kind-unknown", "There is no such kind of sale.", ["kind"]));
        if (command.Offer.Read(command.Currency) is { Refusal: { } wrong }) return Decision.Refuse(wrong);
        if (command.ActiveUntil < command.ActiveFrom)
            return Decision.Refuse(SalesRefusals.Of("telecom-sales.plan-ends-before-it-begins", "The last date of sale is before the first.", ["activeUntil"]));

        var terms = command.Offer.Read(command.Currency).Terms!;
        if (plan is not null)
        {
            return plan.Kind == command.Kind && plan.Versions is [var only] && PlanTermsEqual.Are(only.Terms, terms)
                ? Decision.AlreadySo
                : Decision.Refuse(SalesRefusals.Of("telecom-sales.plan-code-taken", $"There is a plan {plan.Code} already.", ["code"], ("code", plan.Code)));
        }

        return Decision.Append(new PlanPublished(
            command.PlanId, command.CampaignId, command.Code, command.Kind, 1, terms, command.ActiveFrom, command.ActiveUntil, command.By, command.Now));
    }
}

internal static class PlanTermsEqual
{
    // Record equality compares lists by reference.
    public static bool Are(PlanTerms left, PlanTerms right) => left with { Features = right.Features } == right && left.Features.SequenceEqual(right.Features);
}
