using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.OrderNumbers;
using Crm.Domain.TelecomSales.Sales;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Expected;
using static Crm.Domain.Tests.Kit.Known;
using static Crm.Domain.Tests.TelecomSales.SaleScene;

namespace Crm.Domain.Tests.TelecomSales;

public sealed class OrderTests
{
    private static readonly Spec<Sale, ConfirmSale> Confirm = new(ConfirmSaleHandler.Handle);
    private static readonly Spec<Sale, DeclineSale> Decline = new(DeclineSaleHandler.Handle);
    private static readonly Spec<Sale, KeyOrder> Key = new((command, sale, streams) => KeyOrderHandler.Handle(command, sale, streams.Find<OrderNumber>(command.NumberId)));
    private static readonly Spec<Sale, RekeyOrder> Rekey = new((command, sale, streams) => RekeyOrderHandler.Handle(command, sale, streams.Find<OrderNumber>(command.NumberId)));
    private static readonly Spec<Sale, CorrectOrderNumber> Correct =
        new((command, sale, streams) => CorrectOrderNumberHandler.Handle(command, sale, streams.Find<OrderNumber>(command.NumberId)));
    private static readonly Spec<Sale, DeliverOrder> Deliver = new(DeliverOrderHandler.Handle);
    private static readonly Spec<Sale, ReportDeliveryFailed> Fail = new(ReportDeliveryFailedHandler.Handle);
    private static readonly Spec<Sale, RetryDelivery> Retry = new(RetryDeliveryHandler.Handle);
    private static readonly Spec<Sale, RejectByOperator> Refuse = new(RejectByOperatorHandler.Handle);
    private static readonly Spec<Sale, ActivateSale> Activate = new(ActivateSaleHandler.Handle);
    private static readonly Spec<Sale, ChargeBackSale> ChargeBack = new(ChargeBackSaleHandler.Handle);

    [Fact]
    public void The_customer_confirms_or_declines_once()
    {
        Confirm.Given(Submitted, Claimed, Approved).When(new(Reviewer, null, Monday)).Then(Confirmed);
        Confirm.Given(Submitted, Claimed, Approved, Confirmed).When(new(OtherReviewer, null, Monday)).ThenRefused("telecom-sales.confirmed-already");
        Confirm.Given(Submitted with { Steps = new(false, true) }, Claimed, Approved).When(new(Reviewer, null, Monday)).ThenRefused("telecom-sales.no-verification-call");
        Decline.Given(Submitted, Claimed, Approved).When(new(Reviewer, "Too dear", Monday))
            .Then(new SaleCancelled(TheSale, Customer, Facts, Sold, SaleState.Approved, CancelReason.CustomerDeclined, "Too dear", Reviewer, Monday), Freed);
    }

    [Fact]
    public void An_order_is_keyed_after_the_customer_confirmed()
    {
        Key.Given(Submitted, Claimed, Approved, Confirmed).When(new(" tmc-1 ", Order, Reviewer, Monday)).Then(Keyed, On<OrderNumber>(Order, new OrderNumberTaken(Order, TheSale)));
        Key.Given(Submitted, Claimed, Approved).When(new("TMC-1", Order, Reviewer, Monday)).ThenRefused("telecom-sales.not-confirmed");
        Key.Given(Submitted with { Steps = new(false, true) }, Claimed, Approved).When(new("TMC-1", Order, Reviewer, Monday)).Decision.Appends.ShouldBeTrue();
    }

