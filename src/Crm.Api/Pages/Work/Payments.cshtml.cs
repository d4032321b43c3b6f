using Crm.Api.Audit;
using Crm.Api.Collections;
using Crm.Api.Collections.Queries;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Projections.Collections;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Work;

/// <summary>Payments that wait for somebody to say that the money is there.</summary>
[RecordsReads(AccessKind.Tray)]
[Requires(Permission.PaymentsApprove)]
public sealed class PaymentsModel(DueTrays trays, Commands commands, CollectionsFacts facts) : WorkPage
{
    private static readonly string[] Shown = [DocumentTable.NameOf<PaymentsToConfirmTray>()];

    public Page<TrayLine<PaymentToConfirm>> Payments { get; private set; } = new([], null);

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public async Task OnGetAsync(CancellationToken ct) =>
        Payments = await trays.PaymentsToConfirm(this.Rows(Permission.PaymentsApprove, Cursor), ct);

    public Task<IActionResult> OnPostConfirmAsync(Guid id, CancellationToken ct) => Decide(
        "ConfirmPayment", id, (payment, context) => PaymentEndpoints.Confirm(payment, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostRejectAsync(Guid id, string? reason, CancellationToken ct) => Decide(
        "RejectPayment", new ReasonRequest(reason ?? ""), (body, context) => PaymentEndpoints.Reject(id, body, context, commands, facts, ct), ct);

    private async Task<IActionResult> Decide<TRequest>(
        string command, TRequest request, Func<TRequest, CommandContext, Task<IResult>> run, CancellationToken ct)
    {
        if (await Give("payments", command, Permission.PaymentsApprove, request, run, Shown, ct)) return RedirectToPage();

        await OnGetAsync(ct);
        return Page();
    }
}
