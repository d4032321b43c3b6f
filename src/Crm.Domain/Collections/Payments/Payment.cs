using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Payments;

/// <summary>Money that came for an account. Holds only what a decision asks about.</summary>
public sealed record Payment(
    PaymentId Id, AccountId AccountId, DebtorId DebtorId, PortfolioId PortfolioId, CampaignId CampaignId, Money Amount, DateOnly ValueDate, UserId? RegisteredBy)
    : IAggregate<Payment>
{
    public PaymentStatus Status { get; init; } = PaymentStatus.Registered;

    /// <summary>What confirming moved, for taking it back; <c>null</c> until then.</summary>
    public PaymentConfirmed? Moved { get; init; }

    public static Payment? Evolve(Payment? payment, object @event) => @event switch
    {
        PaymentRegistered e => new(e.PaymentId, e.AccountId, e.DebtorId, e.PortfolioId, e.CampaignId, e.Amount, e.ValueDate, e.RegisteredBy),
        PaymentConfirmed e => payment! with { Status = PaymentStatus.Confirmed, Moved = e },
        PaymentRejected => payment! with { Status = PaymentStatus.Rejected },
        PaymentReversed => payment! with { Status = PaymentStatus.Reversed },
        _ => payment,
    };
}

public enum PaymentStatus { Registered, Confirmed, Rejected, Reversed }
