using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Promises;

/// <summary>What a promise comes to by what was paid and whether its last day has passed, and the events that say so.</summary>
internal static class PromiseAssessment
{
    /// <summary>The outcome by the figures alone, whatever the order in which the payments were confirmed.</summary>
    public static PromiseOutcome Assess(PromiseToPay promise, bool lapsed) =>
        promise.PaidInTime >= promise.KeptFrom ? promise.Lapsed ? PromiseOutcome.FoundKept : PromiseOutcome.Kept
        : !lapsed ? PromiseOutcome.Open
        : promise.PaidInAll >= promise.KeptFrom ? PromiseOutcome.CuredLate
        : promise.PaidInTime.IsPositive ? PromiseOutcome.PartlyKept
        : PromiseOutcome.Broken;

    public static bool IsGood(this PromiseOutcome outcome) => outcome is PromiseOutcome.Kept or PromiseOutcome.FoundKept or PromiseOutcome.CuredLate;

    /// <summary>The event that states an outcome which payments or the calendar bring about.</summary>
    public static IEvent Became(PromiseToPay p, PromiseOutcome outcome, BusinessMoment now) => outcome switch
    {
        PromiseOutcome.Kept => new PromiseKept(p.Id, p.AccountId, p.DebtorId, p.PortfolioId, p.Work, p.Amount, p.PaidInTime, p.DueOn, p.KeptOn!.Value, now),
        PromiseOutcome.FoundKept => new PromiseFoundKept(p.Id, p.AccountId, p.DebtorId, p.PortfolioId, p.Work, p.Amount, p.PaidInTime, p.DueOn, now),
        PromiseOutcome.CuredLate => new PromiseCuredLate(p.Id, p.AccountId, p.DebtorId, p.PortfolioId, p.Work, p.Amount, p.PaidInAll, p.DueOn, now),
        PromiseOutcome.PartlyKept => new PromisePartlyKept(p.Id, p.AccountId, p.DebtorId, p.PortfolioId, p.Work, p.Amount, p.PaidInTime, p.Shortfall, p.DueOn, now),
        PromiseOutcome.Broken => new PromiseBroken(p.Id, p.AccountId, p.DebtorId, p.PortfolioId, p.Work, p.Amount, p.Shortfall, p.DueOn, now),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not an outcome that payments or the calendar bring about."),
    };
}
