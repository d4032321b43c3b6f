using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;
using Crm.Projections.Collections;

namespace Crm.Api.Collections.Queries;

/// <summary>What of the accounts is asked for; everything left out does not limit.</summary>
/// <param name="Owner">An agent; <c>me</c> is the caller, <c>none</c> nobody.</param>
/// <param name="MinBalance">Owed at least this.</param>
/// <param name="Reference">The creditor's number begins with this.</param>
/// <param name="Live">Left out: only what there is still something to collect of.</param>
public sealed record AccountFilter(
    Guid? Campaign, Guid? Team, string? Owner, Guid? Portfolio, Priority? Priority, TrayStatus? Status, decimal? MinBalance, string? Reference, bool? Live);

/// <summary>The collectors' accounts: most urgent first, then the earliest promise, then the most owed.</summary>
public sealed class AccountTray(ViewReader views, DebtorLabels labels, BusinessClock clock)
{
    internal static readonly SortKey[] Sort = [SortKey.Number("urgency"), SortKey.Text("due"), SortKey.Number("less_owed"), SortKey.Id];
    private static readonly SortKey[] ByBalance = [SortKey.Number("less_owed"), SortKey.Id];

    public async Task<Page<AccountLine>> Page(
        AccountFilter filter, string? sort, CallerScope scope, CallerScope personal, PageRequest page, bool total, CancellationToken ct)
    {
        var query = new ListQuery(DocumentTable.Of<AccountsTray>()).Within(scope)
            .WhereAsked("campaign_id = {0}", filter.Campaign?.ToString())
            .WhereAsked("team_id = {0}", filter.Team?.ToString())
            .WhereAsked("portfolio_id = {0}", filter.Portfolio?.ToString())
            .WhereAsked("priority = {0}", Stored.Name(filter.Priority))
            .WhereAsked("status = {0}", Stored.Name(filter.Status))
            .WhereAsked("balance >= {0}", filter.MinBalance)
            .WhereAsked("starts_with(reference, {0})", filter.Reference);
        if (filter.Live is not false) query.Where("live");
        if (filter.Owner is "none") query.Where("owner_id is null");
        else query.WhereAsked("owner_id = {0}", filter.Owner is "me" ? scope.UserText : filter.Owner);

        var rows = await query.Read<TrayAccount>(views, page, sort is "balance" ? ByBalance : Sort, total, ct);
        var line = await Lines(rows.Items, ct);
        return new([.. rows.Items.Select(row => line(row, personal.Reaches(row.CampaignId, row.TeamId, row.OwnerId)))], rows.Next, rows.Total);
    }

    /// <summary>The lines of accounts, for who may see their debtors' personal data and for who may not.</summary>
    internal async Task<Func<TrayAccount, bool, AccountLine>> Lines(IReadOnlyList<TrayAccount> rows, CancellationToken ct)
    {
        var label = await labels.For(rows.Select(row => row.DebtorId), ct);
        var now = clock.GetUtcNow();
        return (row, maySee) => AccountLine.Of(row, now, label(row.DebtorId, maySee));
    }
}

/// <summary>An account as a line of a list.</summary>
/// <param name="DaysPastDue">As of <paramref name="Today"/>, the campaign's date; priority is as of <paramref name="PriorityOn"/>, its last opened day.</param>
public sealed record AccountLine(
    AccountId AccountId, CampaignId CampaignId, PortfolioId PortfolioId, string Creditor, string Reference, DebtorLabel Debtor, UserId? OwnerId, TeamId? TeamId,
    Priority Priority, DateOnly PriorityOn, int DaysPastDue, DateOnly Today, TrayStatus Status, Money Balance, Balance Components, Money Credit, Money Paid,
    TrayPromise? Promise, TrayAgreement? Agreement, int Attempts, int Contacts, IReadOnlyList<TrayAttempt> LatestAttempts)
{
    public static AccountLine Of(TrayAccount row, DateTimeOffset now, DebtorLabel debtor)
    {
        var today = BusinessMoment.Of(now, row.Zone).Date;
        return new(
            row.AccountId, row.CampaignId, row.PortfolioId, row.Creditor, row.Reference, debtor, row.OwnerId, row.TeamId, row.Priority, row.PriorityOn,
            row.Clock.On(today), today, row.Status, row.Balance, row.Components, row.Credit, row.Paid, row.Promise, row.Agreement, row.Attempts, row.Contacts, row.LatestAttempts);
    }
}
