using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Promises;

/// <summary>A debtor's promise of an amount by a date. Holds only what a decision asks about.</summary>
/// <param name="LastDayToKeep">Payments valued up to this date keep it.</param>
/// <param name="KeptFrom">The amount less the tolerance.</param>
/// <param name="Supersessions">How many replacements in a row led here.</param>
public sealed record PromiseToPay(
    PromiseId Id, AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, Work Work, Money Amount, DateOnly MadeOn, DateOnly DueOn,
    DateOnly LastDayToKeep, Money KeptFrom, IReadOnlyList<DateOnly> ReminderDates, int Supersessions) : IAggregate<PromiseToPay>
{
    /// <summary>The reminder dates that were raised.</summary>
    public IReadOnlyList<DateOnly> Reminded { get; init; } = [];

    public PromiseOutcome Outcome { get; init; } = PromiseOutcome.Open;

    /// <summary>Whether a break is in the history; from then on it is found kept, not kept.</summary>
    public bool Lapsed { get; init; }

    /// <summary>The confirmed payments that count.</summary>
    public IReadOnlyList<CountedPayment> Counted { get; init; } = [];

    public bool IsOpen => Outcome is PromiseOutcome.Open;

    /// <summary>What counts by value date up to the last day to keep.</summary>
    public Money PaidInTime => Counted.Where(payment => payment.ValueDate <= LastDayToKeep).Select(payment => payment.Amount).Sum(Amount.Currency);

    public Money PaidInAll => Counted.Select(payment => payment.Amount).Sum(Amount.Currency);

    public Money Shortfall => Money.Max(Amount - PaidInTime, Money.Zero(Amount.Currency));

    /// <summary>The value date on which what was paid in time reached enough.</summary>
    public DateOnly? KeptOn
    {
        get
        {
            var paid = Money.Zero(Amount.Currency);
            return Counted.Where(payment => payment.ValueDate <= LastDayToKeep).OrderBy(payment => payment.ValueDate)
                .FirstOrDefault(payment => (paid += payment.Amount) >= KeptFrom)?.ValueDate;
        }
    }

    public static PromiseToPay? Evolve(PromiseToPay? promise, object @event) => @event switch
    {
        PromiseMade e => new(e.PromiseId, e.AccountId, e.DebtorId, e.PortfolioId, e.Work, e.Amount, e.Moment.Date, e.DueOn,
            e.LastDayToKeep, e.KeptFrom, e.ReminderDates, e.Supersessions),
        PromiseReminderRaised e => promise! with { Reminded = [.. promise.Reminded, e.On] },
        PromisePaymentCounted e => promise! with { Counted = [.. promise.Counted, new(e.PaymentId, e.Amount, e.ValueDate)] },
        PromisePaymentReversed e => promise! with { Counted = [.. promise.Counted.Where(payment => payment.PaymentId != e.PaymentId)] },
        PromiseKept => promise! with { Outcome = PromiseOutcome.Kept },
        PromisePartlyKept => promise! with { Outcome = PromiseOutcome.PartlyKept, Lapsed = true },
        PromiseBroken => promise! with { Outcome = PromiseOutcome.Broken, Lapsed = true },
        PromiseFoundKept => promise! with { Outcome = PromiseOutcome.FoundKept },
        PromiseCuredLate => promise! with { Outcome = PromiseOutcome.CuredLate },
        PromiseUnkept e => promise! with { Outcome = e.Outcome, Lapsed = promise.Lapsed || e.Outcome is not (PromiseOutcome.Open or PromiseOutcome.Superseded) },
        PromiseSuperseded => promise! with { Outcome = PromiseOutcome.Superseded },
        PromiseCancelled => promise! with { Outcome = PromiseOutcome.Cancelled },
        _ => promise,
    };
}

/// <summary>A confirmed payment that counts towards a promise.</summary>
public sealed record CountedPayment(PaymentId PaymentId, Money Amount, DateOnly ValueDate);
