using Crm.Api.Audit;
using Crm.Api.Collections.Queries;
using Crm.Api.Http;
using Crm.Api.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Work;

/// <summary>Finds a debtor by name, document or phone. What was searched for is not kept; that somebody searched is.</summary>
[RecordsReads(AccessKind.DebtorSearch, ByItself = true)]
[Requires(Permission.CustomersRead)]
public sealed class SearchModel(DebtorQueries debtors, AccessLog reads) : WorkPage
{
    private const int Least = 3, Most = 100;

    public Page<FoundDebtor> Found { get; private set; } = new([], null);

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var text = Q?.Trim() ?? "";
        if (text.Length is < Least or > Most)
        {
            Refuse("search", StatusCodes.Status400BadRequest, Texts.T("search.short"), []);
            return Page();
        }

        var context = CommandContext.For(HttpContext, "SearchDebtors", Permission.CustomersRead);
        await reads.Record(context, AccessKind.DebtorSearch, null, new { length = text.Length }, ct);
        Found = await debtors.Search(text, context.Scope, ScopeOf(Permission.CustomersSeePersonalData), new(PageRequest.DefaultLimit, Cursor), ct);
        return Found.Items.Count == 1 && Cursor is null ? Redirect($"/desk/debtors/{Found.Items[0].Debtor.DebtorId}") : Page();
    }
}
