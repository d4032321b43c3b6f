using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Customers;
using Crm.Domain.TelecomSales.PortedNumbers;
using Crm.Domain.TelecomSales.Sales;
using Crm.Domain.TelecomSales.SalesPolicies;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Known;
using static Crm.Domain.Tests.TelecomSales.SaleScene;

namespace Crm.Domain.Tests.TelecomSales;

public sealed class SubmitSaleTests
{
    private static readonly Spec<Sale, SubmitSale> Spec = new((command, sale, streams) => SubmitSaleHandler.Handle(
        command, sale, SaleScene.Plan, command.PortedNumberId is { } line ? streams.Find<PortedNumber>(line) : null, streams.Find<Customer>(command.CustomerId.Value)));

    private static SubmitSale Submit(SaleForm? form = null, SaleGround? ground = null) =>
        new(TheSale, "POR-2026-0000001", Known.Work, form ?? Form, SaleScene.Customer, Line, BaseMatch.Outside, null, ground ?? Ground());

    [Fact]
    public void Takes_the_number_to_port_and_keeps_the_plan_as_it_was_sold() => Spec.Given().When(Submit()).Then(Submitted, Taken(Line, TheSale), Met(SaleScene.Customer));

    [Fact]
    public void A_customer_is_met_once() => Spec.GivenOn<Customer>(SaleScene.Customer.Value, new CustomerRegistered(SaleScene.Customer, "CO", "CC", Known.Campaign, AnotherSale, Monday))
        .When(Submit()).Then(Submitted, Taken(Line, TheSale));

    [Fact]
    public void A_number_is_ported_by_one_open_sale() =>
        Spec.GivenOn<PortedNumber>(Line, new PortedNumberTaken(Line, AnotherSale)).When(Submit()).ThenRefused("telecom-sales.number-being-ported");

    [Fact]
    public void A_number_whose_sale_has_ended_is_ported_again() =>
        Spec.GivenOn<PortedNumber>(Line, new PortedNumberTaken(Line, AnotherSale), new PortedNumberReleased(Line, AnotherSale)).When(Submit())
            .Then(Submitted, Taken(Line, TheSale), Met(SaleScene.Customer));

    [Fact]
    public void A_pin_keeps_its_leading_zero() => Spec.Given().When(Submit(Form with { PortingPin = "0001" })).Decision.Events.OfType<SaleSubmitted>().Single().PortingPin.ShouldBe("0001");

    [Theory]
    [InlineData("123")]
    [InlineData("1234567")]
    [InlineData("12a4")]
    [InlineData("٣٣٣٣")]
    public void A_pin_has_four_to_six_digits(string pin) => Spec.Given().When(Submit(Form with { PortingPin = pin })).ThenRefused("telecom-sales.pin-malformed");

    [Theory]
    [InlineData("2001234567")]
    [InlineData("30012345678")]
    [InlineData("0300123456")]
    public void A_Colombian_mobile_is_a_3_and_nine_digits(string number) =>
        Spec.Given().When(Submit(Form with { NumberToPort = number })).ThenRefused("telecom-sales.field-malformed").Fields.ShouldBe(["numberToPort"]);

    [Fact]
    public void A_landline_is_not_ported() => Spec.Given().When(Submit(Form with { NumberToPort = "6012345678" })).ThenRefused("telecom-sales.not-a-mobile");

    [Fact]
    public void A_document_is_checked_by_its_type() =>
        Spec.Given().When(Submit(Form with { DocumentType = "NIT", DocumentNumber = "900123456-1" })).ThenRefused("telecom-sales.field-malformed").Fields.ShouldBe(["documentNumber"]);

    [Fact]
    public void Every_missing_field_is_named_at_once() =>
        Spec.Given().When(Submit(Form with { PortingPin = null, DeliverOn = null })).ThenRefused("telecom-sales.field-missing").Fields.ShouldBe(["portingPin", "deliverOn"]);

    [Fact]
    public void A_field_the_kind_does_not_have_is_not_stated() =>
        Spec.Given().When(Submit(Form with { InstallOn = Date("2026-06-03") })).ThenRefused("telecom-sales.field-not-asked").Fields.ShouldBe(["installOn"]);

    [Theory]
    [InlineData("2026-05-31", "2026-06-04", "telecom-sales.date-out-of-range")]
    [InlineData("2026-06-05", "2026-06-04", "telecom-sales.window-before-delivery")]
    [InlineData("2026-06-02", "2026-06-06", "telecom-sales.window-on-a-day-off")] // a Saturday
    [InlineData("2026-06-02", "2026-06-08", "telecom-sales.window-on-a-day-off")] // Corpus Christi
    [InlineData("2026-06-02", "2026-09-01", "telecom-sales.date-out-of-range")]
    public void Delivery_is_not_past_and_the_window_a_working_day_not_before_it(string delivery, string window, string code) =>
        Spec.Given().When(Submit(Form with { DeliverOn = Date(delivery), PortingWindowOn = Date(window) })).ThenRefused(code);

    [Fact]
    public void Delivery_and_window_may_be_today() =>
        Spec.Given().When(Submit(Form with { DeliverOn = Monday.Date, PortingWindowOn = Monday.Date })).Decision.Appends.ShouldBeTrue();

    [Fact]
    public void Today_is_the_campaigns()
    {
        // 21:00 of the 1st in Bogotá is the 2nd in UTC.
        var evening = At(2026, 6, 1, 21);
        Spec.Given().When(Submit(Form with { DeliverOn = Date("2026-06-01"), PortingWindowOn = Date("2026-06-02") }, Ground(evening))).Decision.Refusal.ShouldBeNull();
    }

    [Fact]
    public void A_document_was_issued_in_the_past() =>
        Spec.Given().When(Submit(Form with { DocumentIssuedOn = Date("2026-06-02") })).ThenRefused("telecom-sales.issued-out-of-range");

    [Fact]
    public void A_plan_is_sold_as_its_kind_while_it_is_sold()
    {
        var bare = Form with { NumberToPort = null, PortingPin = null, DeliverOn = null, PortingWindowOn = null };
        Spec.Given().When(Submit(bare, Ground(kind: SaleKind.PrepaidToPostpaid))).ThenRefused("telecom-sales.plan-of-another-kind");
        Spec.Given().When(Submit(ground: Ground(At(2026, 4, 30)))).ThenRefused("telecom-sales.plan-not-on-sale");
    }

    [Fact]
    public void What_a_kind_asks_for_is_the_policys()
    {
        var policy = SalesPolicy.Default with
        {
            Kinds = [new(SaleKind.Portability, [new(SaleField.NumberToPort, Required: true)], new(VerificationCall: false, Delivery: false))],
        };
        var form = new SaleForm("CC", "1020304050", "María Ríos", "3001234567", NumberToPort: "3009876543");
        var sale = Spec.Given().When(Submit(form, Ground(policy: policy))).Decision.Events.OfType<SaleSubmitted>().Single();
        sale.Steps.ShouldBe(new SaleSteps(VerificationCall: false, Delivery: false));
    }
}
