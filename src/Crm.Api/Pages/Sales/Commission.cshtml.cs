using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.TelecomSales.Commissions;
using Crm.Projections.TelecomSales.Commissions;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Sales;

/// <summary>What somebody earns in a month, entry by entry.</summary>
[Requires(Permission.CommissionsRead)]
public sealed class CommissionModel(CommissionQueries commissions, ViewReader views, UserReader users) : SalesPage(views, users)
{
    public StatementRow Statement { get; private set; } = null!;
    public Page<CommissionEntry> Entries { get; private set; } = new([], null);

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await commissions.Statement(id, ScopeOf(Permission.CommissionsRead), ct) is not { } row) return Missing();

        Statement = row;
        Entries = await commissions.Entries(id, new(PageRequest.DefaultLimit, Cursor), ct);
        await Know([row.AgentId, row.SettledBy], ct);
        return Page();
    }
}
