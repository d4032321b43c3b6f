using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.CommissionSchemes;

/// <summary>Add a rule to a campaign's scheme, or put another in the place of one.</summary>
/// <param name="Currency">The campaign's.</param>
/// <param name="RuleId">Made by the caller; hearing the command again with it changes nothing.</param>
public sealed record SetCommissionRule(CampaignId CampaignId, Currency Currency, CommissionRuleId RuleId, CommissionRule Rule, UserId? SetBy, BusinessMoment Now);

public static class SetCommissionRuleHandler
{
    public static Decision Handle(SetCommissionRule command, CommissionScheme? scheme)
    {
        var rule = Normalized(command.Rule);
        if (scheme?.Find(command.RuleId) is { } present && AreSame(present.Rule, rule)) return Decision.AlreadySo;
        if (RuleChecks.Refuse(rule, command.Currency) is { } wrong) return Decision.Refuse(wrong);
        if (scheme?.Rules.FirstOrDefault(other => other.RuleId != command.RuleId && Overlap(other.Rule, rule)) is { } other)
        {
            return Decision.Refuse(CommissionRefusals.Of("telecom-sales.commission-rules-overlap",
                $"“{other.Rule.Name}” is for the same sales from {other.Rule.ValidFrom:yyyy-MM-dd} to {(other.Rule.ValidTo is { } last ? $"{last:yyyy-MM-dd}" : "whenever")}.",
                [nameof(CommissionRule.ValidFrom), nameof(CommissionRule.ValidTo)],
                ("rule", other.Rule.Name), ("from", other.Rule.ValidFrom), ("to", other.Rule.ValidTo)));
        }

        return Decision.Append(new CommissionRuleSet(
            command.CampaignId, command.Currency, (scheme?.Version ?? 0) + 1, command.RuleId, rule, command.SetBy, command.Now));
    }

    private static CommissionRule Normalized(CommissionRule rule) => rule with
    {
        Name = rule.Name?.Trim() ?? "",
        Segment = string.IsNullOrWhiteSpace(rule.Segment) ? null : rule.Segment.Trim().ToUpperInvariant(),
        Tiers = rule.Tiers ?? [],
    };

    // What names something else never meets, and what names more or less is told apart by how specific it is.
    private static bool Overlap(CommissionRule left, CommissionRule right) =>
        left.Kind == right.Kind && left.PlanId == right.PlanId && left.Segment == right.Segment
        && left.ValidFrom <= (right.ValidTo ?? DateOnly.MaxValue) && right.ValidFrom <= (left.ValidTo ?? DateOnly.MaxValue);

    private static bool AreSame(CommissionRule left, CommissionRule right) => left with { Tiers = right.Tiers } == right && left.Tiers.SequenceEqual(right.Tiers);
}
