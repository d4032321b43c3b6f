using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Payments;
using Crm.Domain.Kernel;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Collections;

/// <summary>Every payment from what was registered to what became of it.</summary>
public sealed class PaymentFacts() : StreamProjection<PaymentFact>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
        [typeof(PaymentRegistered), typeof(PaymentConfirmed), typeof(PaymentRejected), typeof(PaymentReversed)];

    public override PaymentFact? Evolve(PaymentFact? row, Recorded recorded) => recorded.Data switch
    {
        PaymentRegistered e => new(
            e.PaymentId, e.AccountId, e.DebtorId, e.PortfolioId, e.CampaignId, e.Provider, e.Reference, e.Amount, e.ValueDate, e.Source, e.RegisteredBy,
            e.Moment.At, e.Moment.Date, PaymentState.Registered),
        _ when row is null => null,
        PaymentConfirmed e => row with
        {
            State = PaymentState.Confirmed,
            ConfirmedAt = e.Moment.At,
            ConfirmedOn = e.Moment.Date,
            ConfirmedBy = e.ConfirmedBy,
            AttributedTo = e.AttributedTo,
            PromiseId = e.PromiseId,
            AgreementId = e.AgreementId,
            Allocated = e.Allocated,
            Credit = e.Credit,
        },
        PaymentRejected e => row with { State = PaymentState.Rejected, Reason = e.Reason },
        PaymentReversed e => row with { State = PaymentState.Reversed, ReversedAt = e.Moment.At, ReversedOn = e.Moment.Date, Reason = e.Reason },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("portfolio_id", "portfolioId").Text("account_id", "accountId").Text("debtor_id", "debtorId")
        .Text("state", "state").Text("value_date", "valueDate").Text("confirmed_on", "confirmedOn").Text("agent_id", "attributedTo.agentId")
        .Number("amount", "amount.amount").Text("currency", "amount.currency").Text("provider", "provider").Text("reference", "reference")
        .Index(["campaign_id", "value_date", "id"]).Index(["account_id", "value_date", "id"]).Index(["debtor_id"]).Index(["reference"]);
}

/// <summary>A payment as it stands now.</summary>
/// <param name="RegisteredOn">Date at the campaign's wall clock.</param>
public sealed record PaymentFact(
    PaymentId PaymentId, AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, CampaignId CampaignId, string Provider, string Reference,
    Money Amount, DateOnly ValueDate, PaymentSource Source, UserId? RegisteredBy, DateTimeOffset RegisteredAt, DateOnly RegisteredOn, PaymentState State)
{
    public DateTimeOffset? ConfirmedAt { get; init; }
    public DateOnly? ConfirmedOn { get; init; }
    public UserId? ConfirmedBy { get; init; }

    /// <summary>The agent who earned it; <c>null</c>: nobody.</summary>
    public Work? AttributedTo { get; init; }
    public PromiseId? PromiseId { get; init; }
    public AgreementId? AgreementId { get; init; }

    /// <summary>What of it went to which component of the balance.</summary>
    public Balance? Allocated { get; init; }

    /// <summary>What was paid beyond the balance.</summary>
    public Money? Credit { get; init; }
    public DateTimeOffset? ReversedAt { get; init; }
    public DateOnly? ReversedOn { get; init; }

    /// <summary>Why it was rejected or reversed.</summary>
    public string? Reason { get; init; }
}

public enum PaymentState { Registered, Confirmed, Rejected, Reversed }
