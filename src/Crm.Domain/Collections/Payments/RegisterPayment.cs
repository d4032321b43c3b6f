using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Payments;

/// <summary>Somebody says that money came for an account.</summary>
/// <param name="PaymentId">Derived from provider and reference, so that a payment is registered once for ever.</param>
/// <param name="ValueDate">Business date, in the campaign's zone, on which the money was paid.</param>
/// <param name="RegisteredBy"><c>null</c>: an import or a gateway.</param>
public sealed record RegisterPayment(
    PaymentId PaymentId, string Provider, string Reference, Money Amount, DateOnly ValueDate, PaymentSource Source, UserId? RegisteredBy, BusinessMoment Now);

public static class RegisterPaymentHandler
{
    /// <param name="payment">The stream of the id: <c>null</c> unless provider and reference are known.</param>
    /// <param name="account">The account it is for.</param>
    public static Decision Handle(RegisterPayment command, Payment? payment, DebtAccount account)
    {
        if (payment is not null) return SameAs(payment, command, account);
        if (string.IsNullOrWhiteSpace(command.Provider) || string.IsNullOrWhiteSpace(command.Reference))
            return Decision.Refuse("collections.payment-reference-missing", "A payment is known by provider and reference.", nameof(command.Provider), nameof(command.Reference));
        if (Amounts.Refuse(command.Amount, account.Currency, nameof(command.Amount)) is { } refusal) return Decision.Refuse(refusal);
        if (command.ValueDate > command.Now.Date)
        {
            return Decision.Refuse(Refusals.Of("collections.value-date-in-future", $"{command.ValueDate:yyyy-MM-dd} is after today, {command.Now.Date:yyyy-MM-dd}.",
                [nameof(command.ValueDate)], ("valueDate", command.ValueDate), ("today", command.Now.Date)));
        }

        return Decision.Append(new PaymentRegistered(
            command.PaymentId, account.Id, account.DebtorId, account.PortfolioId, account.CampaignId, command.Provider, command.Reference, command.Amount,
            command.ValueDate, command.Source, command.RegisteredBy, command.Now));
    }

    private static Decision SameAs(Payment payment, RegisterPayment command, DebtAccount account)
    {
        List<(string Field, object Known)> differences = [];
        if (payment.AccountId != account.Id) differences.Add((nameof(payment.AccountId), payment.AccountId));
        if (payment.Amount != command.Amount) differences.Add((nameof(command.Amount), payment.Amount));
        if (payment.ValueDate != command.ValueDate) differences.Add((nameof(command.ValueDate), payment.ValueDate));
        return differences.Count == 0
            ? Decision.AlreadySo
            : Decision.Refuse(Refusals.Of("collections.payment-differs",
                $"{command.Provider} {command.Reference} is known as {payment.Amount} of {payment.ValueDate:yyyy-MM-dd} for account {payment.AccountId}.",
                [.. differences.Select(difference => difference.Field)], [.. differences.Select(difference => (difference.Field, (object?)difference.Known))]));
    }
}
