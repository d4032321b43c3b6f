using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Sales;
using Crm.Projections.TelecomSales.Kpis;
using Crm.Projections.Tests.Kit;
using static Crm.Projections.Tests.Kit.Known;

namespace Crm.Projections.Tests.TelecomSales;

public sealed class SalesKpiViewsTests
{
    private static readonly SaleId Sale = new(Id("5a01"));
    private static readonly CustomerId Customer = new(Id("cc01"));
    private static readonly PlanId Plan = new(Id("b1a1"));
    private static readonly SaleFacts Facts = new("POR-2026-0000001", SaleKind.Portability, Known.Work, Plan, "POR-50", null, InBase: false);
    private static readonly PlanSnapshot Sold = new(Plan, "POR-50", SaleKind.Portability, 1, new("Plan", [], Cop(50_000), new(19), Cop(59_500), 60, null));

    [Fact]
    public void Every_step_is_counted_on_the_day_it_was_taken_and_a_sale_that_was_returned_and_approved_as_both()
    {
        var (counts, history) = (new SaleCounts(), Lived());
        foreach (var (measure, times) in new[]
        {
            (SaleCounts.Submitted, 1), (SaleCounts.Returned, 1), (SaleCounts.Resubmitted, 1), (SaleCounts.Approved, 1), (SaleCounts.Ordered, 1), (SaleCounts.Activated, 1),
            (SaleCounts.ChargedBack, 1), (SaleCounts.Rejected, 0),
        })
            Folded.Sum(counts, history.Events, measure).ShouldBe(times, measure);

        Folded.Sum(counts, history.Events, SaleCounts.Returned, "date", "2026-06-02").ShouldBe(1);
        Folded.Sum(counts, history.Events, SaleCounts.Approved, "agent_id", Agent.ToString()).ShouldBe(1);
        Folded.Sum(counts, history.Events, SaleCounts.Activated, "plan", "POR-50").ShouldBe(1);
    }

    [Fact]
    public void A_rejection_of_a_reviewer_is_told_from_the_others()
    {
        var history = new History().On(Sale.Value, Submitted, Rejected(SaleState.PendingReview), Rejected(SaleState.Escalated), Rejected(SaleState.OperatorRejected));
        Folded.Sum(new SaleCounts(), history.Events, SaleCounts.Rejected).ShouldBe(3);
        Folded.Sum(new SaleCounts(), history.Events, SaleCounts.RejectedInReview).ShouldBe(1);

        static SaleRejected Rejected(SaleState from) => new(Sale, Customer, Facts, from, RejectReason.Fraud, null, Supervisor, At(6, 2));
    }

    [Fact]
    public void A_return_counts_under_each_reason_it_names_once()
    {
        var reasons = new SaleReturnReasons();
        Folded.Sum(reasons, Lived().Events, SaleReturnReasons.Returned, "reason", "dataWrong").ShouldBe(1);
        Folded.Sum(reasons, Lived().Events, SaleReturnReasons.Returned, "reason", "recordingMissing").ShouldBe(1);
        Folded.Sum(reasons, Lived().Events, SaleReturnReasons.Returned).ShouldBe(2);
    }

    [Fact]
    public void Each_stay_in_a_tray_is_measured_from_entering_to_leaving_and_a_second_one_is_another()
    {
        var course = Folded.One(new SaleCourses(), Sale.Value, Lived())!;
        course.Stays.Select(stay => (stay.Tray, stay.LeftOn, stay.Seconds)).ShouldBe(
        [
            (SaleTray.PendingReview, Day(6, 2), 86_400m + 3_600m), (SaleTray.Returned, Day(6, 3), 86_400m), (SaleTray.PendingReview, Day(6, 3), 1_800m),
            (SaleTray.VerificationCalls, Day(6, 4), 86_400m), (SaleTray.OrderEntry, Day(6, 4), 600m), (SaleTray.Tracking, Day(6, 20), 15 * 86_400m + 86_400m - 600m),
        ]);
        (course.InTray, course.LastLeftOn, course.Returns).ShouldBe((null, Day(6, 20), 1));
        (course.SubmittedOn, course.ApprovedOn, course.OrderedOn, course.DeliveredOn, course.ActivatedOn, course.ChargedBackOn).ShouldBe(
            (Day(6, 1), Day(6, 3), Day(6, 4), Day(6, 10), Day(6, 19), Day(7, 1)));
    }

