using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Sales;

/// <summary>What was ordered is with the customer.</summary>
public sealed record DeliverOrder(DateOnly DeliveredOn, UserId? By, BusinessMoment Now);

public static class DeliverOrderHandler
{
    public static Decision Handle(DeliverOrder command, Sale sale)
    {
        if (sale.State is SaleState.Delivered && sale.DeliveredOn == command.DeliveredOn) return Decision.AlreadySo;
        if (sale.RefuseUnlessIn(SaleState.OrderEntered) is { } state) return Decision.Refuse(state);
        if (Deliveries.RefuseWithout(sale) is { } without) return Decision.Refuse(without);
        if (Tracking.RefuseDate(sale, command.DeliveredOn, command.Now, "deliveredOn") is { } date) return Decision.Refuse(date);

        return Decision.Append(new OrderDelivered(sale.Id, sale.Facts, command.DeliveredOn, command.By, command.Now));
    }
}

/// <summary>It could not be brought to the customer.</summary>
public sealed record ReportDeliveryFailed(DeliveryFailure Reason, string? Comment, UserId? By, BusinessMoment Now);

public static class ReportDeliveryFailedHandler
{
    public static Decision Handle(ReportDeliveryFailed command, Sale sale)
    {
        if (sale.WasJust<OrderDeliveryFailed>(command.By)) return Decision.AlreadySo;
        if (sale.RefuseUnlessIn(SaleState.OrderEntered) is { } state) return Decision.Refuse(state);
        if (Deliveries.RefuseWithout(sale) is { } without) return Decision.Refuse(without);
        if (!Enum.IsDefined(command.Reason)) return Decision.Refuse(SalesRefusals.Of("telecom-sales.delivery-failure-unknown", "There is no such reason.", ["reason"]));
        if (SalesRefusals.RefuseUnexplained(command.Reason is DeliveryFailure.Other, command.Comment) is { } comment) return Decision.Refuse(comment);

        return Decision.Append(new OrderDeliveryFailed(
            sale.Id, sale.CustomerId, sale.Facts, command.Reason, sale.FailedDeliveries + 1, SalesRefusals.Text(command.Comment), command.By, command.Now));
    }
}

/// <summary>It is brought again.</summary>
/// <param name="DeliverOn">The new date; left out, as soon as it can be.</param>
public sealed record RetryDelivery(DateOnly? DeliverOn, UserId By, BusinessMoment Now);

public static class RetryDeliveryHandler
{
    public static Decision Handle(RetryDelivery command, Sale sale)
    {
        if (sale.WasJust<OrderDeliveryRetried>(command.By)) return Decision.AlreadySo;
        if (sale.RefuseUnlessIn(SaleState.DeliveryFailed) is { } state) return Decision.Refuse(state);
        var today = command.Now.Date;
        if (command.DeliverOn < today || command.DeliverOn > today.AddDays(SaleForm.MaxDaysAhead))
        {
            return Decision.Refuse(SalesRefusals.Of("telecom-sales.date-out-of-range", $"deliverOn is from today, {today:yyyy-MM-dd}, to {SaleForm.MaxDaysAhead} days ahead.", ["deliverOn"],
                ("field", "deliverOn"), ("today", today), ("most", SaleForm.MaxDaysAhead)));
        }

        return Decision.Append(new OrderDeliveryRetried(sale.Id, sale.Facts, command.DeliverOn, command.By, command.Now));
    }
}

internal static class Deliveries
{
    public static Refusal? RefuseWithout(Sale sale) =>
        sale.Steps.Delivery ? null : SalesRefusals.Of("telecom-sales.no-delivery", "Nothing is brought to the customer in this kind of sale.", []);
}
