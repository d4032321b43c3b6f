using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.Sales;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Known;
using static Crm.Domain.Tests.TelecomSales.SaleScene;

namespace Crm.Domain.Tests.TelecomSales;

public sealed class ReviewSaleTests
{
    private static readonly BusinessMoment Later = At(2026, 6, 1, 10, 29), Over = At(2026, 6, 1, 10, 30);

    private static readonly Spec<Sale, ClaimSale> Claim = new(ClaimSaleHandler.Handle);
    private static readonly Spec<Sale, ReleaseSale> Release = new(ReleaseSaleHandler.Handle);
    private static readonly Spec<Sale, ExpireClaim> Expire = new(ExpireClaimHandler.Handle);
    private static readonly Spec<Sale, ApproveSale> Approve = new(ApproveSaleHandler.Handle);
    private static readonly Spec<Sale, ReturnSale> Return = new(ReturnSaleHandler.Handle);
    private static readonly Spec<Sale, RejectSale> Reject = new(RejectSaleHandler.Handle);
    private static readonly Spec<Sale, EscalateSale> Escalate = new(EscalateSaleHandler.Handle);
    private static readonly Spec<Sale, SolveEscalation> Solve = new(SolveEscalationHandler.Handle);
    private static readonly Spec<Sale, CloseEscalationUnsolved> Close = new(CloseEscalationUnsolvedHandler.Handle);

    [Fact]
    public void A_claim_lasts_half_an_hour() => Claim.Given(Submitted).When(new(Reviewer, 30, Monday)).Then(Claimed);

    [Fact]
    public void One_reviewer_at_a_time() => Claim.Given(Submitted, Claimed).When(new(OtherReviewer, 30, Later)).ThenRefused("telecom-sales.claimed-by-another");

    [Fact]
    public void A_claim_that_ran_out_does_not_count_though_the_agenda_was_not_there_yet() => Claim.Given(Submitted, Claimed).When(new(OtherReviewer, 30, Over)).Then(
        new SaleClaimExpired(TheSale, Facts, Reviewer, Claimed.ExpiresAt, Over), new SaleClaimed(TheSale, Facts, OtherReviewer, Over.At.AddMinutes(30), Over));

    [Fact]
    public void Nobody_reviews_his_own_sale() => Claim.Given(Submitted).When(new(Agent, 30, Monday)).ThenRefused("telecom-sales.own-sale");

    [Fact]
    public void The_reviewer_or_a_supervisor_gives_a_claim_back()
    {
        Release.Given(Submitted, Claimed).When(new(Reviewer, false, Later)).Then(new SaleClaimReleased(TheSale, Facts, Reviewer, Reviewer, Later));
        Release.Given(Submitted, Claimed).When(new(Supervisor, true, Later)).Then(new SaleClaimReleased(TheSale, Facts, Reviewer, Supervisor, Later));
        Release.Given(Submitted, Claimed).When(new(OtherReviewer, false, Later)).ThenRefused("telecom-sales.claimed-by-another");
    }

    [Fact]
    public void The_agenda_ends_a_claim_at_its_instant()
    {
        Expire.Given(Submitted, Claimed).When(new(Later)).ThenRefused("telecom-sales.claim-not-over");
        Expire.Given(Submitted, Claimed).When(new(Over)).Then(new SaleClaimExpired(TheSale, Facts, Reviewer, Claimed.ExpiresAt, Over));
        Expire.Given(Submitted, Claimed, Approved).When(new(Over)).ThenNothing();
    }

    [Fact]
    public void Approving_needs_a_claim_of_ones_own_that_counts()
    {
        Approve.Given(Submitted, Claimed).When(new(Reviewer, null, Monday)).Then(Approved);
        Approve.Given(Submitted).When(new(Reviewer, null, Monday)).ThenRefused("telecom-sales.claim-missing");
        Approve.Given(Submitted, Claimed).When(new(OtherReviewer, null, Later)).ThenRefused("telecom-sales.claimed-by-another");
        Approve.Given(Submitted, Claimed).When(new(Reviewer, null, Over)).ThenRefused("telecom-sales.claim-missing");
    }

