using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.OrderNumbers;

namespace Crm.Domain.TelecomSales.Sales;

/// <summary>The order stands in the operator's system.</summary>
/// <param name="Number">The operator's reference.</param>
/// <param name="NumberId">Derived from operator and reference.</param>
public sealed record KeyOrder(string Number, Guid NumberId, UserId By, BusinessMoment Now);

public static class KeyOrderHandler
{
    /// <param name="order">The reservation of the number; <c>null</c>: nobody ever took it.</param>
    public static Decision Handle(KeyOrder command, Sale sale, OrderNumber? order)
    {
        if (Orders.Read(command.Number) is not { } number) return Decision.Refuse(Orders.Malformed);
        if (sale.WasJust<OrderKeyed>(command.By) && sale.OrderNumber == number) return Decision.AlreadySo;
        if (sale.RefuseUnlessIn(SaleState.Approved) is { } state) return Decision.Refuse(state);
        if (sale.Steps.VerificationCall && !sale.Confirmed) return Decision.Refuse(SalesRefusals.Of("telecom-sales.not-confirmed", "The customer has to confirm first.", []));
        if (Orders.RefuseTaken(order, sale.Id) is { } taken) return Decision.Refuse(taken);

        return Decision.Append(new OrderKeyed(sale.Id, sale.Facts, number, command.NumberId, command.By, command.Now)).Taking(command.NumberId, order, sale.Id);
    }
}

/// <summary>What the operator did not take is mended and keyed anew.</summary>
public sealed record RekeyOrder(string Number, Guid NumberId, string? Comment, UserId By, BusinessMoment Now);

public static class RekeyOrderHandler
{
    public static Decision Handle(RekeyOrder command, Sale sale, OrderNumber? order)
    {
        if (Orders.Read(command.Number) is not { } number) return Decision.Refuse(Orders.Malformed);
        if (sale.WasJust<OrderRekeyed>(command.By) && sale.OrderNumber == number) return Decision.AlreadySo;
        if (sale.RefuseUnlessIn(SaleState.OperatorRejected) is { } state) return Decision.Refuse(state);
        if (Orders.RefuseTaken(order, sale.Id) is { } taken) return Decision.Refuse(taken);
        if (SalesRefusals.RefuseComment(command.Comment) is { } comment) return Decision.Refuse(comment);

        // The number the operator turned down stays this sale's.
        return Decision.Append(new OrderRekeyed(
            sale.Id, sale.CustomerId, sale.Facts, sale.OrderNumber!, number, command.NumberId, SalesRefusals.Text(command.Comment), command.By, command.Now))
            .Taking(command.NumberId, order, sale.Id);
    }
}

/// <summary>The order number was mistyped. The wrong one may belong to another sale: it is set free.</summary>
public sealed record CorrectOrderNumber(string Number, Guid NumberId, UserId By, BusinessMoment Now);

public static class CorrectOrderNumberHandler
{
    public static Decision Handle(CorrectOrderNumber command, Sale sale, OrderNumber? order)
    {
        if (Orders.Read(command.Number) is not { } number) return Decision.Refuse(Orders.Malformed);
        if (sale.RefuseUnlessIn(SaleState.OrderEntered, SaleState.Delivered, SaleState.DeliveryFailed, SaleState.OperatorRejected) is { } state) return Decision.Refuse(state);
        if (sale.OrderNumberId == command.NumberId) return Decision.AlreadySo;
        if (Orders.RefuseTaken(order, sale.Id) is { } taken) return Decision.Refuse(taken);

        var wrong = sale.OrderNumberId!.Value;
        return Decision.Append(new OrderNumberCorrected(sale.Id, sale.Facts, sale.OrderNumber!, wrong, number, command.NumberId, command.By, command.Now))
            .And<OrderNumber>(wrong, new OrderNumberReleased(wrong, sale.Id))
            .Taking(command.NumberId, order, sale.Id);
    }
}

internal static class Orders
{
    public static Refusal Malformed { get; } =
        SalesRefusals.Of("telecom-sales.order-number-malformed", $"An order number has 3 to {OrderNumber.MaxLength} letters and digits.", ["number"], ("most", OrderNumber.MaxLength));

    public static string? Read(string number) => OrderNumber.Normalize(number) is { IsValid: true } known ? known.Value : null;

    public static Refusal? RefuseTaken(OrderNumber? order, SaleId sale) => order?.HeldBy is { } holder && holder != sale
        ? SalesRefusals.Of("telecom-sales.order-number-taken", "Another sale has this order number.", ["number"], ("saleId", holder))
        : null;

    public static Decision Taking(this Decision decision, Guid id, OrderNumber? order, SaleId sale) =>
        order?.HeldBy == sale ? decision : decision.And<OrderNumber>(id, new OrderNumberTaken(id, sale));
}
