using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Collections;

/// <summary>The movements of every account's balance, one row each, in the order they were booked, with the balance after each.</summary>
public sealed class AccountLedger() : DocumentProjection<Guid, AccountMovement>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(AccountPlaced), typeof(BalanceAdjusted), typeof(BalanceCharged), typeof(PaymentApplied), typeof(PaymentUnapplied), typeof(DiscountGranted),
        typeof(DiscountWithdrawn), typeof(AccountWrittenOff), typeof(AccountWithdrawn),
    ];

    public override IEnumerable<Guid> Keys(Recorded recorded) => [recorded.EventId];

    public override AccountMovement? Evolve(Guid key, AccountMovement? row, Recorded recorded) => recorded.Data switch
    {
        AccountPlaced e => Of(recorded, MovementKind.Placed, e.Balance.Total(), e.Balance, e.CutOffDate, e.Moment, e.ImportId?.Value, reason: null),
        BalanceAdjusted e => Of(recorded, MovementKind.Adjusted, Movements.Of(e), e.BalanceAfter, e.CutOffDate, e.Moment, e.ImportId?.Value, e.Reason),
        BalanceCharged e => Of(recorded, MovementKind.Charged, e.Amount, e.BalanceAfter, e.Moment.Date, e.Moment, e.ChargeId, e.Reason),
        PaymentApplied e => Of(recorded, MovementKind.Paid, -e.Allocated.Total(), e.BalanceAfter, e.ValueDate, e.Moment, e.PaymentId.Value, reason: null),
        PaymentUnapplied e => Of(recorded, MovementKind.Reversed, e.Allocated.Total(), e.BalanceAfter, e.ValueDate, e.Moment, e.PaymentId.Value, reason: null),
        DiscountGranted e => Of(recorded, MovementKind.Discounted, -e.Allocated.Total(), e.BalanceAfter, e.Moment.Date, e.Moment, e.AgreementId.Value, reason: null),
        DiscountWithdrawn e => Of(recorded, MovementKind.DiscountWithdrawn, e.Allocated.Total(), e.BalanceAfter, e.Moment.Date, e.Moment, e.AgreementId.Value, reason: null),
        AccountWrittenOff e => Of(recorded, MovementKind.WrittenOff, -e.Amount, Balance.Zero(e.Amount.Currency), e.Moment.Date, e.Moment, cause: null, e.Reason),
        AccountWithdrawn e => Of(recorded, MovementKind.Withdrawn, -e.Outstanding, Balance.Zero(e.Outstanding.Currency), e.Moment.Date, e.Moment, e.ImportId?.Value, e.Reason),
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("account_id", "accountId").Number("position", "position").Text("kind", "kind").Text("booked_on", "bookedOn")
        .Index(["account_id", "position"]);

    private static AccountMovement Of(
        Recorded recorded, MovementKind kind, Money moved, Balance after, DateOnly valueDate, BusinessMoment moment, Guid? cause, string? reason) =>
        new(new AccountId(recorded.StreamId), recorded.Position, kind, moved, after, valueDate, moment.Date, moment.At, cause, reason, recorded.Metadata.ActorId);
}

/// <summary>By how much an event moved a balance.</summary>
public static class Movements
{
    /// <summary>The difference in the file, less what could not be taken off because the debtor had paid more: that became credit.</summary>
    public static Money Of(BalanceAdjusted e) =>
        e.NewBalance.Total() - e.OldBalance.Total() + (e.Credit ?? Money.Zero(e.BalanceAfter.Currency));
}

/// <summary>A movement of a balance.</summary>
/// <param name="Position">Its place in the order of all events; the account's page is sorted by it.</param>
/// <param name="Moved">Positive: more is owed.</param>
/// <param name="ValueDate">The business date it counts from.</param>
/// <param name="BookedOn">The business date it was booked.</param>
/// <param name="CauseId">The payment, agreement, charge or import behind it.</param>
public sealed record AccountMovement(
    AccountId AccountId, long Position, MovementKind Kind, Money Moved, Balance After, DateOnly ValueDate, DateOnly BookedOn, DateTimeOffset BookedAt, Guid? CauseId,
    string? Reason, Guid? ActorId)
{
    public Money BalanceAfter => After.Total();
}

public enum MovementKind { Placed, Adjusted, Charged, Paid, Reversed, Discounted, DiscountWithdrawn, WrittenOff, Withdrawn }
