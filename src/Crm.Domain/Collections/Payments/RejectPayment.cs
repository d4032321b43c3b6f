using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Payments;

/// <summary>The money did not come; nothing moved.</summary>
public sealed record RejectPayment(UserId? RejectedBy, string Reason);

public static class RejectPaymentHandler
{
    public static Decision Handle(RejectPayment command, Payment payment) => payment.Status switch
    {
        PaymentStatus.Rejected => Decision.AlreadySo,
        not PaymentStatus.Registered => Decision.Refuse(
            Refusals.Of("collections.payment-closed", $"The payment was decided: {payment.Status}.", [], ("status", payment.Status))),
        _ when string.IsNullOrWhiteSpace(command.Reason) =>
            Decision.Refuse("collections.reason-missing", "Say why the payment is rejected.", nameof(command.Reason)),
        _ => Decision.Append(new PaymentRejected(payment.Id, payment.AccountId, payment.CampaignId, command.Reason, command.RejectedBy)),
    };
}
