using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Collections;

/// <summary>The open promises: due today and overdue are questions about <c>due_on</c>. Whose account it is now stands in <see cref="AccountsTray"/>.</summary>
public sealed class PromisesTray() : StreamProjection<OpenPromise>(version: 1), ILiveTray<OpenPromise>
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(PromiseMade), typeof(PromiseReminderRaised), typeof(PromisePaymentCounted), typeof(PromisePaymentReversed), typeof(PromiseKept), typeof(PromisePartlyKept),
        typeof(PromiseBroken), typeof(PromiseFoundKept), typeof(PromiseCuredLate), typeof(PromiseUnkept), typeof(PromiseSuperseded), typeof(PromiseCancelled),
    ];

    public override OpenPromise? Evolve(OpenPromise? row, Recorded recorded) => recorded.Data switch
    {
        PromiseMade e => new(
            e.PromiseId, e.AccountId, e.DebtorId, e.PortfolioId, e.Work.CampaignId, e.Work.TeamId, e.Work.AgentId, e.Amount, Money.Zero(e.Amount.Currency),
            e.DueOn, e.LastDayToKeep, e.Origin, e.Moment.At, RemindedOn: null),
        PromiseUnkept { Outcome: PromiseOutcome.Open } e => new(
            e.PromiseId, e.AccountId, e.DebtorId, e.PortfolioId, e.Work.CampaignId, e.Work.TeamId, e.Work.AgentId, e.PaidInTime + e.Shortfall, e.PaidInTime,
            e.DueOn, e.LastDayToKeep ?? e.DueOn, Origin: null, MadeAt: null, RemindedOn: null),
        PromiseReminderRaised e => row is null ? null : row with { RemindedOn = e.On },
        PromisePaymentCounted e => row is null ? null : row with { Paid = e.PaidInTime },
        PromisePaymentReversed e => row is null ? null : row with { Paid = e.PaidInTime },
        _ => null,
    };

    public TrayRoute Route(OpenPromise row) => new(row.CampaignId, row.TeamId, row.AgentId);

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("team_id", "teamId").Text("agent_id", "agentId").Text("account_id", "accountId").Text("due_on", "dueOn")
        .Index(["campaign_id", "due_on", "id"]).Index(["agent_id", "due_on", "id"]).Index(["account_id"]);
}

/// <summary>A promise that may still be kept.</summary>
/// <param name="AgentId">Who took it.</param>
/// <param name="Paid">What counts towards it so far.</param>
/// <param name="Origin"><c>null</c>, as <paramref name="MadeAt"/>, for one that a reversal opened again: its facts say.</param>
public sealed record OpenPromise(
    PromiseId PromiseId, AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, CampaignId CampaignId, TeamId? TeamId, UserId? AgentId,
    Money Amount, Money Paid, DateOnly DueOn, DateOnly LastDayToKeep, PromiseOrigin? Origin, DateTimeOffset? MadeAt, DateOnly? RemindedOn);
