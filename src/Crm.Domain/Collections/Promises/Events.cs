using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Promises;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>A debtor promises an amount by a date.</summary>
/// <param name="Work">The agent who took it.</param>
/// <param name="LastDayToKeep">Due date plus the campaign's grace in working days; a payment valued up to it keeps the promise.</param>
/// <param name="KeptFrom">The amount less the tolerance: from here on it is kept.</param>
/// <param name="Supersedes">The promise this one replaces before it was due.</param>
/// <param name="Supersessions">How many replacements in a row led here.</param>
public sealed record PromiseMade(
    PromiseId PromiseId, AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, Work Work, Money Amount, DateOnly DueOn,
    DateOnly LastDayToKeep, Money KeptFrom, IReadOnlyList<DateOnly> ReminderDates, PromiseOrigin Origin, AttemptId? AttemptId, PromiseId? Supersedes, int Supersessions,
    int PolicyVersion, BusinessMoment Moment) : IEvent;

/// <summary>The debtor is to be reminded today; a task for the agent until channels send it.</summary>
public sealed record PromiseReminderRaised(PromiseId PromiseId, AccountId AccountId, DebtorId DebtorId, Work Work, DateOnly On, DateOnly DueOn, Money Outstanding) : IEvent;

/// <summary>A confirmed payment counts towards the promise.</summary>
/// <param name="PaidInTime">What counts by value date up to the last day to keep, this one included.</param>
/// <param name="PaidInAll">What counts at all, this one included.</param>
public sealed record PromisePaymentCounted(PromiseId PromiseId, PaymentId PaymentId, Money Amount, DateOnly ValueDate, Money PaidInTime, Money PaidInAll) : IEvent;

/// <summary>A payment that counted was reversed.</summary>
public sealed record PromisePaymentReversed(PromiseId PromiseId, PaymentId PaymentId, Money Amount, DateOnly ValueDate, Money PaidInTime, Money PaidInAll) : IEvent;

public sealed record PromiseKept(PromiseId PromiseId, AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, Work Work, Money Promised, Money PaidInTime, DateOnly DueOn, DateOnly KeptOn, BusinessMoment Moment) : IEvent;

/// <summary>The last day passed with something paid, but less than promised; or that is found out after the break, which stays in the history.</summary>
public sealed record PromisePartlyKept(PromiseId PromiseId, AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, Work Work, Money Promised, Money PaidInTime, Money Shortfall, DateOnly DueOn, BusinessMoment Moment) : IEvent;

/// <summary>The last day passed with nothing paid.</summary>
public sealed record PromiseBroken(PromiseId PromiseId, AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, Work Work, Money Promised, Money Shortfall, DateOnly DueOn, BusinessMoment Moment) : IEvent;

/// <summary>A payment confirmed after the break, but valued in time, shows that the promise was kept. The break stays in the history.</summary>
public sealed record PromiseFoundKept(PromiseId PromiseId, AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, Work Work, Money Promised, Money PaidInTime, DateOnly DueOn, BusinessMoment Moment) : IEvent;

/// <summary>After the break the promised amount came in all the same. The break stays.</summary>
public sealed record PromiseCuredLate(PromiseId PromiseId, AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, Work Work, Money Promised, Money PaidInAll, DateOnly DueOn, BusinessMoment Moment) : IEvent;

/// <summary>A reversal took away what had kept or cured the promise.</summary>
/// <param name="Outcome">
/// What the promise is now: open again; broken, partly kept or cured late when its last day has passed; superseded when something else binds the account since.
/// </param>
/// <param name="LastDayToKeep">As promised: the deadline of a promise that is open again.</param>
/// <param name="ReminderDates">As promised.</param>
public sealed record PromiseUnkept(PromiseId PromiseId, AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, Work Work, PaymentId PaymentId, PromiseOutcome Outcome, Money PaidInTime, Money Shortfall, DateOnly DueOn, BusinessMoment Moment,
    DateOnly? LastDayToKeep = null, IReadOnlyList<DateOnly>? ReminderDates = null) : IEvent;

/// <summary>Replaced by a new promise before it was due.</summary>
public sealed record PromiseSuperseded(PromiseId PromiseId, AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, Work Work, PromiseId ByPromiseId, Money Promised, DateOnly DueOn, BusinessMoment Moment) : IEvent;

/// <summary>Called off before it was due.</summary>
/// <param name="CancelledBy"><c>null</c>: the system, because the account was closed.</param>
public sealed record PromiseCancelled(PromiseId PromiseId, AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, Work Work, UserId? CancelledBy, string Reason, Money Promised, DateOnly DueOn, BusinessMoment Moment) : IEvent;

public enum PromiseOrigin { Agent, Bot, Portal, Import }
public enum PromiseOutcome { Open, Kept, PartlyKept, Broken, FoundKept, CuredLate, Superseded, Cancelled }
