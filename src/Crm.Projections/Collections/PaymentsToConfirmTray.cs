using Crm.Domain.Collections.Payments;
using Crm.Domain.Kernel;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Collections;

/// <summary>The payments somebody says were made, until they are confirmed or rejected.</summary>
public sealed class PaymentsToConfirmTray() : StreamProjection<PaymentToConfirm>(version: 1), ILiveTray<PaymentToConfirm>
{
    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(PaymentRegistered), typeof(PaymentConfirmed), typeof(PaymentRejected)];

    public override PaymentToConfirm? Evolve(PaymentToConfirm? row, Recorded recorded) => recorded.Data switch
    {
        PaymentRegistered e => new(
            e.PaymentId, e.AccountId, e.DebtorId, e.PortfolioId, e.CampaignId, e.Provider, e.Reference, e.Amount, e.ValueDate, e.Source, e.RegisteredBy, e.Moment.At),
        _ => null,
    };

    public TrayRoute Route(PaymentToConfirm row) => new(row.CampaignId, null, row.RegisteredBy);

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("account_id", "accountId").Text("registered_by", "registeredBy").Instant("registered_at", "registeredAt")
        .Index(["campaign_id", "registered_at", "id"]);
}

/// <param name="RegisteredBy">Where the campaign asks for two pairs of eyes, somebody else confirms it.</param>
public sealed record PaymentToConfirm(
    PaymentId PaymentId, AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, CampaignId CampaignId, string Provider, string Reference,
    Money Amount, DateOnly ValueDate, PaymentSource Source, UserId? RegisteredBy, DateTimeOffset RegisteredAt);
