using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections.Kpis;

namespace Crm.Projections.Collections.Kpis;

/// <summary>
/// What happened to promises, on the business date and hour it happened; each with its count and the amount promised. Facts stay: one that was broken
/// and then cured counts as both. What promises due in a period came to is asked from <see cref="PromiseFacts"/>, where each has one outcome.
/// </summary>
public sealed class PromiseCounts() : CounterProjection(version: 1)
{
    public const string Made = "made", Kept = "kept", PartlyKept = "partly_kept", Broken = "broken", FoundKept = "found_kept", CuredLate = "cured_late",
        Unkept = "unkept", Superseded = "superseded", Cancelled = "cancelled", Amount = "_amount", Shortfall = "shortfall_amount";

    public override IReadOnlyCollection<Type> Handles { get; } = PromiseSteps.Types;

    public override IReadOnlyList<string> Dimensions { get; } = ["campaign_id", "team_id", "agent_id", "portfolio_id", "currency", "date", "hour"];

    public override IEnumerable<CounterDelta> Deltas(Recorded recorded)
    {
        if (PromiseSteps.Of(recorded.Data) is not { } step) yield break;

        string[] key =
        [
            Dimension.Of(step.Work.CampaignId), Dimension.Of(step.Work.TeamId), Dimension.Of(step.Work.AgentId), Dimension.Of(step.PortfolioId),
            step.Promised.Currency.Code, Dimension.Of(step.Moment.Date), Dimension.Of(step.Moment.Time),
        ];
        yield return new(step.Measure, 1, key);
        yield return new(step.Measure + Amount, step.Promised.Amount, key);
        if (step.Shortfall is { } shortfall) yield return new(Shortfall, shortfall.Amount, key);
    }
}

/// <summary>The same facts on the date the promise was due, with <c>made</c> as what fell due; for trends. The exact outcome is in <see cref="PromiseFacts"/>.</summary>
public sealed class PromiseDueCounts() : CounterProjection(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } = PromiseSteps.Types;

    public override IReadOnlyList<string> Dimensions { get; } = ["campaign_id", "team_id", "agent_id", "portfolio_id", "currency", "due_on"];

    public override IEnumerable<CounterDelta> Deltas(Recorded recorded)
    {
        if (PromiseSteps.Of(recorded.Data) is not { } step) yield break;

        string[] key =
        [
            Dimension.Of(step.Work.CampaignId), Dimension.Of(step.Work.TeamId), Dimension.Of(step.Work.AgentId), Dimension.Of(step.PortfolioId),
            step.Promised.Currency.Code, Dimension.Of(step.DueOn),
        ];
        yield return new(step.Measure, 1, key);
        yield return new(step.Measure + PromiseCounts.Amount, step.Promised.Amount, key);
    }
}

/// <summary>A step in the life of a promise, whatever its event.</summary>
internal sealed record PromiseStep(string Measure, Work Work, PortfolioId PortfolioId, Money Promised, DateOnly DueOn, BusinessMoment Moment, Money? Shortfall = null);

internal static class PromiseSteps
{
    public static readonly IReadOnlyCollection<Type> Types =
    [
        typeof(PromiseMade), typeof(PromiseKept), typeof(PromisePartlyKept), typeof(PromiseBroken), typeof(PromiseFoundKept), typeof(PromiseCuredLate),
        typeof(PromiseUnkept), typeof(PromiseSuperseded), typeof(PromiseCancelled),
    ];

    public static PromiseStep? Of(object data) => data switch
    {
        PromiseMade e => new(PromiseCounts.Made, e.Work, e.PortfolioId, e.Amount, e.DueOn, e.Moment),
        PromiseKept e => new(PromiseCounts.Kept, e.Work, e.PortfolioId, e.Promised, e.DueOn, e.Moment),
        PromisePartlyKept e => new(PromiseCounts.PartlyKept, e.Work, e.PortfolioId, e.Promised, e.DueOn, e.Moment, e.Shortfall),
        PromiseBroken e => new(PromiseCounts.Broken, e.Work, e.PortfolioId, e.Promised, e.DueOn, e.Moment, e.Shortfall),
        PromiseFoundKept e => new(PromiseCounts.FoundKept, e.Work, e.PortfolioId, e.Promised, e.DueOn, e.Moment),
        PromiseCuredLate e => new(PromiseCounts.CuredLate, e.Work, e.PortfolioId, e.Promised, e.DueOn, e.Moment),
        PromiseUnkept e => new(PromiseCounts.Unkept, e.Work, e.PortfolioId, e.PaidInTime + e.Shortfall, e.DueOn, e.Moment),
        PromiseSuperseded e => new(PromiseCounts.Superseded, e.Work, e.PortfolioId, e.Promised, e.DueOn, e.Moment),
        PromiseCancelled e => new(PromiseCounts.Cancelled, e.Work, e.PortfolioId, e.Promised, e.DueOn, e.Moment),
        _ => null,
    };
}
