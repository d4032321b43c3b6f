using Crm.Domain.Campaigns;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.DebtAccounts;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>An obligation of a debtor to a creditor comes to us. The id is derived from creditor and reference.</summary>
/// <param name="Balance">What is owed by component as of the cut-off date.</param>
/// <param name="CutOffDate">Business date in the campaign's zone as of which the balance holds.</param>
/// <param name="CessionDate">From when days past due run on beside the originator's.</param>
/// <param name="OriginatorDaysPastDue">Days past due counted by the originator until the cession.</param>
public sealed record AccountPlaced(
    AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, CampaignId CampaignId, string Zone, string Creditor, string Reference,
    Currency Currency, Balance Balance, DateOnly CutOffDate, DateOnly? CessionDate, int OriginatorDaysPastDue,
    BusinessMoment Moment, ImportId? ImportId = null) : IEvent;

/// <summary>The creditor's file says something else than we do as of its cut-off date; the balance moves by the difference.</summary>
/// <param name="OldBalance">Ours as of the cut-off date.</param>
/// <param name="NewBalance">The creditor's as of the cut-off date.</param>
/// <param name="BalanceAfter">Ours now, later movements kept; never negative.</param>
/// <param name="CutOffDate">The file's; for a correction by hand, without import, the day it was made.</param>
/// <param name="UndoneImportId">The import whose adjustment this takes back.</param>
/// <param name="Credit">What the debtor has paid beyond the new balance by it, kept as credit; <c>null</c> or zero: nothing.</param>
public sealed record BalanceAdjusted(
    AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, CampaignId CampaignId, Balance OldBalance, Balance NewBalance, Balance BalanceAfter,
    DateOnly CutOffDate, string Reason, BusinessMoment Moment, ImportId? ImportId = null, Money? Credit = null,
    ImportId? UndoneImportId = null) : IEvent;

/// <summary>Cession date or originator's days were corrected.</summary>
public sealed record AccountTermsCorrected(
    AccountId AccountId, DateOnly? OldCessionDate, DateOnly? NewCessionDate, int OldOriginatorDaysPastDue, int NewOriginatorDaysPastDue, ImportId? ImportId = null, ImportId? UndoneImportId = null) : IEvent;

/// <summary>A fee or interest was added to what is owed.</summary>
/// <param name="ChargeId">The caller's id of the charge, so that hearing it twice charges once.</param>
public sealed record BalanceCharged(
    AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, CampaignId CampaignId, BalanceComponent Component, Money Amount, Balance BalanceAfter, string Reason,
    BusinessMoment Moment, Guid ChargeId) : IEvent;

/// <summary>A confirmed payment reduced what is owed.</summary>
/// <param name="Allocated">What of it went to which component.</param>
/// <param name="Credit">What was paid beyond the balance and is kept as credit.</param>
/// <param name="AttributedTo">The agent who earned it, and his team; <c>null</c>: nobody.</param>
/// <param name="PriorityRaised">Whether priority is one step up after it: a payment that keeps what was promised ends that.</param>
public sealed record PaymentApplied(
    AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, CampaignId CampaignId, PaymentId PaymentId, Money Amount, Balance Allocated, Money Credit,
    Balance BalanceAfter, DateOnly ValueDate, Work? AttributedTo, BusinessMoment Moment, bool PriorityRaised = false) : IEvent;

/// <summary>An applied payment was taken back; it restores what it moved.</summary>
public sealed record PaymentUnapplied(
    AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, CampaignId CampaignId, PaymentId PaymentId, Money Amount, Balance Allocated, Money Credit,
    Balance BalanceAfter, DateOnly ValueDate, Work? AttributedTo, BusinessMoment Moment, bool PriorityRaised = false) : IEvent;

/// <summary>The rest of a completed settlement is forgiven.</summary>
public sealed record DiscountGranted(
    AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, CampaignId CampaignId, AgreementId AgreementId, Money Amount, Balance Allocated, Balance BalanceAfter,
    int PolicyVersion, BusinessMoment Moment) : IEvent;

/// <summary>A payment of the completed settlement was reversed: the forgiven rest is owed again.</summary>
public sealed record DiscountWithdrawn(
    AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, CampaignId CampaignId, AgreementId AgreementId, Money Amount, Balance Allocated, Balance BalanceAfter,
    BusinessMoment Moment) : IEvent;

public sealed record AccountWrittenOff(
    AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, CampaignId CampaignId, Money Amount, Balance Allocated, string Reason, BusinessMoment Moment) : IEvent;

