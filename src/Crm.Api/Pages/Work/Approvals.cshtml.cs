using Crm.Api.Audit;
using Crm.Api.Collections;
using Crm.Api.Collections.Queries;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Projections.Collections;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Work;

/// <summary>Agreements below the campaign's floor that wait for a supervisor.</summary>
[RecordsReads(AccessKind.Tray)]
[Requires(Permission.AgreementsApprove)]
public sealed class ApprovalsModel(DueTrays trays, Commands commands, CollectionsFacts facts) : WorkPage
{
    private static readonly string[] Shown = [DocumentTable.NameOf<AgreementsToApproveTray>()];

    public Page<TrayLine<AgreementToApprove>> Agreements { get; private set; } = new([], null);

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public async Task OnGetAsync(CancellationToken ct) =>
        Agreements = await trays.AgreementsToApprove(this.Rows(Permission.AgreementsApprove, Cursor), ct);

    public Task<IActionResult> OnPostApproveAsync(Guid id, string? note, CancellationToken ct) => Decide(
        "ApproveAgreement", new ApproveAgreementRequest(string.IsNullOrWhiteSpace(note) ? null : note),
        (body, context) => AgreementEndpoints.Approve(id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostRejectAsync(Guid id, string? note, CancellationToken ct) => Decide(
        "RejectAgreement", new ReasonRequest(note ?? ""), (body, context) => AgreementEndpoints.Reject(id, body, context, commands, facts, ct), ct);

    private async Task<IActionResult> Decide<TRequest>(
        string command, TRequest request, Func<TRequest, CommandContext, Task<IResult>> run, CancellationToken ct)
    {
        if (await Give("approvals", command, Permission.AgreementsApprove, request, run, Shown, ct)) return RedirectToPage();

        await OnGetAsync(ct);
        return Page();
    }
}
