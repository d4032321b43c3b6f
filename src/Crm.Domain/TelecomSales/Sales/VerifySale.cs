using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Sales;

/// <summary>In the verification call the customer said yes.</summary>
public sealed record ConfirmSale(UserId By, string? Comment, BusinessMoment Now);

public static class ConfirmSaleHandler
{
    public static Decision Handle(ConfirmSale command, Sale sale)
    {
        if (sale.WasJust<SaleConfirmed>(command.By)) return Decision.AlreadySo;
        if (VerificationCalls.RefuseUnlessAwaited(sale, command.Comment) is { } refusal) return Decision.Refuse(refusal);
        return Decision.Append(new SaleConfirmed(sale.Id, sale.CustomerId, sale.Facts, SalesRefusals.Text(command.Comment), command.By, command.Now));
    }
}

/// <summary>In the verification call the customer said no: the sale is cancelled.</summary>
public sealed record DeclineSale(UserId By, string? Comment, BusinessMoment Now);

public static class DeclineSaleHandler
{
    public static Decision Handle(DeclineSale command, Sale sale)
    {
        if (sale.WasJust<SaleCancelled>(command.By)) return Decision.AlreadySo;
        return VerificationCalls.RefuseUnlessAwaited(sale, command.Comment) is { } refusal
            ? Decision.Refuse(refusal)
            : CancelSaleHandler.Cancelled(sale, CancelReason.CustomerDeclined, command.Comment, command.By, command.Now);
    }
}

internal static class VerificationCalls
{
    public static Refusal? RefuseUnlessAwaited(Sale sale, string? comment) =>
        sale.RefuseUnlessIn(SaleState.Approved)
        ?? (!sale.Steps.VerificationCall ? SalesRefusals.Of("telecom-sales.no-verification-call", "This kind of sale has no verification call.", []) : null)
        ?? (sale.Confirmed ? SalesRefusals.Of("telecom-sales.confirmed-already", "The customer has confirmed.", []) : null)
        ?? SalesRefusals.RefuseComment(comment);
}
