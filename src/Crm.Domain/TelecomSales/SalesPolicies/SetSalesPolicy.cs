using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.Plans;
using Crm.Domain.TelecomSales.Sales;

namespace Crm.Domain.TelecomSales.SalesPolicies;

public sealed record SetSalesPolicy(CampaignId CampaignId, SalesPolicy Policy, UserId? By);

public static class SetSalesPolicyHandler
{
    /// <summary>Fields every sale has, whatever its kind; the others are a kind's to ask for.</summary>
    private static readonly SaleField[] Always = [SaleField.DocumentType, SaleField.DocumentNumber, SaleField.FullName, SaleField.LegalizationPhone, SaleField.Plan];

    public static Decision Handle(SetSalesPolicy command, SalesTerms? terms)
    {
        if (Wrong(command.Policy) is { } wrong) return Decision.Refuse(wrong);
        if (terms is not null && AreSame(terms.Policy, command.Policy)) return Decision.AlreadySo;

        return Decision.Append(new SalesPolicySet(command.CampaignId, (terms?.Version ?? 0) + 1, command.Policy, command.By));
    }

    private static Refusal? Wrong(SalesPolicy policy)
    {
        if (policy.Operator.Length > 60) return Invalid("An operator's name has 60 characters at most.", "operator");
        if (policy.ClaimMinutes is < 1 or > 1_440) return Invalid("A claim lasts from 1 to 1440 minutes.", "claimMinutes");
        if (policy.UntouchedDays is < 1 or > 366) return Invalid("A returned sale is kept from 1 to 366 days.", "untouchedDays");
        if (policy.LeadSources.Distinct().Count() != policy.LeadSources.Count || !policy.LeadSources.All(PlanOffer.IsCode))
            return Invalid("A lead source is a code of capitals, digits and dashes, named once.", "leadSources");
        if (policy.Kinds.Count == 0 || policy.Kinds.Select(kind => kind.Kind).Distinct().Count() != policy.Kinds.Count) return Invalid("Each kind that is sold is defined once.", "kinds");
        foreach (var kind in policy.Kinds)
        {
            if (!Enum.IsDefined(kind.Kind) || kind.Fields.Any(rule => !Enum.IsDefined(rule.Field) || Always.Contains(rule.Field))
                || kind.Fields.Select(rule => rule.Field).Distinct().Count() != kind.Fields.Count)
                return Invalid("A kind names each field it asks for once, beside those that every sale has.", "kinds");
            if (kind.Kind is SaleKind.Portability && !kind.Fields.Any(rule => rule is { Field: SaleField.NumberToPort, Required: true }))
                return Invalid("A portability asks for the number to port.", "kinds");
        }

        if (policy.Hours?.Fault() is { } fault) return Invalid(fault.Reason, $"hours.{fault.Field}");
        return policy.Targets.Select(target => target.Tray).Distinct().Count() != policy.Targets.Count || policy.Targets.Any(target => !Enum.IsDefined(target.Tray) || target.Minutes < 1)
            ? Invalid("A tray has one target of at least a minute, or none.", "targets")
            : null;
    }

    // Record equality compares lists by reference.
    private static bool AreSame(SalesPolicy left, SalesPolicy right) =>
        left with { LeadSources = right.LeadSources, Kinds = right.Kinds, Targets = right.Targets } == right
        && left.LeadSources.SequenceEqual(right.LeadSources) && left.Targets.SequenceEqual(right.Targets) && left.Kinds.Count == right.Kinds.Count
        && left.Kinds.Zip(right.Kinds).All(pair => pair.First with { Fields = pair.Second.Fields } == pair.Second && pair.First.Fields.SequenceEqual(pair.Second.Fields));

    private static Refusal Invalid(string reason, string field) => SalesRefusals.Of("telecom-sales.policy-invalid", reason, [field], ("field", field));
}
