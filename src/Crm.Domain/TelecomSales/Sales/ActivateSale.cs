using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Sales;

/// <summary>The operator says that the service runs.</summary>
/// <param name="By"><c>null</c>: an operator's file.</param>
public sealed record ActivateSale(DateOnly ActivatedOn, UserId? By, BusinessMoment Now);

public static class ActivateSaleHandler
{
    public static Decision Handle(ActivateSale command, Sale sale)
    {
        if (sale.State is SaleState.Activated && sale.ActivatedOn == command.ActivatedOn) return Decision.AlreadySo;
        if (sale.RefuseUnlessIn(SaleState.OrderEntered, SaleState.Delivered) is { } state) return Decision.Refuse(state);
        if (Tracking.RefuseDate(sale, command.ActivatedOn, command.Now, "activatedOn") is { } date) return Decision.Refuse(date);

        return Decision.Append(new SaleActivated(
            sale.Id, sale.CustomerId, sale.Facts, sale.Plan, sale.State, command.ActivatedOn, command.ActivatedOn.AddDays(sale.Plan.Terms.ClawbackDays), command.By, command.Now))
            .Ending(sale);
    }
}

/// <summary>The operator does not take the order.</summary>
public sealed record RejectByOperator(OperatorRejection Reason, string? Comment, UserId? By, BusinessMoment Now);

public static class RejectByOperatorHandler
{
    public static Decision Handle(RejectByOperator command, Sale sale)
    {
        if (sale.WasJust<SaleRejectedByOperator>(command.By)) return Decision.AlreadySo;
        if (sale.RefuseUnlessIn(SaleState.OrderEntered, SaleState.Delivered, SaleState.DeliveryFailed) is { } state) return Decision.Refuse(state);
        if (!Enum.IsDefined(command.Reason)) return Decision.Refuse(SalesRefusals.Of("telecom-sales.operator-rejection-unknown", "There is no such reason.", ["reason"]));
        if (SalesRefusals.RefuseUnexplained(command.Reason is OperatorRejection.Other, command.Comment) is { } comment) return Decision.Refuse(comment);

        return Decision.Append(new SaleRejectedByOperator(
            sale.Id, sale.CustomerId, sale.Facts, sale.State, command.Reason, SalesRefusals.Text(command.Comment), command.By, command.Now));
    }
}

/// <summary>The operator takes an activated sale back.</summary>
/// <param name="ChargedBackOn">The date the operator names: from the activation to the last clawback day, at the campaign's wall clock.</param>
public sealed record ChargeBackSale(DateOnly ChargedBackOn, ChargebackReason Reason, string? Comment, UserId? By, BusinessMoment Now);

public static class ChargeBackSaleHandler
{
    public static Decision Handle(ChargeBackSale command, Sale sale)
    {
        if (sale.WasJust<SaleChargedBack>(command.By)) return Decision.AlreadySo;
        if (sale.RefuseUnlessIn(SaleState.Activated) is { } state) return Decision.Refuse(state);

        var (activated, last, today) = (sale.ActivatedOn!.Value, sale.ClawbackUntil!.Value, command.Now.Date);
        if (command.ChargedBackOn < activated || command.ChargedBackOn > today)
        {
            return Decision.Refuse(SalesRefusals.Of("telecom-sales.date-not-between", $"The date is from {activated:yyyy-MM-dd} to today, {today:yyyy-MM-dd}.", ["chargedBackOn"],
                ("field", "chargedBackOn"), ("first", activated), ("today", today)));
        }

        if (command.ChargedBackOn > last)
            return Decision.Refuse(SalesRefusals.Of("telecom-sales.clawback-over", $"It could be charged back until {last:yyyy-MM-dd}.", ["chargedBackOn"], ("last", last)));
        if (!Enum.IsDefined(command.Reason)) return Decision.Refuse(SalesRefusals.Of("telecom-sales.chargeback-reason-unknown", "There is no such reason.", ["reason"]));
        if (SalesRefusals.RefuseUnexplained(command.Reason is ChargebackReason.Other, command.Comment) is { } comment) return Decision.Refuse(comment);

        return Decision.Append(new SaleChargedBack(
            sale.Id, sale.CustomerId, sale.Facts, sale.Plan, activated, command.ChargedBackOn, command.Reason, SalesRefusals.Text(command.Comment), command.By, command.Now));
    }
}

internal static class Tracking
{
    /// <summary>What the operator reports happened between the sale and today.</summary>
    public static Refusal? RefuseDate(Sale sale, DateOnly date, BusinessMoment now, string field) => date >= sale.SubmittedOn && date <= now.Date
        ? null
        : SalesRefusals.Of("telecom-sales.date-not-between", $"The date is from {sale.SubmittedOn:yyyy-MM-dd} to today, {now.Date:yyyy-MM-dd}.", [field],
            ("field", field), ("first", sale.SubmittedOn), ("today", now.Date));
}
