using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Customers;
using Crm.Domain.TelecomSales.Plans;
using Crm.Domain.TelecomSales.PortedNumbers;
using Crm.Domain.TelecomSales.Sales;
using Crm.Domain.TelecomSales.SalesPolicies;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.TelecomSales;

/// <summary>A portability sold on Monday, 1 June 2026, in Bogotá, and what happens to it.</summary>
internal static class SaleScene
{
    public static readonly PlanId ThePlan = new(Id("b1a0")), AnotherPlan = new(Id("b1a1"));
    public static readonly SaleId TheSale = new(Id("5a1e")), AnotherSale = new(Id("5a1f"));
    public static readonly CustomerId Customer = new(Id("cc01")), OtherCustomer = new(Id("cc02"));
    public static readonly UserId Reviewer = new(Id("a7")), OtherReviewer = new(Id("a8"));
    public static readonly Guid Line = Id("1111"), OtherLine = Id("1112"), Order = Id("0dd1"), OtherOrder = Id("0dd2");
    public static readonly BusinessMoment Monday = At(2026, 6, 1);

    /// <summary>59,900 with 19 per cent of VAT is 50,336.13 without.</summary>
    public static readonly PlanTerms Terms = new("Pospago 40 GB", ["40 GB"], Cop(50_336.13m), new(19), Cop(59_900), 90, "PREMIUM");

    public static readonly PlanPublished Published = new(ThePlan, Known.Campaign, "POS-40", SaleKind.Portability, 1, Terms, Date("2026-05-01"), null, Supervisor, At(2026, 5, 1));
    public static readonly PlanPublished OtherPublished = Published with { PlanId = AnotherPlan, Code = "POS-60", Terms = Terms with { Name = "Pospago 60 GB" } };
    public static readonly Plan Plan = Folded.Of<Plan>(Published)!, OtherPlan = Folded.Of<Plan>(OtherPublished)!;

    public static readonly SaleForm Form = new(
        "CC", "1.020.304.050", "  María   Ríos ", "300 123 4567", Date("2015-03-02"), "DATABASE", "300 987 6543", "04512", Date("2026-06-02"), Date("2026-06-04"));

    public static SaleGround Ground(BusinessMoment? now = null, SaleKind kind = SaleKind.Portability, SalesPolicy? policy = null) => new(
        "CO", Currency.Cop, BusinessCalendar.Colombia, policy ?? SalesPolicy.Default, 1, (policy ?? SalesPolicy.Default).Kind(kind)!, now ?? Monday);

    public static readonly PlanSnapshot Sold = Plan.SnapshotOn(Monday.Date);
    public static readonly SaleFacts Facts = new("POR-2026-0000001", SaleKind.Portability, Known.Work, ThePlan, "POS-40", "PREMIUM", InBase: false);
    public static readonly SaleTerms SoldTerms = new("CO", "CC", Date("2015-03-02"), "DATABASE", Date("2026-06-02"), Date("2026-06-04"), null, null);

    public static readonly SaleSubmitted Submitted = new(
        TheSale, Customer, Facts, Sold, SoldTerms, new(VerificationCall: true, Delivery: true), 1, BaseMatch.Outside, "1020304050", "María Ríos", "+573001234567", "+573009876543",
        "04512", null, null, Line, null, Monday);

    public static readonly SaleClaimed Claimed = new(TheSale, Facts, Reviewer, Monday.At.AddMinutes(30), Monday);
    public static readonly SaleApproved Approved = new(TheSale, Customer, Facts, Sold, Reviewer, null, Monday);
    public static readonly SaleReturned Returned = new(
        TheSale, Customer, Facts, Reviewer, [ReturnReason.DataWrong], [SaleField.PortingPin], "Expired", WallClock.EndOf(Date("2026-06-11"), Bogota), Monday);
    public static readonly SaleEscalated Escalated = new(TheSale, Customer, Facts, SaleState.PendingReview, EscalationReason.System, null, Reviewer, Monday);
    public static readonly SaleConfirmed Confirmed = new(TheSale, Customer, Facts, null, Reviewer, Monday);
    public static readonly OrderKeyed Keyed = new(TheSale, Facts, "TMC-1", Order, Reviewer, Monday);
    public static readonly OrderDelivered Delivered = new(TheSale, Facts, Monday.Date, Reviewer, Monday);
    public static readonly OrderDeliveryFailed NotDelivered = new(TheSale, Customer, Facts, DeliveryFailure.CustomerAbsent, 1, null, Reviewer, Monday);
    public static readonly SaleRejectedByOperator Refused = new(TheSale, Customer, Facts, SaleState.OrderEntered, OperatorRejection.WrongPin, null, Reviewer, Monday);
    public static readonly SaleActivated Activated = new(
        TheSale, Customer, Facts, Sold, SaleState.OrderEntered, Date("2026-06-05"), Date("2026-09-03"), Reviewer, At(2026, 6, 5));
    public static readonly SaleCancelled Cancelled = new(TheSale, Customer, Facts, Sold, SaleState.PendingReview, CancelReason.Duplicate, null, Supervisor, Monday);

    public static readonly IEvent[] ToOrder = [Submitted, Claimed, Approved, Confirmed, Keyed];

    /// <summary>What setting the number to port free looks like.</summary>
    public static StreamEvents Freed => Expected.On<PortedNumber>(Line, new PortedNumberReleased(Line, TheSale));

    public static StreamEvents Taken(Guid line, SaleId sale) => Expected.On<PortedNumber>(line, new PortedNumberTaken(line, sale));

    public static StreamEvents Met(CustomerId customer, BusinessMoment? at = null) =>
        Expected.On<Customer>(customer.Value, new CustomerRegistered(customer, "CO", "CC", Known.Campaign, TheSale, at ?? Monday));
}
