using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.Customers;
using Crm.Domain.TelecomSales.Plans;
using Crm.Domain.TelecomSales.PortedNumbers;
using Crm.Domain.TelecomSales.Sales;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Known;
using static Crm.Domain.Tests.TelecomSales.SaleScene;

namespace Crm.Domain.Tests.TelecomSales;

public sealed class ResubmitSaleTests
{
    private static readonly CustomerRegistered Registered = new(SaleScene.Customer, "CO", "CC", Known.Campaign, TheSale, Monday);

    private static readonly Spec<Sale, (ResubmitSale Command, Plan Plan)> Spec = new((asked, sale, streams) => ResubmitSaleHandler.Handle(
        asked.Command, sale, asked.Plan, asked.Command.PortedNumberId is { } line ? streams.Find<PortedNumber>(line) : null,
        streams.Find<Customer>(asked.Command.CustomerId.Value)));

    private static Spec<Sale, (ResubmitSale, Plan)>.Scenario Given(params IEvent[] more) =>
        Spec.Given([Submitted, Claimed, Returned, .. more]).AndOn<Customer>(SaleScene.Customer.Value, Registered).AndOn<PortedNumber>(Line, new PortedNumberTaken(Line, TheSale));

    private static (ResubmitSale, Plan) Correct(SaleForm form, Plan? plan = null, Guid? line = null, CustomerId? customer = null, UserId? by = null, BusinessMoment? now = null) =>
        (new(form, customer ?? SaleScene.Customer, line ?? Line, BaseMatch.Outside, "New PIN", by ?? Agent, Ground(now)), plan ?? SaleScene.Plan);

    private static SaleResubmitted Event(params SaleField[] changed) => new(
        TheSale, SaleScene.Customer, SaleScene.Customer, Facts, changed, Sold, Sold, SoldTerms, SoldTerms, Submitted.Steps, 1, BaseMatch.Outside,
        Submitted.DocumentNumber, Submitted.FullName, Submitted.LegalizationPhone, Submitted.NumberToPort, Submitted.PortingPin, null, null,
        null, null, null, null, null, null, null, "New PIN", Line, Agent, Monday);

    [Fact]
    public void The_difference_is_kept_with_what_stood_before() =>
        Given().When(Correct(Form with { PortingPin = "99887" })).Then(Event(SaleField.PortingPin) with { PortingPin = "99887", OldPortingPin = "04512" });

    [Fact]
    public void A_sale_may_come_again_as_it_was_where_only_a_paper_was_missing() => Given().When(Correct(Form)).Then(Event());

    [Fact]
    public void Another_number_to_port_frees_the_old_one_and_takes_the_new() => Given().When(Correct(Form with { NumberToPort = "3101234567" }, line: OtherLine))
        .Then(Event(SaleField.NumberToPort) with { NumberToPort = "+573101234567", OldNumberToPort = "+573009876543", PortedNumberId = OtherLine }, Freed, Taken(OtherLine, TheSale));

    [Fact]
    public void Another_document_is_another_customer() => Given().When(Correct(Form with { DocumentNumber = "1020304051" }, customer: OtherCustomer)).Then(
        Event(SaleField.DocumentNumber) with { CustomerId = OtherCustomer, DocumentNumber = "1020304051", OldDocumentNumber = "1020304050" }, Met(OtherCustomer));

    [Fact]
    public void Another_plan_is_sold_as_it_is_today_and_the_same_one_as_it_was()
    {
        var other = SaleScene.OtherPlan.SnapshotOn(Monday.Date);
        Given().When(Correct(Form, SaleScene.OtherPlan)).Then(Event(SaleField.Plan) with { Plan = other, Sale = Facts with { PlanId = AnotherPlan, PlanCode = "POS-60" } });

        var withdrawn = Folded.Of<Plan>(Published, new PlanWithdrawn(ThePlan, Known.Campaign, "POS-40", Date("2026-05-31"), "Replaced", null, Monday))!;
        Given().When(Correct(Form, withdrawn)).Then(Event());
    }

    [Fact]
    public void Only_the_agent_corrects_and_after_a_reassignment_only_the_new_one()
    {
        Given().When(Correct(Form, by: OtherAgent)).ThenRefused("telecom-sales.sale-of-another");
        var handed = new SaleReassigned(TheSale, Facts with { Work = Known.Work with { AgentId = OtherAgent } }, Known.Work, SaleState.Returned, Supervisor, Monday);
        Given(handed).When(Correct(Form, by: Agent)).ThenRefused("telecom-sales.sale-of-another");
        Given(handed).When(Correct(Form, by: OtherAgent)).Then(Event() with { By = OtherAgent, Sale = handed.Sale });
    }

    [Fact]
    public void A_date_that_has_gone_by_meanwhile_has_to_be_corrected_too() => Given().When(Correct(Form, now: At(2026, 6, 5))).ThenRefused("telecom-sales.date-out-of-range");

    [Fact]
    public void Only_what_was_returned_comes_again()
    {
        Spec.Given(Submitted).AndOn<Customer>(SaleScene.Customer.Value, Registered).When(Correct(Form)).ThenRefused("telecom-sales.wrong-state");
        Given(new SaleCancelled(TheSale, SaleScene.Customer, Facts, Sold, SaleState.Returned, CancelReason.LeftUntouched, null, null, Monday)).When(Correct(Form))
            .ThenRefused("telecom-sales.wrong-state");
    }
}
