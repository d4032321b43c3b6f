using Crm.Api.Audit;
using Crm.Api.Collections.Queries;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Projections.Collections;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Work;

/// <summary>Promises and agreements that were broken and not mended yet.</summary>
[RecordsReads(AccessKind.Tray)]
[Requires(Permission.PromisesRead)]
public sealed class BrokenModel(DueTrays trays) : WorkPage
{
    public Page<TrayLine<UnmetPromise>> Promises { get; private set; } = new([], null);
    public Page<TrayLine<BrokenAgreement>> Agreements { get; private set; } = new([], null);

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    /// <summary>Which of the two lists the cursor belongs to.</summary>
    [BindProperty(SupportsGet = true)]
    public string? List { get; set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Promises = await trays.BrokenPromises(this.Rows(Permission.PromisesRead, List is "promises" ? Cursor : null), ct);
        if (Who.Has(Permission.AgreementsRead))
            Agreements = await trays.BrokenAgreements(this.Rows(Permission.AgreementsRead, List is "agreements" ? Cursor : null), ct);
    }
}
