using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.CommissionSchemes;

/// <summary>What a rule has to fulfil before anybody is paid by it. <c>null</c>: it does.</summary>
internal static class RuleChecks
{
    private const int MostTiers = 20, MostDays = 730;
    private const decimal MostPercent = 1_000;

    public static Refusal? Refuse(CommissionRule rule, Currency currency)
    {
        if (rule.Name.Length is 0 or > 100) return Wrong("A rule has a name of at most 100 letters.", nameof(rule.Name));
        if (rule.Kind is { } kind && !Enum.IsDefined(kind)) return Wrong("The kind is not one of the known ones.", nameof(rule.Kind));
        if (!Enum.IsDefined(rule.AccruesOn)) return Wrong("A commission accrues on activation or on approval.", nameof(rule.AccruesOn));
        if (rule.ValidTo < rule.ValidFrom) return Wrong("A rule ends on the day it begins, or later.", nameof(rule.ValidFrom), nameof(rule.ValidTo));
        if (rule.ClawbackDays is < 0 or > MostDays) return Wrong($"Clawback days are 0 to {MostDays}.", nameof(rule.ClawbackDays));
        return OfBase(rule.Base, currency) ?? OfTiers(rule.Tiers);
    }

    private static Refusal? OfBase(CommissionBase? of, Currency currency) => of switch
    {
        { Fixed: { } amount, OfMonthlyCharge: null } when amount.Currency != currency => Wrong($"The campaign's money is {currency}.", nameof(CommissionRule.Base)),
        { Fixed: { } amount, OfMonthlyCharge: null } => amount is { IsPositive: true, IsExact: true }
            ? null
            : Wrong($"A fixed base is more than nothing and has at most {currency.Decimals} decimals.", nameof(CommissionRule.Base)),
        { Fixed: null, OfMonthlyCharge: { } share } => share.Value is > 0 and <= MostPercent
            ? null
            : Wrong($"A share of the monthly charge is more than 0 and at most {MostPercent} per cent.", nameof(CommissionRule.Base)),
        _ => Wrong("A base is either a fixed amount or a share of the monthly charge.", nameof(CommissionRule.Base)),
    };

    private static Refusal? OfTiers(IReadOnlyList<CommissionTier> tiers)
    {
        if (tiers.Count is 0 or > MostTiers || tiers[0].FromCount != 1) return Wrong($"There are 1 to {MostTiers} tiers, and the first begins with the first sale.", nameof(CommissionRule.Tiers));
        if (tiers.Zip(tiers.Skip(1)).Any(pair => pair.Second.FromCount <= pair.First.FromCount)) return Wrong("Each tier begins after the one before it.", nameof(CommissionRule.Tiers));
        return tiers.All(tier => tier.Rate.Value is >= 0 and <= MostPercent)
            ? null
            : Wrong($"The rate of a tier is 0 to {MostPercent} per cent.", nameof(CommissionRule.Tiers));
    }

    private static Refusal Wrong(string reason, params IReadOnlyList<string> fields) =>
        CommissionRefusals.Of("telecom-sales.commission-rule-wrong", reason, fields, ("what", reason));
}
