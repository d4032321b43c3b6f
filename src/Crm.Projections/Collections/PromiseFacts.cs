using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Collections;

/// <summary>Every promise with what became of it, for figures by due date that must be exact, for exports and for a person's file.</summary>
public sealed class PromiseFacts() : StreamProjection<PromiseFact>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(PromiseMade), typeof(PromisePaymentCounted), typeof(PromisePaymentReversed), typeof(PromiseKept), typeof(PromisePartlyKept), typeof(PromiseBroken),
        typeof(PromiseFoundKept), typeof(PromiseCuredLate), typeof(PromiseUnkept), typeof(PromiseSuperseded), typeof(PromiseCancelled),
    ];

    public override PromiseFact? Evolve(PromiseFact? row, Recorded recorded) => recorded.Data switch
    {
        PromiseMade e => PromiseFact.Made(e),
        _ when row is null => null,
        PromisePaymentCounted e => row with { PaidInTime = e.PaidInTime, PaidInAll = e.PaidInAll },
        PromisePaymentReversed e => row with { PaidInTime = e.PaidInTime, PaidInAll = e.PaidInAll },
        PromiseKept e => row with { Outcome = PromiseOutcome.Kept, OutcomeAt = e.Moment.At, OutcomeOn = e.KeptOn, PaidInTime = e.PaidInTime },
        PromisePartlyKept e => row with
        {
            Outcome = PromiseOutcome.PartlyKept,
            OutcomeAt = e.Moment.At,
            OutcomeOn = e.Moment.Date,
            PaidInTime = e.PaidInTime,
            UnmetOn = e.Moment.Date,
        },
        PromiseBroken e => row with { Outcome = PromiseOutcome.Broken, OutcomeAt = e.Moment.At, OutcomeOn = e.Moment.Date, UnmetOn = e.Moment.Date },
        PromiseFoundKept e => row with { Outcome = PromiseOutcome.FoundKept, OutcomeAt = e.Moment.At, OutcomeOn = e.Moment.Date, PaidInTime = e.PaidInTime },
        PromiseCuredLate e => row with { Outcome = PromiseOutcome.CuredLate, OutcomeAt = e.Moment.At, OutcomeOn = e.Moment.Date, PaidInAll = e.PaidInAll },
        PromiseUnkept e => row with
        {
            Outcome = e.Outcome,
            OutcomeAt = e.Moment.At,
            OutcomeOn = e.Outcome is PromiseOutcome.Open ? null : e.Moment.Date,
            PaidInTime = e.PaidInTime,
            UnmetOn = e.Outcome is PromiseOutcome.Open ? row.UnmetOn : row.UnmetOn ?? e.Moment.Date,
        },
        PromiseSuperseded e => row with { Outcome = PromiseOutcome.Superseded, OutcomeAt = e.Moment.At, OutcomeOn = e.Moment.Date, SupersededBy = e.ByPromiseId },
        PromiseCancelled e => row with { Outcome = PromiseOutcome.Cancelled, OutcomeAt = e.Moment.At, OutcomeOn = e.Moment.Date, CancelReason = e.Reason },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("team_id", "teamId").Text("agent_id", "agentId").Text("portfolio_id", "portfolioId")
        .Text("account_id", "accountId").Text("debtor_id", "debtorId").Text("due_on", "dueOn").Text("made_on", "madeOn").Text("outcome", "outcome")
        .Text("currency", "promised.currency").Number("promised", "promised.amount").Number("kept_amount", "keptAmount").Number("paid_in_time", "paidInTime.amount")
        .Number("paid_in_all", "paidInAll.amount").Text("unmet_on", "unmetOn")
        .Index(["campaign_id", "due_on", "id"]).Index(["agent_id", "due_on", "id"]).Index(["account_id"]).Index(["debtor_id"])
        .Index(["campaign_id", "made_on", "id"]);
}

/// <summary>A promise and its outcome as it stands now.</summary>
/// <param name="AgentId">Who took it; figures are his.</param>
/// <param name="KeptFrom">Promised less the tolerance.</param>
/// <param name="PaidInTime">What counts by value date up to the last day to keep.</param>
/// <param name="PaidInAll">What counts at all.</param>
public sealed record PromiseFact(
    PromiseId PromiseId, AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, CampaignId CampaignId, TeamId? TeamId, UserId? AgentId,
    Money Promised, Money KeptFrom, Money PaidInTime, Money PaidInAll, DateTimeOffset MadeAt, DateOnly MadeOn, string Zone, DateOnly DueOn, DateOnly LastDayToKeep,
    PromiseOrigin Origin, AttemptId? AttemptId, PromiseId? Supersedes, int Supersessions, PromiseOutcome Outcome)
{
    public DateTimeOffset? OutcomeAt { get; init; }

    /// <summary>The business date of the outcome; of a kept promise, the value date that kept it.</summary>
    public DateOnly? OutcomeOn { get; init; }

    /// <summary>When it was first established that it was broken or kept in part; no later payment takes that out of the history.</summary>
    public DateOnly? UnmetOn { get; init; }
    public PromiseId? SupersededBy { get; init; }
    public string? CancelReason { get; init; }

    /// <summary>What counts in the figure by amount: paid in time, and never more than promised.</summary>
    public decimal KeptAmount => Math.Min(PaidInTime.Amount, Promised.Amount);

    public static PromiseFact Made(PromiseMade e) => new(
        e.PromiseId, e.AccountId, e.DebtorId, e.PortfolioId, e.Work.CampaignId, e.Work.TeamId, e.Work.AgentId, e.Amount, e.KeptFrom,
        Money.Zero(e.Amount.Currency), Money.Zero(e.Amount.Currency), e.Moment.At, e.Moment.Date, e.Moment.Zone, e.DueOn, e.LastDayToKeep,
        e.Origin, e.AttemptId, e.Supersedes, e.Supersessions, PromiseOutcome.Open);
}
