using Crm.Api.Audit;
using Crm.Api.Collections.Queries;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Projections.Campaigns;
using Crm.Projections.Collections;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Work;

/// <summary>The accounts to work: mine, my team's or nobody's, most urgent first.</summary>
[RecordsReads(AccessKind.Tray)]
[Requires(Permission.AccountsRead)]
public sealed class TrayModel(AccountTray tray, ViewReader views) : WorkPage
{
    private IReadOnlyDictionary<Guid, CampaignInfo> _campaigns = new Dictionary<Guid, CampaignInfo>();

    public Page<AccountLine> Accounts { get; private set; } = new([], null);

    [BindProperty(SupportsGet = true)]
    public TrayView View { get; set; }

    [BindProperty(SupportsGet = true)]
    public Priority? Priority { get; set; }

    [BindProperty(SupportsGet = true)]
    public TrayStatus? Status { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var scope = ScopeOf(Permission.AccountsRead);
        var owner = View switch { TrayView.Mine => "me", TrayView.Unassigned => "none", _ => null };
        Accounts = await tray.Page(
            new(null, null, owner, null, Priority, Status, null, null, null), null, scope, ScopeOf(Permission.CustomersSeePersonalData),
            new(PageRequest.DefaultLimit, Cursor), total: Cursor is null, ct);
        _campaigns = await views.FindMany<CampaignCard, CampaignInfo>([.. Accounts.Items.Select(line => line.CampaignId.Value).Distinct()], ct);
    }

    /// <summary>The stream that tells when these change.</summary>
    public string Stream => "/api/collections/trays/accounts/live" + (View is TrayView.Mine ? "?person=me" : "");

    /// <summary>Whether the stream counts what the page shows: nothing is filtered that it knows nothing of.</summary>
    public bool IsWhole => View is not TrayView.Unassigned && Priority is null && Status is null;

    /// <summary>An outcome in the words of the account's campaign.</summary>
    public string Outcome(AccountLine line, string code) => Badges.Outcome(_campaigns.GetValueOrDefault(line.CampaignId.Value), code);
}

/// <summary>Whose accounts are shown.</summary>
public enum TrayView { Mine, All, Unassigned }
