using Crm.Api.Audit;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.TelecomSales;
using Crm.Api.TelecomSales.Leads;
using Crm.Api.TelecomSales.Queries;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.Sales;
using Crm.Projections.Campaigns;
using Crm.Projections.TelecomSales;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Sales;

/// <summary>One sale: what was agreed, where it stands, every step it took, and the forms of the steps it may take next.</summary>
[Requires(Permission.SalesRead)]
[RecordsReads(AccessKind.SaleFile, ByItself = true)]
public sealed class SaleModel(
    SaleQueries queries, ViewReader views, UserReader users, AccessLog reads, Commands commands, SalesFacts facts, LeadQueries leads, BusinessClock clock) : SalesPage(views, users)
{
    private static readonly string[] Shown = [DocumentTable.NameOf<SaleFile>(), DocumentTable.NameOf<SalesTray>(), DocumentTable.NameOf<SaleDirectory>()];

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public SaleRecord Sale { get; private set; } = null!;
    public CampaignInfo Campaign { get; private set; } = null!;
    public IReadOnlyList<SaleAct> Acts { get; private set; } = [];

    /// <summary>The form to correct a returned sale; <c>null</c>: it is not returned, not the reader's, or he may not see what he would correct.</summary>
    public SaleFieldsView? Correction { get; private set; }

    /// <summary>Whether somebody's claim counts at this moment.</summary>
    public bool Claimed { get; private set; }

    public string Zone => Campaign.Zone;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await Load(ct) ? Page() : Missing();

    public Task<IActionResult> OnPostClaimAsync(CancellationToken ct) => Send(
        "claim", "ClaimSale", Permission.SalesReview, Id, (id, context) => ReviewEndpoints.Claim(id, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostReleaseAsync(CancellationToken ct) => Send(
        "release", "ReleaseSale", Permission.SalesReview, Id, (id, context) => ReviewEndpoints.Release(id, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostApproveAsync(string? comment, CancellationToken ct) => Send(
        "approve", "ApproveSale", Permission.SalesReview, Said(comment), (body, context) => ReviewEndpoints.Approve(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostReturnAsync(IReadOnlyList<ReturnReason> reasons, IReadOnlyList<SaleField> fields, string? comment, CancellationToken ct) => Send(
        "return", "ReturnSale", Permission.SalesReview, new ReturnSaleRequest(reasons, fields, comment), (body, context) => ReviewEndpoints.Return(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostRejectAsync(RejectReason reason, string? comment, CancellationToken ct) => Send(
        "reject", "RejectSale", Permission.SalesReview, new RejectSaleRequest(reason, comment), (body, context) => ReviewEndpoints.Reject(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostEscalateAsync(EscalationReason reason, string? comment, CancellationToken ct) => Send(
        "escalate", "EscalateSale", Permission.SalesEscalate, new EscalateSaleRequest(reason, comment), (body, context) => ReviewEndpoints.Escalate(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostSolveAsync(string? comment, CancellationToken ct) => Send(
        "solve", "SolveEscalation", Permission.SalesEscalate, Said(comment), (body, context) => ReviewEndpoints.Solve(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostCloseUnsolvedAsync(string? comment, CancellationToken ct) => Send(
        "closeunsolved", "CloseEscalationUnsolved", Permission.SalesEscalate, Said(comment), (body, context) => ReviewEndpoints.CloseUnsolved(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostConfirmAsync(string? comment, CancellationToken ct) => Send(
        "confirm", "ConfirmSale", Permission.SalesVerify, Said(comment), (body, context) => ReviewEndpoints.Confirm(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostDeclineAsync(string? comment, CancellationToken ct) => Send(
        "decline", "DeclineSale", Permission.SalesVerify, Said(comment), (body, context) => ReviewEndpoints.Decline(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostKeyOrderAsync(string? number, CancellationToken ct) => Send(
        "keyorder", "KeyOrder", Permission.SalesKeyOrder, new OrderNumberRequest(number ?? ""), (body, context) => OrderEndpoints.Key(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostRekeyAsync(string? number, string? comment, CancellationToken ct) => Send(
        "rekey", "RekeyOrder", Permission.SalesKeyOrder, new RekeyOrderRequest(number ?? "", comment), (body, context) => OrderEndpoints.Rekey(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostCorrectNumberAsync(string? number, CancellationToken ct) => Send(
        "correctnumber", "CorrectOrderNumber", Permission.SalesKeyOrder, new OrderNumberRequest(number ?? ""), (body, context) => OrderEndpoints.CorrectNumber(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostDeliverAsync(DateOnly? on, CancellationToken ct) => Send(
        "deliver", "DeliverOrder", Permission.SalesTrack, new DateRequest(on), (body, context) => OrderEndpoints.Deliver(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostDeliveryFailedAsync(DeliveryFailure reason, string? comment, CancellationToken ct) => Send(
        "deliveryfailed", "ReportDeliveryFailed", Permission.SalesTrack, new DeliveryFailedRequest(reason, comment), (body, context) => OrderEndpoints.DeliveryFailed(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostRetryAsync(DateOnly? on, CancellationToken ct) => Send(
        "retry", "RetryDelivery", Permission.SalesTrack, new DateRequest(on), (body, context) => OrderEndpoints.Retry(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostActivateAsync(DateOnly? on, CancellationToken ct) => Send(
        "activate", "ActivateSale", Permission.SalesActivate, new DateRequest(on), (body, context) => OrderEndpoints.Activate(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostOperatorRejectionAsync(OperatorRejection reason, string? comment, CancellationToken ct) => Send(
        "operatorrejection", "RejectByOperator", Permission.SalesTrack, new OperatorRejectionRequest(reason, comment), (body, context) => OrderEndpoints.OperatorRejects(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostChargeBackAsync(DateOnly? on, ChargebackReason reason, string? comment, CancellationToken ct) => Send(
        "chargeback", "ChargeBackSale", Permission.SalesChargeBack, new ChargeBackRequest(reason, on, comment), (body, context) => OrderEndpoints.ChargeBack(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostReassignAsync(Guid agent, CancellationToken ct) => Send(
        "reassign", "ReassignSale", Permission.SalesAssign, new ReassignSaleRequest(new(agent)), (body, context) => SaleEndpoints.Reassign(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostCancelAsync(CancelReason reason, string? comment, CancellationToken ct) => Send(
        "cancel", "CancelSale", Permission.SalesCancel, new CancelSaleRequest(reason, comment), (body, context) => SaleEndpoints.Cancel(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostWithdrawAsync(string? comment, CancellationToken ct) => Send(
        "withdraw", "WithdrawSale", Permission.SalesUpdate, Said(comment), (body, context) => SaleEndpoints.Withdraw(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostNoteAsync(string? text, CancellationToken ct) => Send(
        "note", "NoteSale", Permission.SalesUpdate, new NoteSaleRequest(text ?? ""), (body, context) => SaleEndpoints.Note(Id, body, context, commands, facts, ct), ct);

    public async Task<IActionResult> OnPostCorrectAsync(SaleFields form, string? comment, CancellationToken ct) => await Load(ct)
        ? await Send("correct", "ResubmitSale", Permission.SalesUpdate, new ResubmitSaleRequest(form.Form(Campaign.Currency), new(form.Plan), comment),
            (body, context) => SaleEndpoints.Resubmit(Id, body, context, commands, facts, leads, ct), ct)
        : Missing();

    private static SaleCommentRequest Said(string? comment) => new(comment);

    private async Task<IActionResult> Send<TRequest>(
        string form, string command, string permission, TRequest request, Func<TRequest, CommandContext, Task<IResult>> run, CancellationToken ct)
    {
        if (!ModelState.IsValid)
            RefuseUnread(form);
        else if (await Give(form, command, permission, request, run, Shown, ct))
            return RedirectToPage(new { id = Id });

        return await Load(ct) ? Page() : Missing();
    }

    private async Task<bool> Load(CancellationToken ct)
    {
        if (await queries.Show(Id, ScopeOf(Permission.SalesRead), ScopeOf(Permission.CustomersSeePersonalData), ct) is not { } shown) return false;

        if (shown.PersonalDataShown) await reads.Record(CommandContext.For(HttpContext, "ShowSale", Permission.SalesRead), AccessKind.SaleFile, Id.ToString(), new { }, ct);
        Sale = shown.Sale;
        Campaign = (await Views.Find<CampaignCard, CampaignInfo>(Sale.CampaignId.Value, ct))!;
        await Know(Sale.Timeline.Select(step => step.By).Append(Sale.AgentId).Append(Sale.ClaimedBy), ct);

        var now = clock.GetUtcNow();
        var today = BusinessMoment.Of(now, Zone).Date;
        Claimed = Sale.ClaimedBy is not null && now < Sale.ClaimedUntil;
        bool May(string permission) => ScopeOf(permission).Reaches(Sale.CampaignId, Sale.TeamId, Sale.AgentId);
        var mine = Sale.AgentId == Who.UserId;
        Acts = SaleActs.For(new(Sale, Sale.Timeline[0].Date, today, Claimed && Sale.ClaimedBy == Who.UserId, Claimed && Sale.ClaimedBy != Who.UserId, mine, May)
        {
            Colleagues = May(Permission.SalesAssign) ? [.. (await Colleagues(Sale.CampaignId, now, ct)).Where(person => person.Id != Sale.AgentId)] : [],
        });
        if (Sale.State is SaleState.Returned && mine && shown.PersonalDataShown && May(Permission.SalesUpdate)) Correction = await Correct(today, ct);
        return true;
    }

    private async Task<SaleFieldsView?> Correct(DateOnly today, CancellationToken ct)
    {
        var policy = await PolicyOf(Sale.CampaignId, facts.Keys, ct);
        if (policy.Kind(Sale.Kind) is not { } kind) return null;

        var sold = await PlanEndpoints.Page(Sale.CampaignId.Value, Sale.Kind, today, new(PageRequest.MaxLimit, null), ScopeOf(Permission.PlansRead), Views, ct);
        List<PlanInfo> plans = [.. sold.Items];
        // The plan it was sold under stays on offer to it, also when it is not sold any more.
        if (plans.All(plan => plan.PlanId != Sale.Plan.PlanId) && await Views.Find<PlanCard, PlanInfo>(Sale.Plan.PlanId.Value, ct) is { } own) plans.Insert(0, own);
        return new(Campaign, policy, kind, plans, today, Sale.FieldsToCorrect,
            field => Refusal?.Form == SaleActs.Correct ? Typed(SaleActs.Correct, SaleFieldsView.NameOf(field)) : SaleFieldsView.Of(Sale, field));
    }
}
