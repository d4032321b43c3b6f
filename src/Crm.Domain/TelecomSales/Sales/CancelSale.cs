using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Sales;

/// <summary>A supervisor ends an open sale.</summary>
public sealed record CancelSale(UserId By, CancelReason Reason, string? Comment, BusinessMoment Now);

public static class CancelSaleHandler
{
    public static Decision Handle(CancelSale command, Sale sale)
    {
        if (sale.WasJust<SaleCancelled>(command.By)) return Decision.AlreadySo;
        if (!sale.IsOpen) return Decision.Refuse(SalesRefusals.Of("telecom-sales.sale-over", $"The sale is over: {sale.State}.", [], ("state", sale.State)));
        if (!Enum.IsDefined(command.Reason) || command.Reason is CancelReason.Withdrawn or CancelReason.LeftUntouched or CancelReason.CustomerDeclined)
            return Decision.Refuse(SalesRefusals.Of("telecom-sales.cancel-reason-not-for-this", "That is no reason at this step.", ["reason"]));
        return SalesRefusals.RefuseUnexplained(command.Reason is CancelReason.Other, command.Comment) is { } comment
            ? Decision.Refuse(comment)
            : Cancelled(sale, command.Reason, command.Comment, command.By, command.Now);
    }

    internal static Decision Cancelled(Sale sale, CancelReason reason, string? comment, UserId? by, BusinessMoment now) => Decision.Append(new SaleCancelled(
        sale.Id, sale.CustomerId, sale.Facts, sale.Plan, sale.State, reason, SalesRefusals.Text(comment), by, now)).Ending(sale);
}

/// <summary>The agent gives up a returned sale.</summary>
public sealed record WithdrawSale(UserId By, string? Comment, BusinessMoment Now);

public static class WithdrawSaleHandler
{
    public static Decision Handle(WithdrawSale command, Sale sale)
    {
        if (sale.WasJust<SaleCancelled>(command.By)) return Decision.AlreadySo;
        if ((sale.RefuseUnlessIn(SaleState.Returned) ?? sale.RefuseUnlessAgent(command.By) ?? SalesRefusals.RefuseComment(command.Comment)) is { } refusal)
            return Decision.Refuse(refusal);

        return CancelSaleHandler.Cancelled(sale, CancelReason.Withdrawn, command.Comment, command.By, command.Now);
    }
}

/// <summary>The agenda says that nobody touched a returned sale.</summary>
public sealed record CancelUntouchedSale(BusinessMoment Now);

public static class CancelUntouchedSaleHandler
{
    public static Decision Handle(CancelUntouchedSale command, Sale sale)
    {
        if (sale.CancelsAt is not { } at) return Decision.AlreadySo;
        return command.Now.At < at
            ? Decision.Refuse(SalesRefusals.Of("telecom-sales.days-not-over", $"It may be corrected until {at:yyyy-MM-dd HH:mm} UTC.", [], ("until", at)))
            : CancelSaleHandler.Cancelled(sale, CancelReason.LeftUntouched, null, null, command.Now);
    }
}
