using Crm.Api.Campaigns;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.TelecomSales.Commissions;
using Crm.Projections.TelecomSales.Commissions;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Sales;

/// <summary>What somebody earns in a month, entry by entry; reckoned again from its events when asked.</summary>
[Requires(Permission.CommissionsRead)]
public sealed class CommissionModel(
    CommissionQueries commissions, StatementAudit audit, ViewReader views, UserReader users, Workplaces places, Commands commands, CommissionLedger ledger) : SalesPage(views, users)
{
    private static readonly string[] Shown = [DocumentTable.NameOf<CommissionStatementList>(), DocumentTable.NameOf<CommissionEntries>()];

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public StatementRow Statement { get; private set; } = null!;
    public Page<CommissionEntry> Entries { get; private set; } = new([], null);

    /// <summary>What its events come to; <c>null</c>: it was not asked for.</summary>
    public AuditedStatement? Audited { get; private set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    /// <summary>Whether to reckon it again.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Check { get; set; }

    /// <summary>Nobody adjusts what he earns himself.</summary>
    public bool MayAdjust => ScopeOf(Permission.CommissionsUpdate).Reaches(Statement.CampaignId) && Statement.AgentId != Who.UserId;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await Load(ct) ? Page() : Missing();

    /// <param name="entry">Made with the form, so that sending it twice adjusts once.</param>
    public async Task<IActionResult> OnPostAdjustAsync(decimal? amount, string? reason, Guid entry, CancellationToken ct)
    {
        if (!await Load(ct)) return Missing();
        if (!ModelState.IsValid || amount is not { } given)
            RefuseUnread("adjust");
        else if (await Give(
            "adjust", "AdjustCommission", Permission.CommissionsUpdate,
            new AdjustmentRequest(Statement.CampaignId, Statement.AgentId, Statement.Period, new(given, Statement.Currency), reason ?? "", entry),
            (body, context) => CommissionEndpoints.Adjust(body, context, commands, places, ledger, ct), Shown, ct))
            return RedirectToPage(new { id = Id });

        return Page();
    }

    private async Task<bool> Load(CancellationToken ct)
    {
        if (await commissions.Statement(Id, ScopeOf(Permission.CommissionsRead), ct) is not { } row) return false;

        Statement = row;
        Entries = await commissions.Entries(Id, new(PageRequest.DefaultLimit, Cursor), ct);
        if (Check) Audited = await audit.Of(Id, ct);
        await Know(Entries.Items.Select(entry => entry.By).Append(row.AgentId).Append(row.SettledBy), ct);
        return true;
    }
}
