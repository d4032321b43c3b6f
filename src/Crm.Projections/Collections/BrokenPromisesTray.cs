using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Collections;

/// <summary>The accounts whose last promise was broken or kept in part, until it is cured or something new is agreed. One row per account.</summary>
public sealed class BrokenPromisesTray() : DocumentProjection<Guid, UnmetPromise>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(PromiseBroken), typeof(PromisePartlyKept), typeof(PromiseFoundKept), typeof(PromiseCuredLate), typeof(PromiseUnkept), typeof(PromiseMade),
        typeof(AgreementSigned), typeof(PaymentApplied), typeof(PaymentUnapplied), typeof(AccountWrittenOff), typeof(AccountWithdrawn),
    ];

    public override IEnumerable<Guid> Keys(Recorded recorded) => recorded.Data switch
    {
        PromiseBroken e => [e.AccountId.Value],
        PromisePartlyKept e => [e.AccountId.Value],
        PromiseFoundKept e => [e.AccountId.Value],
        PromiseCuredLate e => [e.AccountId.Value],
        PromiseUnkept e => [e.AccountId.Value],
        PromiseMade e => [e.AccountId.Value],
        AgreementSigned e => [e.Parties.AccountId.Value],
        _ => [recorded.StreamId],
    };

    public override UnmetPromise? Evolve(Guid key, UnmetPromise? row, Recorded recorded) => recorded.Data switch
    {
        PromiseBroken e => new(
            e.AccountId, e.DebtorId, e.PortfolioId, e.Work.CampaignId, e.Work.TeamId, e.Work.AgentId, e.PromiseId, e.Promised, e.Shortfall,
            PaidSince: Money.Zero(e.Promised.Currency), e.DueOn, Partly: false, e.Moment.At),
        PromisePartlyKept e => new(
            e.AccountId, e.DebtorId, e.PortfolioId, e.Work.CampaignId, e.Work.TeamId, e.Work.AgentId, e.PromiseId, e.Promised, e.Shortfall,
            PaidSince: Money.Zero(e.Promised.Currency), e.DueOn, Partly: true, e.Moment.At),
        PromiseUnkept { Outcome: PromiseOutcome.Broken or PromiseOutcome.PartlyKept } e => new(
            e.AccountId, e.DebtorId, e.PortfolioId, e.Work.CampaignId, e.Work.TeamId, e.Work.AgentId, e.PromiseId, e.PaidInTime + e.Shortfall, e.Shortfall,
            PaidSince: Money.Zero(e.Shortfall.Currency), e.DueOn, Partly: e.Outcome is PromiseOutcome.PartlyKept, e.Moment.At),
        _ when row is null => null,
        PromiseFoundKept e => Without(row, e.PromiseId),
        PromiseCuredLate e => Without(row, e.PromiseId),
        PromiseUnkept e => Without(row, e.PromiseId),
        PaymentApplied e => row with { PaidSince = row.PaidSince + e.Amount },
        PaymentUnapplied e => row with { PaidSince = row.PaidSince - e.Amount },
        _ => null,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("team_id", "teamId").Text("agent_id", "agentId").Text("due_on", "dueOn").Number("shortfall", "shortfall.amount")
        .Boolean("partly", "partly")
        .Index(["campaign_id", "due_on", "id"]).Index(["agent_id", "due_on", "id"]);

    private static UnmetPromise? Without(UnmetPromise row, PromiseId id) => row.PromiseId == id ? null : row;
}

/// <summary>A promise that was not met.</summary>
/// <param name="AgentId">Who took it.</param>
/// <param name="Shortfall">What it lacked when its last day had passed.</param>
/// <param name="PaidSince">Payments confirmed on the account since, net of reversals.</param>
/// <param name="Partly">Something was paid in time, but less than promised.</param>
/// <param name="BrokenAt">When that was established.</param>
public sealed record UnmetPromise(
    AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, CampaignId CampaignId, TeamId? TeamId, UserId? AgentId, PromiseId PromiseId,
    Money Promised, Money Shortfall, Money PaidSince, DateOnly DueOn, bool Partly, DateTimeOffset BrokenAt);