    [Fact]
    public void An_approved_sale_is_not_approved_by_somebody_else_as_well() =>
        Approve.Given(Submitted, Claimed, Approved).When(new(OtherReviewer, null, Monday)).ThenRefused("telecom-sales.wrong-state");

    [Fact]
    public void A_returned_sale_waits_ten_whole_days() => Return.Given(Submitted, Claimed)
        .When(new(Reviewer, [ReturnReason.DataWrong], [SaleField.PortingPin], " Expired ", 10, Monday)).Then(Returned);

    [Fact]
    public void A_return_says_why_and_what_to_correct()
    {
        Return.Given(Submitted, Claimed).When(new(Reviewer, [], [], null, 10, Monday)).ThenRefused("telecom-sales.return-reason-missing");
        Return.Given(Submitted, Claimed).When(new(Reviewer, [ReturnReason.DataWrong], [], null, 10, Monday)).ThenRefused("telecom-sales.fields-to-correct-missing");
        Return.Given(Submitted, Claimed).When(new(Reviewer, [ReturnReason.Other], [], " ", 10, Monday)).ThenRefused("telecom-sales.comment-missing");
        Return.Given(Submitted).When(new(Reviewer, [ReturnReason.DocumentMissing], [], null, 10, Monday)).ThenRefused("telecom-sales.claim-missing");
    }

    [Fact]
    public void A_rejected_sale_sets_its_number_free() => Reject.Given(Submitted, Claimed).When(new(Reviewer, RejectReason.Fraud, null, Monday))
        .Then(new SaleRejected(TheSale, Customer, Facts, SaleState.PendingReview, RejectReason.Fraud, null, Reviewer, Monday), Freed);

    [Fact]
    public void A_rejection_in_review_needs_the_claim_and_a_reason_of_that_step()
    {
        Reject.Given(Submitted).When(new(Reviewer, RejectReason.Fraud, null, Monday)).ThenRefused("telecom-sales.claim-missing");
        Reject.Given(Submitted, Claimed).When(new(Reviewer, RejectReason.OperatorRefusal, null, Monday)).ThenRefused("telecom-sales.reject-reason-not-for-this");
    }

    [Fact]
    public void An_operators_no_that_stands_rejects_the_sale_without_a_claim() =>
        Reject.Given([.. ToOrder, Refused]).When(new(OtherReviewer, RejectReason.OperatorRefusal, null, Monday))
            .Then(new SaleRejected(TheSale, Customer, Facts, SaleState.OperatorRejected, RejectReason.OperatorRefusal, null, OtherReviewer, Monday), Freed);

    [Fact]
    public void An_escalated_sale_goes_back_to_where_it_was()
    {
        Escalate.Given(Submitted, Claimed).When(new(Reviewer, false, EscalationReason.System, null, Monday)).Then(Escalated);
        Solve.Given(Submitted, Escalated).When(new(Supervisor, "Works again", Later))
            .Then(new SaleEscalationSolved(TheSale, Customer, Facts, SaleState.PendingReview, Monday.At, "Works again", Supervisor, Later));

        var approved = Escalated with { From = SaleState.Approved };
        Folded.Of<Sale>(Submitted, Claimed, Approved, Confirmed, approved, new SaleEscalationSolved(TheSale, Customer, Facts, SaleState.Approved, Monday.At, null, Reviewer, Later))!
            .ShouldSatisfyAllConditions(sale => sale.State.ShouldBe(SaleState.Approved), sale => sale.Confirmed.ShouldBeTrue("what was confirmed stays so"));
    }

    [Fact]
    public void A_sale_is_not_escalated_from_under_another_reviewer()
    {
        Escalate.Given(Submitted, Claimed).When(new(OtherReviewer, false, EscalationReason.System, null, Later)).ThenRefused("telecom-sales.claimed-by-another");
        Escalate.Given(Submitted, Claimed).When(new(Supervisor, true, EscalationReason.System, null, Monday)).Then(Escalated with { By = Supervisor });
    }

    [Fact]
    public void An_escalation_nobody_solved_rejects_the_sale() => Close.Given(Submitted, Escalated).When(new(Supervisor, "He left", Later))
        .Then(new SaleRejected(TheSale, Customer, Facts, SaleState.Escalated, RejectReason.EscalationUnsolved, "He left", Supervisor, Later), Freed);
}
