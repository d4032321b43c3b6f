using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Payments;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>Somebody says that money came. Nothing moves until it is confirmed. The id is derived from provider and reference.</summary>
/// <param name="ValueDate">Business date, in the campaign's zone, on which the money was paid.</param>
public sealed record PaymentRegistered(
    PaymentId PaymentId, AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, CampaignId CampaignId, string Provider, string Reference, Money Amount,
    DateOnly ValueDate, PaymentSource Source, UserId? RegisteredBy, BusinessMoment Moment) : IEvent;

/// <summary>The money is there; the account and what binds it move in the same unit.</summary>
/// <param name="PromiseId">The open promise it counts towards, if there is one.</param>
/// <param name="AgreementId">The agreement whose installments it fills, if there is one.</param>
/// <param name="Allocated">What of it went to which component of the balance.</param>
/// <param name="Credit">What was paid beyond.</param>
/// <param name="CountedTowards">Every promise it counts towards, open or not: it may keep, find kept or cure.</param>
public sealed record PaymentConfirmed(
    PaymentId PaymentId, AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, CampaignId CampaignId, Money Amount, DateOnly ValueDate, UserId? ConfirmedBy,
    Work? AttributedTo, PromiseId? PromiseId, AgreementId? AgreementId, BusinessMoment Moment,
    Balance Allocated, Money Credit, IReadOnlyList<PromiseId> CountedTowards) : IEvent;
public sealed record PaymentRejected(PaymentId PaymentId, AccountId AccountId, CampaignId CampaignId, string Reason, UserId? RejectedBy) : IEvent;

/// <summary>A confirmed payment was taken back by bank, provider or mistake.</summary>
public sealed record PaymentReversed(
    PaymentId PaymentId, AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, CampaignId CampaignId, Money Amount, DateOnly ValueDate, string Reason,
    UserId? ReversedBy, Work? AttributedTo, BusinessMoment Moment) : IEvent;

public enum PaymentSource { Agent, Import, Gateway, Evidence }
