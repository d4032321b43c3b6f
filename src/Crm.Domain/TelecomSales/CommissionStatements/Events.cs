using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.CommissionSchemes;

namespace Crm.Domain.TelecomSales.CommissionStatements;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>A sale earned its agent a commission, at the tier he had reached with it.</summary>
/// <param name="EarnedOn">The date it was earned on: of the activation or the approval. It may be of an earlier month, when that was closed already.</param>
/// <param name="SchemeVersion">Of the scheme whose rule it was reckoned by.</param>
/// <param name="MonthlyCharge">The plan's as it was sold, without VAT.</param>
/// <param name="Base">What the rule pays for such a sale, rounded.</param>
/// <param name="Count">Which of the agent's sales of the month it is, those taken back in it left out.</param>
/// <param name="TierFrom">The tier he had reached: its first sale.</param>
/// <param name="Rate">The share of the base that the tier pays.</param>
/// <param name="Amount">Base by rate, rounded.</param>
/// <param name="Rounding">How both were rounded.</param>
public sealed record CommissionAccrued(
    Statement Statement, Guid EntryId, CommissionedSale Sale, TeamId? TeamId, DateOnly EarnedOn, CommissionTrigger Trigger, CommissionRuleId RuleId, int SchemeVersion,
    Money MonthlyCharge, Money Base, int Count, int TierFrom, Percentage Rate, Money Amount, Rounding Rounding, BusinessMoment Moment) : IEvent;

/// <summary>A commission was taken back: all that had been given for the sale.</summary>
/// <param name="AccruedIn">The month in whose statement it stands.</param>
/// <param name="LostOn">The date the sale was charged back, cancelled or rejected.</param>
/// <param name="Amount">Less than nothing, or nothing.</param>
public sealed record CommissionReversed(
    Statement Statement, Guid EntryId, CommissionedSale Sale, TeamId? TeamId, BusinessMonth AccruedIn, CommissionLoss Cause, DateOnly LostOn, Money Amount, BusinessMoment Moment)
    : IEvent;

/// <summary>A commission of this month, not settled yet, was taken back in the statement of a later one: it is not trued up any more.</summary>
public sealed record CommissionReversedElsewhere(Statement Statement, SaleId SaleId, BusinessMonth Period) : IEvent;

/// <summary>A person gave or took an amount.</summary>
/// <param name="EntryId">The caller's, so that hearing it twice adjusts once.</param>
/// <param name="About">The month it is about; another one than the statement's when that was closed already.</param>
/// <param name="Amount">Either way, never nothing.</param>
public sealed record CommissionAdjusted(Statement Statement, Guid EntryId, BusinessMonth About, Money Amount, string Reason, UserId By, BusinessMoment Moment) : IEvent;

/// <summary>At settlement every sale of the month is paid at the tier reached with the last: the differences, sale by sale.</summary>
/// <param name="Count">The agent's sales of the month.</param>
/// <param name="Lines">The sales whose amount changes.</param>
/// <param name="Amount">Their sum.</param>
public sealed record CommissionTruedUp(Statement Statement, Guid EntryId, int Count, IReadOnlyList<TrueUpLine> Lines, Money Amount, Rounding Rounding, BusinessMoment Moment) : IEvent;

/// <summary>The statement is closed; nothing in it changes any more.</summary>
public sealed record CommissionStatementSettled(
    Statement Statement, CommissionSettlementId SettlementId, int Count, StatementTotals Totals, UserId? SettledBy, BusinessMoment Moment) : IEvent;

/// <summary>Whose statement it is, and of when.</summary>
/// <param name="Zone">IANA zone in which its month begins and ends.</param>
public sealed record Statement(CommissionStatementId Id, CampaignId CampaignId, UserId AgentId, BusinessMonth Period, string Zone, Currency Currency);

/// <summary>The sale that a commission is for.</summary>
/// <param name="Number">For people: <c>POR-2026-0000123</c>.</param>
public sealed record CommissionedSale(SaleId SaleId, string Number, SaleKind Kind, PlanId PlanId, string PlanCode, string? Segment);

/// <param name="EntryId">Of the line.</param>
/// <param name="TierFrom">The tier reached at the end.</param>
/// <param name="Amount">What is paid at that rate, less what was accrued.</param>
public sealed record TrueUpLine(Guid EntryId, SaleId SaleId, string SaleNumber, Money Base, Percentage FromRate, int TierFrom, Percentage Rate, Money Amount);

/// <summary>Sums of a statement's entries by what they are.</summary>
public sealed record StatementTotals(Money Accrued, Money Reversed, Money Adjusted, Money TruedUp, Money Total)
{
    public static StatementTotals Zero(Currency currency) =>
        new(Money.Zero(currency), Money.Zero(currency), Money.Zero(currency), Money.Zero(currency), Money.Zero(currency));

    public static StatementTotals operator +(StatementTotals left, StatementTotals right) => new(
        left.Accrued + right.Accrued, left.Reversed + right.Reversed, left.Adjusted + right.Adjusted, left.TruedUp + right.TruedUp, left.Total + right.Total);

    public static StatementTotals Add(StatementTotals left, StatementTotals right) => left + right;

    public StatementTotals WithAccrued(Money amount) => this with { Accrued = Accrued + amount, Total = Total + amount };
    public StatementTotals WithReversed(Money amount) => this with { Reversed = Reversed + amount, Total = Total + amount };
    public StatementTotals WithAdjusted(Money amount) => this with { Adjusted = Adjusted + amount, Total = Total + amount };
    public StatementTotals WithTruedUp(Money amount) => this with { TruedUp = TruedUp + amount, Total = Total + amount };
}

/// <summary>How an amount was rounded.</summary>
/// <param name="Decimals">Of the currency's smallest unit.</param>
/// <param name="Mode">Halves go to the even neighbour.</param>
public sealed record Rounding(int Decimals, MidpointRounding Mode)
{
    /// <summary>As <see cref="Money"/> rounds.</summary>
    public static Rounding Of(Currency currency) => new(currency.Decimals, MidpointRounding.ToEven);
}

/// <summary>How a sale that had earned, or would have, was lost.</summary>
public enum CommissionLoss { ChargedBack, Cancelled, Rejected }
