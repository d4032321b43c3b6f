using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.CommissionSchemes;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.TelecomSales.Commissions;

/// <summary>A campaign's rules as they are now, and every change to them.</summary>
public sealed class CommissionSchemeCard() : StreamProjection<SchemeCard>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(CommissionRuleSet), typeof(CommissionRuleEnded)];

    public override SchemeCard? Evolve(SchemeCard? card, Recorded recorded) => recorded.Data switch
    {
        CommissionRuleSet e => (card ?? new(e.CampaignId, e.Currency, 0, [], [])).With(new(e.RuleId, e.SchemeVersion, e.Rule, e.SetBy, null, e.Moment.At)),
        CommissionRuleEnded e when card?.Rules.FirstOrDefault(rule => rule.RuleId == e.RuleId) is { } known =>
            card.With(new(e.RuleId, e.SchemeVersion, known.Rule with { ValidTo = e.LastDay }, e.EndedBy, e.Reason, e.Moment.At)),
        _ => card,
    };

    public override void Describe(DocumentColumns columns) => columns.Text("campaign_id", "campaignId").Index(["campaign_id"]);
}

/// <param name="Version">Of the scheme; each change is one more.</param>
/// <param name="Rules">As they are now.</param>
/// <param name="History">As they came to be, oldest first.</param>
public sealed record SchemeCard(CampaignId CampaignId, Currency Currency, int Version, IReadOnlyList<SchemeRule> Rules, IReadOnlyList<SchemeRule> History)
{
    internal SchemeCard With(SchemeRule changed) => this with
    {
        Version = changed.SchemeVersion,
        Rules = [.. Rules.Where(rule => rule.RuleId != changed.RuleId), changed],
        History = [.. History, changed],
    };
}

/// <param name="SchemeVersion">The version it came with.</param>
/// <param name="Reason">Why it was ended.</param>
public sealed record SchemeRule(CommissionRuleId RuleId, int SchemeVersion, CommissionRule Rule, UserId? By, string? Reason, DateTimeOffset At);
