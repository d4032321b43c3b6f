using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.CommissionSchemes;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>A rule of a campaign's scheme was added, or put in the place of its former self; what was accrued before keeps what it was accrued by.</summary>
/// <param name="SchemeVersion">Of the scheme from now on; commissions name the one they were reckoned by.</param>
public sealed record CommissionRuleSet(
    CampaignId CampaignId, Currency Currency, int SchemeVersion, CommissionRuleId RuleId, CommissionRule Rule, UserId? SetBy, BusinessMoment Moment) : IEvent;

/// <summary>A rule holds no longer than a date.</summary>
/// <param name="LastDay">The last date, at the campaign's wall clock, on which a sale earns by it.</param>
public sealed record CommissionRuleEnded(
    CampaignId CampaignId, int SchemeVersion, CommissionRuleId RuleId, DateOnly LastDay, string Reason, UserId? EndedBy, BusinessMoment Moment) : IEvent;

/// <summary>What sales earn, for which of them, from when to when.</summary>
/// <param name="Kind"><c>null</c>: of any kind.</param>
/// <param name="PlanId"><c>null</c>: of any plan.</param>
/// <param name="Segment">The plan's, as it was sold; <c>null</c>: of any segment, and of none.</param>
/// <param name="ValidFrom">First date on which a sale earns by it, at the campaign's wall clock: that of the activation, or of the approval.</param>
/// <param name="ValidTo">Last such date; <c>null</c>: until it is ended.</param>
/// <param name="Tiers">What share of the base is paid from which sale of the month on, in order.</param>
/// <param name="ClawbackDays">Days after the activation in which a charge-back takes the commission back, the last one included; <c>null</c>: the plan's.</param>
public sealed record CommissionRule(
    string Name, SaleKind? Kind, PlanId? PlanId, string? Segment, DateOnly ValidFrom, DateOnly? ValidTo, CommissionBase Base, IReadOnlyList<CommissionTier> Tiers,
    int? ClawbackDays, CommissionTrigger AccruesOn);

/// <summary>What a commission is reckoned from: a fixed amount, or a share of the plan's monthly charge without VAT. One of the two.</summary>
public sealed record CommissionBase(Money? Fixed = null, Percentage? OfMonthlyCharge = null);

/// <param name="FromCount">The first sale of the agent's month that is paid so: 1, 31, 61.</param>
/// <param name="Rate">Share of the base.</param>
public sealed record CommissionTier(int FromCount, Percentage Rate);

/// <summary>What makes a commission due.</summary>
public enum CommissionTrigger { Activation, Approval }
