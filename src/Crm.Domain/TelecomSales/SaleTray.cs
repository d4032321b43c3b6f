using Crm.Domain.TelecomSales.Sales;

namespace Crm.Domain.TelecomSales;

/// <summary>The work queues of the room; a sale is in one of them or, when it is over, in none.</summary>
public enum SaleTray { PendingReview, VerificationCalls, OrderEntry, Tracking, Returned, Escalated, OperatorRejections }

/// <summary>Which tray a sale is in: one place decides it for every read model.</summary>
public static class SaleTrays
{
    /// <summary>Not rejected, cancelled, activated or charged back: somebody still has to do something about it.</summary>
    public static bool IsOpen(this SaleState state) => state is not (SaleState.Activated or SaleState.Rejected or SaleState.Cancelled or SaleState.ChargedBack);

    /// <param name="confirmed">Whether the customer confirmed in the verification call.</param>
    /// <returns><c>null</c>: it is over.</returns>
    public static SaleTray? TrayOf(SaleState state, SaleSteps steps, bool confirmed) => state switch
    {
        SaleState.PendingReview => SaleTray.PendingReview,
        SaleState.Returned => SaleTray.Returned,
        SaleState.Escalated => SaleTray.Escalated,
        SaleState.Approved => steps.VerificationCall && !confirmed ? SaleTray.VerificationCalls : SaleTray.OrderEntry,
        SaleState.OrderEntered or SaleState.Delivered or SaleState.DeliveryFailed => SaleTray.Tracking,
        SaleState.OperatorRejected => SaleTray.OperatorRejections,
        _ => null,
    };
}
