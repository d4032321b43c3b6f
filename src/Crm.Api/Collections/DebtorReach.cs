using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Projections.Collections;

namespace Crm.Api.Collections;

/// <summary>Whether a debtor is within somebody's reach through one of his accounts: a person may owe in several campaigns.</summary>
public sealed class DebtorReach(ViewReader views)
{
    /// <summary>Whether one of his accounts is within a scope.</summary>
    public async Task<bool> HasAccountWithin(DebtorId debtor, CallerScope scope, CancellationToken ct) => (await views.Query<bool>(
        $"""
        select exists (
            select 1 from {DocumentTable.Of<AccountsTray>()}
            where debtor_id = @debtor and (@all or campaign_id = any(@campaigns) or team_id = any(@teams) or (@own and owner_id = @user)))
        """,
        new { debtor = debtor.ToString(), all = scope.All, campaigns = scope.CampaignTexts, teams = scope.TeamTexts, own = scope.Own, user = scope.UserText }, ct)).Single();

    public async Task<IReadOnlyList<Guid>> AccountsOf(DebtorId debtor, CancellationToken ct) =>
        await views.Query<Guid>($"select id from {DocumentTable.Of<AccountsTray>()} where debtor_id = @debtor order by id", new { debtor = debtor.ToString() }, ct);
}