    [Fact]
    public void An_order_number_is_one_sales_over_all_kinds() => Key.Given(Submitted, Claimed, Approved, Confirmed).AndOn<OrderNumber>(Order, new OrderNumberTaken(Order, AnotherSale))
        .When(new("TMC-1", Order, Reviewer, Monday)).ThenRefused("telecom-sales.order-number-taken");

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("TMC 1; drop")]
    public void An_order_number_is_letters_and_digits(string number) =>
        Key.Given(Submitted, Claimed, Approved, Confirmed).When(new(number, Order, Reviewer, Monday)).ThenRefused("telecom-sales.order-number-malformed");

    [Fact]
    public void A_mistyped_number_is_set_free() => Correct.Given(ToOrder).AndOn<OrderNumber>(Order, new OrderNumberTaken(Order, TheSale)).When(new("TMC-2", OtherOrder, Reviewer, Monday)).Then(
        new OrderNumberCorrected(TheSale, Facts, "TMC-1", Order, "TMC-2", OtherOrder, Reviewer, Monday),
        On<OrderNumber>(Order, new OrderNumberReleased(Order, TheSale)), On<OrderNumber>(OtherOrder, new OrderNumberTaken(OtherOrder, TheSale)));

    [Fact]
    public void What_the_operator_refused_is_keyed_anew_under_the_same_number_or_another()
    {
        var refused = Rekey.Given([.. ToOrder, Refused]).AndOn<OrderNumber>(Order, new OrderNumberTaken(Order, TheSale));
        refused.When(new("TMC-1", Order, null, Reviewer, Monday)).Then(new OrderRekeyed(TheSale, Customer, Facts, "TMC-1", "TMC-1", Order, null, Reviewer, Monday));
        refused.When(new("TMC-2", OtherOrder, "New PIN", Reviewer, Monday)).Then(
            new OrderRekeyed(TheSale, Customer, Facts, "TMC-1", "TMC-2", OtherOrder, "New PIN", Reviewer, Monday), On<OrderNumber>(OtherOrder, new OrderNumberTaken(OtherOrder, TheSale)));
        refused.AndOn<OrderNumber>(OtherOrder, new OrderNumberTaken(OtherOrder, AnotherSale)).When(new("TMC-2", OtherOrder, null, Reviewer, Monday))
            .ThenRefused("telecom-sales.order-number-taken");
    }

    [Fact]
    public void A_delivery_may_fail_be_tried_again_and_succeed()
    {
        Deliver.Given(ToOrder).When(new(Monday.Date, Reviewer, Monday)).Then(Delivered);
        Fail.Given(ToOrder).When(new(DeliveryFailure.CustomerAbsent, null, Reviewer, Monday)).Then(NotDelivered);
        Retry.Given([.. ToOrder, NotDelivered]).When(new(Date("2026-06-03"), Reviewer, Monday)).Then(new OrderDeliveryRetried(TheSale, Facts, Date("2026-06-03"), Reviewer, Monday));
        Fail.Given([.. ToOrder, NotDelivered, new OrderDeliveryRetried(TheSale, Facts, null, Reviewer, Monday)]).When(new(DeliveryFailure.AddressWrong, null, Reviewer, Monday))
            .Then(NotDelivered with { Reason = DeliveryFailure.AddressWrong, Attempt = 2 });
    }

    [Fact]
    public void A_delivery_is_of_a_kind_that_has_one_and_happened_already()
    {
        Deliver.Given([Submitted with { Steps = new(true, false) }, .. ToOrder[1..]]).When(new(Monday.Date, Reviewer, Monday)).ThenRefused("telecom-sales.no-delivery");
        Deliver.Given(ToOrder).When(new(Monday.Date.AddDays(1), Reviewer, Monday)).ThenRefused("telecom-sales.date-not-between");
        Deliver.Given(ToOrder).When(new(Monday.Date.AddDays(-1), Reviewer, Monday)).ThenRefused("telecom-sales.date-not-between");
    }

    [Theory]
    [InlineData(SaleState.OrderEntered)]
    [InlineData(SaleState.Delivered)]
    [InlineData(SaleState.DeliveryFailed)]
    public void The_operator_refuses_an_order_wherever_it_stands_and_the_event_says_where(SaleState state)
    {
        IEvent[] more = state switch { SaleState.Delivered => [Delivered], SaleState.DeliveryFailed => [NotDelivered], _ => [] };
        Refuse.Given([.. ToOrder, .. more]).When(new(OperatorRejection.WrongPin, null, Reviewer, Monday)).Then(Refused with { From = state });
    }

    [Fact]
    public void An_activated_sale_sets_its_number_free_and_may_be_charged_back_for_ninety_days() => Activate.Given(ToOrder).When(new(Date("2026-06-05"), Reviewer, At(2026, 6, 5))).Then(Activated, Freed);

    [Fact]
    public void What_was_not_delivered_is_not_activated() =>
        Activate.Given([.. ToOrder, NotDelivered]).When(new(Monday.Date, Reviewer, Monday)).ThenRefused("telecom-sales.wrong-state");

    [Fact]
    public void A_sale_is_charged_back_until_its_last_clawback_day_at_the_campaigns_wall_clock()
    {
        // 23:30 of the last day in Bogotá is the next day in UTC.
        var last = At(2026, 9, 3, 23, 30);
        ChargeBack.Given([.. ToOrder, Activated]).When(new(last.Date, ChargebackReason.NonPayment, null, null, last))
            .Then(new SaleChargedBack(TheSale, Customer, Facts, Sold, Date("2026-06-05"), Date("2026-09-03"), ChargebackReason.NonPayment, null, null, last));
        var after = At(2026, 9, 4, 0, 1);
        ChargeBack.Given([.. ToOrder, Activated]).When(new(after.Date, ChargebackReason.NonPayment, null, null, after)).ThenRefused("telecom-sales.clawback-over");
        ChargeBack.Given([.. ToOrder, Activated]).When(new(Date("2026-06-04"), ChargebackReason.NonPayment, null, null, last)).ThenRefused("telecom-sales.date-not-between");
        ChargeBack.Given(ToOrder).When(new(last.Date, ChargebackReason.NonPayment, null, null, last)).ThenRefused("telecom-sales.wrong-state");
    }
}
