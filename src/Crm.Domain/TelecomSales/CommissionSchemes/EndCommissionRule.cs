using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.CommissionSchemes;

/// <summary>Let a rule hold no longer than a date. What was accrued by it stays.</summary>
/// <param name="LastDay">Not before its first.</param>
public sealed record EndCommissionRule(CommissionRuleId RuleId, DateOnly LastDay, string Reason, UserId? EndedBy, BusinessMoment Now);

public static class EndCommissionRuleHandler
{
    public static Decision Handle(EndCommissionRule command, CommissionScheme scheme)
    {
        if (scheme.Find(command.RuleId)?.Rule is not { } rule) return Decision.Refuse("telecom-sales.commission-rule-unknown", "The scheme has no such rule.", nameof(command.RuleId));
        if (rule.ValidTo == command.LastDay) return Decision.AlreadySo;
        if (string.IsNullOrWhiteSpace(command.Reason)) return Decision.Refuse("telecom-sales.commission-reason-missing", "Say why.", nameof(command.Reason));
        if (command.LastDay < rule.ValidFrom || rule.ValidTo < command.LastDay)
        {
            return Decision.Refuse(CommissionRefusals.Of("telecom-sales.commission-rule-end-wrong",
                $"The rule holds from {rule.ValidFrom:yyyy-MM-dd} to {(rule.ValidTo is { } last ? $"{last:yyyy-MM-dd}" : "whenever")}; it can be ended within that.",
                [nameof(command.LastDay)], ("from", rule.ValidFrom), ("to", rule.ValidTo)));
        }

        return Decision.Append(new CommissionRuleEnded(scheme.CampaignId, scheme.Version + 1, command.RuleId, command.LastDay, command.Reason, command.EndedBy, command.Now));
    }
}
