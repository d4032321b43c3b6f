using Crm.Api.Http;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Projections.Collections;

namespace Crm.Api.Collections.Queries;

/// <summary>A row of a tray with the debtor it is about.</summary>
public sealed record TrayLine<TRow>(TRow Row, DebtorLabel Debtor);

/// <summary>The trays of what is due, broken or waits for somebody. A row is reached by its campaign, team or person; the debtor's name comes with it.</summary>
public sealed class DueTrays(ViewReader views, DebtorLabels labels)
{
    private static readonly SortKey[] ByDueOn = [SortKey.Text("due_on"), SortKey.Id];

    /// <param name="due"><c>today</c>, <c>overdue</c>, <c>upcoming</c>, or left out: all open ones.</param>
    /// <param name="today">The date these words are about: the campaigns' own, from the caller.</param>
    public Task<Page<TrayLine<OpenPromise>>> Promises(TrayRequest request, string? due, DateOnly today, CancellationToken ct)
    {
        var query = Begin<PromisesTray>(request, "agent_id");
        _ = due switch
        {
            "today" => query.Where("due_on = {0}", Iso(today)),
            "overdue" => query.Where("due_on < {0}", Iso(today)),
            "upcoming" => query.Where("due_on > {0}", Iso(today)),
            _ => query,
        };
        return Read<OpenPromise>(query, ByDueOn, request, row => (row.DebtorId, row.CampaignId, row.TeamId, row.AgentId), ct);
    }

    public Task<Page<TrayLine<UnmetPromise>>> BrokenPromises(TrayRequest request, CancellationToken ct) =>
        Read<UnmetPromise>(Begin<BrokenPromisesTray>(request, "agent_id"), ByDueOn, request, row => (row.DebtorId, row.CampaignId, row.TeamId, row.AgentId), ct);

    public Task<Page<TrayLine<BrokenAgreement>>> BrokenAgreements(TrayRequest request, CancellationToken ct) =>
        Read<BrokenAgreement>(Begin<BrokenAgreementsTray>(request, "agent_id"), [SortKey.Text("overdue_since"), SortKey.Id], request,
            row => (row.DebtorId, row.CampaignId, row.TeamId, row.AgentId), ct);

    public Task<Page<TrayLine<ReminderTask>>> Reminders(TrayRequest request, CancellationToken ct) =>
        Read<ReminderTask>(Begin<ReminderTasksTray>(request, "agent_id"), ByDueOn, request, row => (row.DebtorId, row.CampaignId, row.TeamId, row.AgentId), ct);

    public Task<Page<TrayLine<PaymentToConfirm>>> PaymentsToConfirm(TrayRequest request, CancellationToken ct) =>
        Read<PaymentToConfirm>(Begin<PaymentsToConfirmTray>(request, "registered_by", hasTeam: false), [SortKey.Instant("registered_at"), SortKey.Id], request,
            row => (row.DebtorId, row.CampaignId, null, row.RegisteredBy), ct);

    public Task<Page<TrayLine<AgreementToApprove>>> AgreementsToApprove(TrayRequest request, CancellationToken ct) =>
        Read<AgreementToApprove>(Begin<AgreementsToApproveTray>(request, "proposed_by", hasTeam: false), [SortKey.Instant("proposed_at"), SortKey.Id], request,
            row => (row.DebtorId, row.CampaignId, null, row.ProposedBy), ct);

    /// <summary>Follow-ups that somebody still has to do, by instant.</summary>
    public Task<Page<TrayLine<FollowUpItem>>> FollowUps(TrayRequest request, DateOnly? from, DateOnly? to, bool pendingOnly, CancellationToken ct)
    {
        var query = Begin<FollowUpsTray>(request, "owner_id")
            .WhereAsked("due_on >= {0}", from is { } first ? Iso(first) : null)
            .WhereAsked("due_on <= {0}", to is { } last ? Iso(last) : null);
        if (pendingOnly) query.Where("pending");
        return Read<FollowUpItem>(query, [SortKey.Instant("due_at"), SortKey.Id], request, row => (row.DebtorId, row.CampaignId, row.TeamId, row.OwnerId), ct);
    }

    internal static ListQuery Begin<TProjection>(TrayRequest request, string person, bool hasTeam = true) where TProjection : EventStore.Projecting.Projection, new()
    {
        var query = new ListQuery(DocumentTable.Of<TProjection>())
            .Within(request.Scope, person, hasTeam ? "team_id" : null)
            .WhereAsked("campaign_id = {0}", request.Campaign?.ToString())
            .WhereAsked($"{person} = {{0}}", request.Person is "me" ? request.Scope.UserText : request.Person);
        return hasTeam ? query.WhereAsked("team_id = {0}", request.Team?.ToString()) : query;
    }

    private async Task<Page<TrayLine<TRow>>> Read<TRow>(
        ListQuery query, SortKey[] sort, TrayRequest request, Func<TRow, (DebtorId Debtor, CampaignId Campaign, TeamId? Team, UserId? Person)> about, CancellationToken ct)
        where TRow : class
    {
        var rows = await query.Read<TRow>(views, request.Page, sort, request.Total, ct);
        var line = await Lines(rows.Items, row => about(row).Debtor, ct);
        return new(
            [.. rows.Items.Select(row =>
            {
                var (_, campaign, team, person) = about(row);
                return line(row, request.Personal.Reaches(campaign, team, person));
            })],
            rows.Next, rows.Total);
    }

    /// <summary>The lines of rows, for who may see their debtors' personal data and for who may not.</summary>
    internal async Task<Func<TRow, bool, TrayLine<TRow>>> Lines<TRow>(IReadOnlyList<TRow> rows, Func<TRow, DebtorId> debtor, CancellationToken ct)
    {
        var label = await labels.For(rows.Select(debtor), ct);
        return (row, maySee) => new(row, label(debtor(row), maySee));
    }

    private static string Iso(DateOnly date) => date.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}
