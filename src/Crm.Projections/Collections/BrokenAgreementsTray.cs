using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Kernel;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Collections;

/// <summary>The accounts whose agreement is broken, until it is reinstated, cancelled or replaced. One row per account.</summary>
public sealed class BrokenAgreementsTray() : DocumentProjection<Guid, BrokenAgreement>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(AgreementBroken), typeof(AgreementReinstated), typeof(AgreementCompleted), typeof(AgreementCancelled), typeof(AgreementSigned),
        typeof(PaymentApplied), typeof(PaymentUnapplied), typeof(AccountWrittenOff), typeof(AccountWithdrawn),
    ];

    public override IEnumerable<Guid> Keys(Recorded recorded) => recorded.Data switch
    {
        AgreementBroken e => [e.Parties.AccountId.Value],
        AgreementReinstated e => [e.Parties.AccountId.Value],
        AgreementCompleted e => [e.Parties.AccountId.Value],
        AgreementCancelled e => [e.Parties.AccountId.Value],
        AgreementSigned e => [e.Parties.AccountId.Value],
        _ => [recorded.StreamId],
    };

    public override BrokenAgreement? Evolve(Guid key, BrokenAgreement? row, Recorded recorded) => recorded.Data switch
    {
        AgreementBroken e => new(
            e.Parties.AccountId, e.Parties.DebtorId, e.Parties.PortfolioId, e.Parties.CampaignId, e.Work.TeamId, e.Work.AgentId, e.AgreementId,
            e.Outstanding, e.Overdue, PaidSince: Money.Zero(e.Outstanding.Currency), e.OverdueSince, e.Moment.At, e.ReinstatableUntil),
        _ when row is null => null,
        PaymentApplied e => row with { PaidSince = row.PaidSince + e.Amount },
        PaymentUnapplied e => row with { PaidSince = row.PaidSince - e.Amount },
        AgreementReinstated e => Without(row, e.AgreementId),
        AgreementCompleted e => Without(row, e.AgreementId),
        AgreementCancelled e => Without(row, e.AgreementId),
        _ => null,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("team_id", "teamId").Text("agent_id", "agentId").Text("overdue_since", "overdueSince")
        .Number("overdue", "overdue.amount").Number("outstanding", "outstanding.amount")
        .Index(["campaign_id", "overdue_since", "id"]).Index(["agent_id", "overdue_since", "id"]);

    private static BrokenAgreement? Without(BrokenAgreement row, AgreementId id) => row.AgreementId == id ? null : row;
}

/// <summary>An agreement on which an installment stayed unpaid beyond its grace.</summary>
/// <param name="AgentId">Who signed it.</param>
/// <param name="Outstanding">What the whole agreement lacked at the break.</param>
/// <param name="Overdue">What of it was past due.</param>
/// <param name="PaidSince">Payments confirmed on the account since, net of reversals.</param>
/// <param name="ReinstatableUntil">Payments valued up to this date may reinstate it; where the campaign does not reinstate, those that were in time.</param>
public sealed record BrokenAgreement(
    AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, CampaignId CampaignId, TeamId? TeamId, UserId? AgentId, AgreementId AgreementId,
    Money Outstanding, Money Overdue, Money PaidSince, DateOnly OverdueSince, DateTimeOffset BrokenAt, DateOnly ReinstatableUntil);
