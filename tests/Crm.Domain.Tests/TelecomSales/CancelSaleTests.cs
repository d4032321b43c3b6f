using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.Sales;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Known;
using static Crm.Domain.Tests.TelecomSales.SaleScene;

namespace Crm.Domain.Tests.TelecomSales;

public sealed class CancelSaleTests
{
    private static readonly Spec<Sale, CancelSale> Cancel = new(CancelSaleHandler.Handle);
    private static readonly Spec<Sale, WithdrawSale> Withdraw = new(WithdrawSaleHandler.Handle);
    private static readonly Spec<Sale, CancelUntouchedSale> Untouched = new(CancelUntouchedSaleHandler.Handle);
    private static readonly Spec<Sale, ReassignSale> Reassign = new(ReassignSaleHandler.Handle);
    private static readonly Spec<Sale, NoteSale> Note = new(NoteSaleHandler.Handle);

    [Fact]
    public void A_supervisor_ends_a_sale_that_is_open_and_its_number_is_free() =>
        Cancel.Given(Submitted).When(new(Supervisor, CancelReason.Duplicate, null, Monday)).Then(Cancelled, Freed);

    [Fact]
    public void What_is_over_is_not_cancelled() =>
        Cancel.Given([.. ToOrder, Activated]).When(new(Supervisor, CancelReason.Duplicate, null, At(2026, 6, 6))).ThenRefused("telecom-sales.sale-over");

    [Theory]
    [InlineData(CancelReason.Withdrawn)]
    [InlineData(CancelReason.LeftUntouched)]
    [InlineData(CancelReason.CustomerDeclined)]
    public void Reasons_of_other_steps_are_not_a_supervisors(CancelReason reason) =>
        Cancel.Given(Submitted).When(new(Supervisor, reason, null, Monday)).ThenRefused("telecom-sales.cancel-reason-not-for-this");

    [Fact]
    public void The_agent_withdraws_what_was_returned_to_him()
    {
        Withdraw.Given(Submitted, Claimed, Returned).When(new(Agent, null, Monday))
            .Then(Cancelled with { From = SaleState.Returned, Reason = CancelReason.Withdrawn, By = Agent }, Freed);
        Withdraw.Given(Submitted, Claimed, Returned).When(new(OtherAgent, null, Monday)).ThenRefused("telecom-sales.sale-of-another");
        Withdraw.Given(Submitted).When(new(Agent, null, Monday)).ThenRefused("telecom-sales.wrong-state");
    }

    [Fact]
    public void Nobody_touching_it_for_ten_days_cancels_a_returned_sale_and_not_a_minute_sooner()
    {
        Untouched.Given(Submitted, Claimed, Returned).When(new(At(2026, 6, 11, 23, 59))).ThenRefused("telecom-sales.days-not-over");
        var midnight = At(2026, 6, 12, 0);
        Untouched.Given(Submitted, Claimed, Returned).When(new(midnight))
            .Then(Cancelled with { From = SaleState.Returned, Reason = CancelReason.LeftUntouched, By = null, Moment = midnight }, Freed);
        Untouched.Given(Submitted).When(new(midnight)).ThenNothing();
    }

    [Fact]
    public void A_reassigned_sale_is_another_agents_and_his_team()
    {
        var team = new TeamId(Id("e2"));
        Reassign.Given(Submitted).When(new(OtherAgent, team, Supervisor, Monday)).Then(new SaleReassigned(
            TheSale, Facts with { Work = new(Known.Campaign, team, OtherAgent) }, Known.Work, SaleState.PendingReview, Supervisor, Monday));
        Reassign.Given(Submitted, Claimed).When(new(Reviewer, team, Supervisor, Monday)).ThenRefused("telecom-sales.own-sale");
        Reassign.Given(Submitted, Cancelled).When(new(OtherAgent, team, Supervisor, Monday)).ThenRefused("telecom-sales.sale-over");
    }

    [Fact]
    public void A_note_is_made_once()
    {
        var id = Id("77");
        Note.Given(Submitted).When(new(id, " Call after six ", Agent, Monday)).Then(new SaleNoted(TheSale, Customer, Facts, id, "Call after six", Agent, Monday));
        Note.Given(Submitted).When(new(id, " ", Agent, Monday)).ThenRefused("telecom-sales.note-malformed");
    }
}
