using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Plans;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>A plan may be sold from a date on. Its id is derived from campaign and code; code and kind are for its life.</summary>
/// <param name="ActiveFrom">First date, at the campaign's wall clock, on which it may be sold.</param>
/// <param name="ActiveUntil">The last such date; <c>null</c>: until it is withdrawn.</param>
public sealed record PlanPublished(
    PlanId PlanId, CampaignId CampaignId, string Code, SaleKind Kind, int Version, PlanTerms Terms, DateOnly ActiveFrom, DateOnly? ActiveUntil, UserId? By, BusinessMoment Moment)
    : IEvent;

/// <summary>Other terms from a date on; what was sold before keeps the terms it was sold under.</summary>
/// <param name="Version">Of the new terms: one more than the last.</param>
/// <param name="ValidFrom">First date on which a sale is made under them.</param>
public sealed record PlanRevised(
    PlanId PlanId, CampaignId CampaignId, string Code, SaleKind Kind, int Version, PlanTerms OldTerms, PlanTerms Terms, DateOnly ValidFrom, UserId? By, BusinessMoment Moment)
    : IEvent;

/// <summary>The plan is not sold after a date any more.</summary>
/// <param name="ActiveUntil">The last date on which it may be sold.</param>
public sealed record PlanWithdrawn(PlanId PlanId, CampaignId CampaignId, string Code, DateOnly ActiveUntil, string Reason, UserId? By, BusinessMoment Moment) : IEvent;

/// <summary>A plan that was withdrawn or had run out is sold again.</summary>
public sealed record PlanReinstated(
    PlanId PlanId, CampaignId CampaignId, string Code, DateOnly ActiveFrom, DateOnly? ActiveUntil, UserId? By, BusinessMoment Moment) : IEvent;

/// <summary>What a plan offers and costs.</summary>
/// <param name="Features">What the customer gets, a line each.</param>
/// <param name="MonthlyCharge">Fixed monthly charge without VAT: what commissions are reckoned from.</param>
/// <param name="VatRate">In per cent: 19 in Colombia.</param>
/// <param name="MonthlyChargeWithVat">The charge with VAT, rounded to the currency's smallest unit, half to even.</param>
/// <param name="ClawbackDays">Days after activation, in the campaign's zone, in which the operator may charge the sale back; the last one counts.</param>
/// <param name="Segment">Group of plans that commissions may be told apart by: <c>PREMIUM</c>; <c>null</c>: none.</param>
public sealed record PlanTerms(
    string Name, IReadOnlyList<string> Features, Money MonthlyCharge, Percentage VatRate, Money MonthlyChargeWithVat, int ClawbackDays, string? Segment);
