using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.Customers;
using Crm.Domain.TelecomSales.Plans;
using Crm.Domain.TelecomSales.PortedNumbers;

namespace Crm.Domain.TelecomSales.Sales;

/// <summary>Correct a returned sale and hand it in again. The whole form is stated; what differs is kept with the values of before.</summary>
public sealed record ResubmitSale(
    SaleForm Form, CustomerId CustomerId, Guid? PortedNumberId, BaseMatch Base, string? Comment, UserId By, SaleGround Ground);

public static class ResubmitSaleHandler
{
    /// <param name="plan">The plan that is stated, whether it is another one or not.</param>
    public static Decision Handle(ResubmitSale command, Sale sale, Plan plan, PortedNumber? ported, Customer? customer)
    {
        var ground = command.Ground;
        var (terms, details, wrong) = command.Form.Read(ground);
        if (sale.State is SaleState.PendingReview && sale.WasJust<SaleResubmitted>(command.By) && (terms, details, plan.Id) == (sale.Terms, sale.Details, sale.Plan.PlanId))
            return Decision.AlreadySo;
        if (sale.RefuseUnlessIn(SaleState.Returned) is { } state) return Decision.Refuse(state);
        if (sale.RefuseUnlessAgent(command.By) is { } another) return Decision.Refuse(another);
        if (wrong is not null) return Decision.Refuse(wrong);

        // The plan as it was sold stays, also when it is not sold any more; another one is sold as it is today.
        var isOther = plan.Id != sale.Plan.PlanId;
        if (isOther && SubmitSaleHandler.RefusePlan(plan, sale.Work.CampaignId, sale.Facts.Kind, ground.Now.Date) is { } refused) return Decision.Refuse(refused);
        if (SalesRefusals.RefuseComment(command.Comment) is { } comment) return Decision.Refuse(comment);
        if (command.PortedNumberId != sale.PortedNumberId && SubmitSaleHandler.RefuseNumber(ported, sale.Id) is { } taken) return Decision.Refuse(taken);

        var decision = Decision.Append(Event(command, sale, terms!, details!, isOther ? plan.SnapshotOn(ground.Now.Date) : sale.Plan));
        if (command.PortedNumberId != sale.PortedNumberId)
        {
            if (sale.PortedNumberId is { } old) decision = decision.And<PortedNumber>(old, new PortedNumberReleased(old, sale.Id));
            if (command.PortedNumberId is { } number) decision = decision.And<PortedNumber>(number, new PortedNumberTaken(number, sale.Id));
        }

        return customer is null
            ? decision.And<Customer>(command.CustomerId.Value, SubmitSaleHandler.Registered(command.CustomerId, terms!, sale.Work.CampaignId, sale.Id, ground.Now))
            : decision;
    }

    private static SaleResubmitted Event(ResubmitSale command, Sale sale, SaleTerms terms, SaleDetails details, PlanSnapshot plan)
    {
        var changed = Changed(sale, terms, details, plan);
        var (old, ground) = (sale.Details, command.Ground);
        string? Before(SaleField field, string? value) => changed.Contains(field) ? value : null;
        return new(
            sale.Id, command.CustomerId, sale.CustomerId,
            sale.Facts with { PlanId = plan.PlanId, PlanCode = plan.Code, Segment = plan.Terms.Segment, InBase = command.Base.InBase }, changed,
            plan, sale.Plan, terms, sale.Terms, ground.Definition.Steps, ground.PolicyVersion, command.Base,
            details.DocumentNumber, details.FullName, details.LegalizationPhone, details.NumberToPort, details.PortingPin, details.InstallationAddress, details.Note,
            Before(SaleField.DocumentNumber, old.DocumentNumber), Before(SaleField.FullName, old.FullName), Before(SaleField.LegalizationPhone, old.LegalizationPhone),
            Before(SaleField.NumberToPort, old.NumberToPort), Before(SaleField.PortingPin, old.PortingPin), Before(SaleField.InstallationAddress, old.InstallationAddress),
            Before(SaleField.Note, old.Note), SalesRefusals.Text(command.Comment), command.PortedNumberId, command.By, ground.Now);
    }

    private static IReadOnlyList<SaleField> Changed(Sale sale, SaleTerms terms, SaleDetails details, PlanSnapshot plan)
    {
        var (oldTerms, old) = (sale.Terms, sale.Details);
        return
        [
            .. new (SaleField Field, bool Differs)[]
            {
                (SaleField.DocumentType, terms.DocumentType != oldTerms.DocumentType), (SaleField.DocumentNumber, details.DocumentNumber != old.DocumentNumber),
                (SaleField.DocumentIssuedOn, terms.DocumentIssuedOn != oldTerms.DocumentIssuedOn), (SaleField.FullName, details.FullName != old.FullName),
                (SaleField.LegalizationPhone, details.LegalizationPhone != old.LegalizationPhone), (SaleField.Plan, plan.PlanId != sale.Plan.PlanId),
                (SaleField.LeadSource, terms.LeadSource != oldTerms.LeadSource), (SaleField.NumberToPort, details.NumberToPort != old.NumberToPort),
                (SaleField.PortingPin, details.PortingPin != old.PortingPin), (SaleField.DeliverOn, terms.DeliverOn != oldTerms.DeliverOn),
                (SaleField.PortingWindowOn, terms.PortingWindowOn != oldTerms.PortingWindowOn), (SaleField.InstallOn, terms.InstallOn != oldTerms.InstallOn),
                (SaleField.InstallationAddress, details.InstallationAddress != old.InstallationAddress), (SaleField.PreviousCharge, terms.PreviousCharge != oldTerms.PreviousCharge),
                (SaleField.Note, details.Note != old.Note),
            }.Where(field => field.Differs).Select(field => field.Field),
        ];
    }
}
