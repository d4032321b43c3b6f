using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.Customers;
using Crm.Domain.TelecomSales.Plans;
using Crm.Domain.TelecomSales.PortedNumbers;

namespace Crm.Domain.TelecomSales.Sales;

/// <summary>Hand in a sale for review.</summary>
/// <param name="SaleId">Made by the caller; hearing the command again with it hands in nothing.</param>
/// <param name="Number">The next of its kind.</param>
/// <param name="CustomerId">Derived from the document.</param>
/// <param name="PortedNumberId">Derived from the number to port; <c>null</c>: none is stated.</param>
/// <param name="Base">What the look-up in the lead bases found.</param>
public sealed record SubmitSale(
    SaleId SaleId, string Number, Work Work, SaleForm Form, CustomerId CustomerId, Guid? PortedNumberId, BaseMatch Base, CallbackId? CallbackId, SaleGround Ground);

public static class SubmitSaleHandler
{
    /// <param name="sale">The stream of the new id: <c>null</c> unless the command was heard before.</param>
    /// <param name="ported">The reservation of the number to port; <c>null</c>: nobody ever took it.</param>
    public static Decision Handle(SubmitSale command, Sale? sale, Plan plan, PortedNumber? ported, Customer? customer)
    {
        if (sale is not null) return Decision.AlreadySo;

        var ground = command.Ground;
        if (RefusePlan(plan, command.Work.CampaignId, ground.Definition.Kind, ground.Now.Date) is { } refused) return Decision.Refuse(refused);

        var (terms, details, wrong) = command.Form.Read(ground);
        if (wrong is not null) return Decision.Refuse(wrong);
        if (RefuseNumber(ported, command.SaleId) is { } taken) return Decision.Refuse(taken);

        var sold = plan.SnapshotOn(ground.Now.Date);
        var facts = new SaleFacts(command.Number, ground.Definition.Kind, command.Work, plan.Id, plan.Code, sold.Terms.Segment, command.Base.InBase);
        var decision = Decision.Append(new SaleSubmitted(
            command.SaleId, command.CustomerId, facts, sold, terms!, ground.Definition.Steps, ground.PolicyVersion, command.Base,
            details!.DocumentNumber, details.FullName, details.LegalizationPhone, details.NumberToPort, details.PortingPin, details.InstallationAddress, details.Note,
            command.PortedNumberId, command.CallbackId, ground.Now));
        if (command.PortedNumberId is { } number) decision = decision.And<PortedNumber>(number, new PortedNumberTaken(number, command.SaleId));
        return customer is null ? decision.And<Customer>(command.CustomerId.Value, Registered(command.CustomerId, terms!, command.Work.CampaignId, command.SaleId, ground.Now)) : decision;
    }

    internal static Refusal? RefusePlan(Plan plan, CampaignId campaign, SaleKind kind, DateOnly today) =>
        plan.CampaignId != campaign ? SalesRefusals.Of("telecom-sales.plan-unknown", "The campaign has no such plan.", ["planId"])
        : plan.Kind != kind ? SalesRefusals.Of("telecom-sales.plan-of-another-kind", $"{plan.Code} is sold as {plan.Kind}.", ["planId"], ("code", plan.Code), ("kind", plan.Kind))
        : !plan.IsSoldOn(today) ? SalesRefusals.Of("telecom-sales.plan-not-on-sale", $"{plan.Code} is not sold on {today:yyyy-MM-dd}.", ["planId"], ("code", plan.Code), ("today", today))
        : null;

    internal static Refusal? RefuseNumber(PortedNumber? ported, SaleId sale) => ported?.HeldBy is { } holder && holder != sale
        ? SalesRefusals.Of("telecom-sales.number-being-ported", "Another open sale ports this number.", ["numberToPort"], ("saleId", holder))
        : null;

    internal static CustomerRegistered Registered(CustomerId customer, SaleTerms terms, CampaignId campaign, SaleId sale, BusinessMoment now) =>
        new(customer, terms.Country, terms.DocumentType, campaign, sale, now);
}