/// <summary>The account is in an agent's hands.</summary>
/// <param name="Strategy">How it was chosen: manual, bulk, round-robin, least-loaded, priority.</param>
public sealed record AccountAssigned(
    AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, CampaignId CampaignId, UserId AgentId, TeamId? TeamId, UserId? PreviousAgentId,
    string Strategy, BusinessMoment Moment) : IEvent;
public sealed record AccountUnassigned(AccountId AccountId, CampaignId CampaignId, UserId PreviousAgentId, string Reason, BusinessMoment Moment) : IEvent;

/// <summary>An attempt about this account was logged; payments are attributed by it.</summary>
public sealed record AccountContacted(AccountId AccountId, AttemptId AttemptId, Work Work, bool RightParty, BusinessMoment Moment) : IEvent;
public sealed record AccountContactVoided(AccountId AccountId, AttemptId AttemptId) : IEvent;

/// <summary>A promise now binds the account; only one promise or agreement does at a time.</summary>
/// <param name="MadeOn">From this business date on payments count towards it.</param>
/// <param name="LastDayToKeep">Payments valued up to this date keep it.</param>
public sealed record AccountPromised(
    AccountId AccountId, PromiseId PromiseId, Money Amount, DateOnly DueOn, DateOnly MadeOn, DateOnly LastDayToKeep) : IEvent;

/// <summary>What became of a promise; unless the outcome is open again, it does not bind the account.</summary>
/// <param name="PriorityRaised">Whether priority is one step up after it.</param>
public sealed record AccountPromiseEnded(AccountId AccountId, PromiseId PromiseId, PromiseOutcome Outcome, bool PriorityRaised = false) : IEvent;

/// <summary>An agreement now binds the account.</summary>
/// <param name="SignedOn">From this business date on payments go to its installments.</param>
public sealed record AccountSettled(AccountId AccountId, AgreementId AgreementId, Money Agreed, DateOnly SignedOn) : IEvent;

/// <summary>The agreement no longer binds the account; priority is one step up.</summary>
/// <param name="ReinstatableUntil">Payments valued up to this date may reinstate it; where the campaign does not reinstate, those that were in time.</param>
public sealed record AccountAgreementBroken(AccountId AccountId, AgreementId AgreementId, DateOnly ReinstatableUntil) : IEvent;

/// <summary>The broken or completed agreement binds the account again.</summary>
/// <param name="PriorityRaised">Whether priority is one step up after it.</param>
public sealed record AccountAgreementReinstated(AccountId AccountId, AgreementId AgreementId, DateOnly SignedOn, bool PriorityRaised = false) : IEvent;

/// <summary>The agreement no longer binds the account, for good.</summary>
/// <param name="PriorityRaised">Whether priority is one step up after it.</param>
public sealed record AccountAgreementEnded(AccountId AccountId, AgreementId AgreementId, bool Completed, bool PriorityRaised = false) : IEvent;

/// <summary>Days past due stand still from this date: dispute or hardship.</summary>
public sealed record DaysPastDuePaused(AccountId AccountId, DebtorId DebtorId, DateOnly From, PauseReason Reason, [property: Personal("DebtorId")] string Note) : IEvent;
public sealed record DaysPastDueResumed(AccountId AccountId, DateOnly On) : IEvent;

/// <summary>With a new business day the days past due passed a threshold of priority; trays that are sorted by it move the row.</summary>
/// <param name="On">The business date that is materialised, in the campaign's zone.</param>
/// <param name="DaysPastDue">On that date.</param>
public sealed record AccountAged(AccountId AccountId, CampaignId CampaignId, DateOnly On, int DaysPastDue) : IEvent;

public sealed record AccountSentToLegal(AccountId AccountId, string Reason, BusinessMoment Moment) : IEvent;
public sealed record AccountReturnedFromLegal(AccountId AccountId, string Reason, BusinessMoment Moment) : IEvent;

/// <summary>The creditor took the account back.</summary>
/// <param name="ImportId">The import that placed it and was undone.</param>
public sealed record AccountWithdrawn(AccountId AccountId, CampaignId CampaignId, Money Outstanding, string Reason, BusinessMoment Moment, ImportId? ImportId = null,
    PortfolioId? PortfolioId = null) : IEvent;

/// <summary>The account belongs to another debtor record: the document was corrected or two records were merged.</summary>
public sealed record AccountDebtorCorrected(AccountId AccountId, DebtorId OldDebtorId, DebtorId NewDebtorId, string Reason) : IEvent;

public enum PauseReason { Dispute, Hardship }
