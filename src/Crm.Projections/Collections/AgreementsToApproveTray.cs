using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Kernel;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Collections;

/// <summary>Agreements below the campaign's floor that wait for a supervisor.</summary>
public sealed class AgreementsToApproveTray() : StreamProjection<AgreementToApprove>(version: 1), ILiveTray<AgreementToApprove>
{
    public override IReadOnlyCollection<Type> Handles { get; } =
        [typeof(AgreementProposed), typeof(AgreementApproved), typeof(AgreementRejected), typeof(AgreementSigned), typeof(AgreementCancelled)];

    public override AgreementToApprove? Evolve(AgreementToApprove? row, Recorded recorded) => recorded.Data switch
    {
        AgreementProposed e => new(
            e.AgreementId, e.Parties.AccountId, e.Parties.DebtorId, e.Parties.PortfolioId, e.Parties.CampaignId, e.ProposedBy,
            e.Terms.Debt, e.Terms.Agreed, e.Terms.Discount, e.Terms.Floor, e.Terms.Installments.Count, e.Terms.Installments[0].DueOn, e.Moment.At),
        _ => null,
    };

    public TrayRoute Route(AgreementToApprove row) => new(row.CampaignId, null, row.ProposedBy);

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("proposed_by", "proposedBy").Instant("proposed_at", "proposedAt")
        .Index(["campaign_id", "proposed_at", "id"]);
}

/// <param name="Floor">The least amount the policy allows without approval; <paramref name="Agreed"/> is below it.</param>
public sealed record AgreementToApprove(
    AgreementId AgreementId, AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, CampaignId CampaignId, UserId? ProposedBy,
    Money Debt, Money Agreed, Money Discount, Money Floor, int Installments, DateOnly FirstDueOn, DateTimeOffset ProposedAt);
