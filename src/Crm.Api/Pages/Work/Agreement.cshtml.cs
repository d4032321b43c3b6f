using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Projections.Collections;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Work;

/// <summary>An agreement with its installments and its history.</summary>
[Requires(Permission.AgreementsRead)]
public sealed class AgreementModel(ViewReader views) : WorkPage
{
    public AgreementRecord Record { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        var scope = ScopeOf(Permission.AgreementsRead);
        if (await views.Find<AgreementFile, AgreementRecord>(id, ct) is not { } record) return NotFound();
        if (!scope.Reaches(record.Parties.CampaignId, record.Work?.TeamId, record.Work?.AgentId ?? record.ProposedBy)
            && !(await views.Find<AccountsTray, TrayAccount>(record.Parties.AccountId.Value, ct) is { } account && scope.Reaches(account.CampaignId, account.TeamId, account.OwnerId)))
            return NotFound();

        Record = record;
        return Page();
    }

    /// <summary>A step of the history in words; the figures stand beside it.</summary>
    public static string Label(string @event) => Texts.T("step." + @event);
}