    [Fact]
    public void A_delivery_is_a_step_within_the_tray_and_ends_no_stay()
    {
        var course = Folded.One(new SaleCourses(), Sale.Value, Lived(upTo: 8))!;
        (course.State, course.InTray, course.Stays.Count).ShouldBe((SaleState.Delivered, SaleTray.Tracking, 5));
    }

    [Fact]
    public void Who_gets_a_sale_has_its_conversion_and_the_counts_of_before_stay()
    {
        var moved = Facts with { Work = new(Known.Campaign, null, OtherAgent) };
        var history = new History().On(Sale.Value, Submitted, new SaleReassigned(Sale, moved, Known.Work, SaleState.Returned, Supervisor, At(6, 2)));
        Folded.One(new SaleCourses(), Sale.Value, history)!.AgentId.ShouldBe(OtherAgent);
        Folded.Sum(new SaleCounts(), history.Events, SaleCounts.Submitted, "agent_id", Agent.ToString()).ShouldBe(1);
    }

    [Fact]
    public void Every_figure_says_what_it_is_and_from_which_read_models()
    {
        SalesKpis.All.Select(figure => figure.Name).ShouldBeUnique();
        SalesKpis.All.ShouldAllBe(figure => figure.Label.Es.Length > 0 && figure.Label.En.Length > 0 && figure.Numerator.Es.Length > 0 && figure.Numerator.En.Length > 0
            && figure.Denominator.Es.Length > 0 == figure.Denominator.En.Length > 0 && figure.Excluded.Es.Length > 0 && figure.Excluded.En.Length > 0);
        SalesKpis.All.SelectMany(figure => figure.Source.Split(", ")).Except(ReadModels.All.Select(model => model.Name)).ShouldBeEmpty();
    }

    private static readonly SaleSubmitted Submitted = new(
        Sale, Customer, Facts, Sold, new("CO", "CC", null, null, null, null, null, null), new(VerificationCall: true, Delivery: true), 1, BaseMatch.Outside,
        "1", "Name", "+573001234567", null, null, null, null, null, null, At(6, 1, 9));

    /// <summary>Returned once, approved, confirmed by phone, keyed, delivered, activated and charged back.</summary>
    private static History Lived(int upTo = int.MaxValue) => new History().On(Sale.Value, [.. ((IReadOnlyList<IEvent>)
    [
        Submitted,
        new SaleReturned(Sale, Customer, Facts, Supervisor, [ReturnReason.DataWrong, ReturnReason.RecordingMissing], [SaleField.FullName], null, At(6, 12).At, At(6, 2)),
        new SaleResubmitted(
            Sale, Customer, Customer, Facts, [SaleField.FullName], Sold, Sold, Submitted.Terms, Submitted.Terms, Submitted.Steps, 1, BaseMatch.Outside, "1", "Name", "+573001234567",
            null, null, null, null, null, null, null, null, null, null, null, null, null, Agent, At(6, 3)),
        new SaleApproved(Sale, Customer, Facts, Sold, Supervisor, null, At(6, 3, 10, 30)),
        new SaleConfirmed(Sale, Customer, Facts, null, Supervisor, At(6, 4, 10, 30)),
        new OrderKeyed(Sale, Facts, "ORD-1", Id("0d01"), Supervisor, At(6, 4, 10, 40)),
        new OrderDelivered(Sale, Facts, Day(6, 10), null, At(6, 10)),
        new SaleNoted(Sale, Customer, Facts, Id("0e01"), "Seen", Supervisor, At(6, 11)),
        new SaleActivated(Sale, Customer, Facts, Sold, SaleState.Delivered, Day(6, 19), Day(8, 18), null, At(6, 20, 10, 30)),
        new SaleChargedBack(Sale, Customer, Facts, Sold, Day(6, 19), Day(7, 1), ChargebackReason.NonPayment, null, null, At(7, 1)),
    ]).Take(upTo)]);
}
