using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.Sales;

namespace Crm.Domain.TelecomSales.CommissionSchemes;

/// <summary>What a campaign's sales earn: rules, and every version of each. Holds only what a decision asks about.</summary>
/// <param name="Version">Moves with every change to a rule.</param>
/// <param name="History">Every rule as it was set or ended, oldest first.</param>
public sealed record CommissionScheme(CampaignId CampaignId, Currency Currency, int Version, IReadOnlyList<RuleVersion> History) : IAggregate<CommissionScheme>
{
    /// <summary>The rules as they are now, each in its last version.</summary>
    public IEnumerable<RuleVersion> Rules => History.GroupBy(version => version.RuleId).Select(versions => versions.Last());

    /// <summary>A rule as it is now; <c>null</c>: there is none of that id.</summary>
    public RuleVersion? Find(CommissionRuleId id) => History.LastOrDefault(version => version.RuleId == id);

    /// <summary>A rule as it was in a version of the scheme.</summary>
    public CommissionRule RuleAt(CommissionRuleId id, int schemeVersion) =>
        History.Last(version => version.RuleId == id && version.SchemeVersion <= schemeVersion).Rule;

    /// <summary>
    /// The rule a sale earns by on a date; <c>null</c>: none. Of several the most specific one: one that names the plan before one that does not,
    /// then one that names the segment, then one that names the kind. Two that name the same never hold on the same date.
    /// </summary>
    public RuleVersion? RuleFor(SaleFacts sale, DateOnly on) => Rules.Where(version => Covers(version.Rule, sale, on)).MaxBy(version => Specificity(version.Rule));

    private static bool Covers(CommissionRule rule, SaleFacts sale, DateOnly on) =>
        rule.ValidFrom <= on && (rule.ValidTo is not { } last || on <= last)
        && (rule.Kind is null || rule.Kind == sale.Kind) && (rule.PlanId is null || rule.PlanId == sale.PlanId)
        && (rule.Segment is null || string.Equals(rule.Segment, sale.Segment, StringComparison.OrdinalIgnoreCase));

    private static int Specificity(CommissionRule rule) => (rule.PlanId is null ? 0 : 4) + (rule.Segment is null ? 0 : 2) + (rule.Kind is null ? 0 : 1);

    public static CommissionScheme? Evolve(CommissionScheme? scheme, object @event) => @event switch
    {
        CommissionRuleSet e => (scheme ?? new(e.CampaignId, e.Currency, 0, [])) with
        {
            Version = e.SchemeVersion,
            History = [.. scheme?.History ?? [], new(e.SchemeVersion, e.RuleId, e.Rule)],
        },
        CommissionRuleEnded e => scheme! with
        {
            Version = e.SchemeVersion,
            History = [.. scheme.History, new(e.SchemeVersion, e.RuleId, scheme.Find(e.RuleId)!.Rule with { ValidTo = e.LastDay })],
        },
        _ => scheme,
    };
}

/// <param name="SchemeVersion">The version of the scheme that it came with.</param>
public sealed record RuleVersion(int SchemeVersion, CommissionRuleId RuleId, CommissionRule Rule);
