using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Projections.TelecomSales;
using SortKey = Crm.Api.Queries.SortKey;

namespace Crm.Api.TelecomSales.Queries;

/// <summary>A sale in a tray, for a person who reads it.</summary>
/// <param name="DueAt">By when it has to have left the tray, UTC; <c>null</c>: the tray has no target.</param>
/// <param name="Late">Whether that is over.</param>
/// <param name="Claimed">Whether somebody has it to himself at this moment.</param>
public sealed record SaleTrayLine(SaleInTray Sale, CustomerLabel Customer, DateTimeOffset? DueAt, bool Late, bool Claimed);

/// <summary>How much there is in a tray.</summary>
/// <param name="Late">Of them, those that are over the tray's target.</param>
/// <param name="Claimed">Of them, those that somebody has to himself.</param>
/// <param name="Oldest">Since when the oldest is there, UTC.</param>
public sealed record TrayCount(SaleTray Tray, long Sales, long Late, long Claimed, DateTimeOffset? Oldest);

/// <summary>What a tray may be narrowed to beside campaign, team and person.</summary>
/// <param name="Claimed"><c>me</c>, <c>others</c> or <c>nobody</c>.</param>
/// <param name="Late">Only those that are over the target.</param>
public sealed record SaleTrayFilter(Choice<SaleKind>? Kind = null, string? Claimed = null, bool? Late = null);

/// <summary>The trays of the room: pages, oldest first, and how much is in each.</summary>
public sealed class SalesTrays(ViewReader views, CustomerLabels labels, TrayTargets targets, BusinessClock clock)
{
    private static readonly SortKey[] OldestFirst = [SortKey.Instant("since"), SortKey.Id];

    public async Task<Page<SaleTrayLine>> Page(SaleTray tray, TrayRequest request, SaleTrayFilter filter, CancellationToken ct)
    {
        var (now, due) = (clock.GetUtcNow(), await targets.Get(ct));
        var query = Within(new ListQuery(DocumentTable.Of<SalesTray>()).Where("tray = {0}", Stored.Name<SaleTray>(tray)), request)
            .WhereAsked("kind = {0}", Stored.Name(filter.Kind?.Value));
        if (filter.Claimed is "me") query.Where("claimed_by = {0} and claimed_until > {1}", request.Scope.UserText, Micros(now));
        else if (filter.Claimed is "others") query.Where("claimed_by <> {0} and claimed_until > {1}", request.Scope.UserText, Micros(now));
        else if (filter.Claimed is "nobody") query.Where("(claimed_until is null or claimed_until <= {0})", Micros(now));
        if (filter.Late is true) WhereLate(query, tray, due, now);

        var rows = await query.Read<SaleInTray>(views, request.Page, OldestFirst, request.Total, ct);
        var line = Lines(due, now, await labels.For(rows.Items.Select(row => row.SaleId), ct));
        return new([.. rows.Items.Select(row => line(row, request.Personal.Reaches(row.CampaignId, row.TeamId, row.AgentId)))], rows.Next, rows.Total);
    }

    /// <returns>The line of a row as of now, for who may see the customer's personal data or not.</returns>
    internal async Task<Func<SaleInTray, bool, SaleTrayLine>> Lines(IReadOnlyList<SaleInTray> rows, CancellationToken ct) =>
        Lines(await targets.Get(ct), clock.GetUtcNow(), await labels.For(rows.Select(row => row.SaleId), ct));

    /// <summary>Every tray with what is in it, also those with nothing.</summary>
    public async Task<IReadOnlyList<TrayCount>> Counts(TrayRequest request, CancellationToken ct)
    {
        var (now, due) = (clock.GetUtcNow(), await targets.Get(ct));
        // By campaign, as each has targets of its own; those without a policy share the default's.
        var campaigns = due.Policies.Keys.Cast<CampaignId?>().Append(null).ToList();
        var limits = (from campaign in campaigns from tray in Enum.GetValues<SaleTray>() select (campaign, tray, Before: due.LateBefore(campaign, tray, now))).ToList();
        var query = Within(new ListQuery($"{DocumentTable.Of<SalesTray>()} s"), request);
        var rows = await query.Select<CountRow>(views,
            $$"""
            s.tray as "Tray", count(*) as "Sales", count(*) filter (where s.since < coalesce(own.before, usual.before)) as "Late",
                count(*) filter (where s.claimed_until > {0}) as "Claimed", min(s.since) as "Oldest"
            """,
            """
            left join unnest({1}, {2}, {3}) as own (campaign, tray, before) on own.campaign = s.campaign_id and own.tray = s.tray
            left join unnest({4}, {5}) as usual (tray, before) on usual.tray = s.tray
            """,
            "group by s.tray",
            [
                Micros(now),
                limits.Where(limit => limit.campaign is not null).Select(limit => limit.campaign.ToString()!).ToArray(),
                limits.Where(limit => limit.campaign is not null).Select(limit => Stored.Name<SaleTray>(limit.tray)!).ToArray(),
                limits.Where(limit => limit.campaign is not null).Select(limit => limit.Before is { } before ? Micros(before) : long.MinValue).ToArray(),
                limits.Where(limit => limit.campaign is null).Select(limit => Stored.Name<SaleTray>(limit.tray)!).ToArray(),
                limits.Where(limit => limit.campaign is null).Select(limit => limit.Before is { } before ? Micros(before) : long.MinValue).ToArray(),
            ], ct);
        var found = rows.ToDictionary(row => row.Tray);
        return
        [
            .. Enum.GetValues<SaleTray>().Select(tray => found.TryGetValue(Stored.Name<SaleTray>(tray)!, out var row)
                ? new TrayCount(tray, row.Sales, row.Late, row.Claimed, DateTimeOffset.UnixEpoch.AddTicks(row.Oldest * TimeSpan.TicksPerMicrosecond))
                : new TrayCount(tray, 0, 0, 0, null)),
        ];
    }

    /// <summary>The next sales that wait for review and that nobody has, oldest first, behind one that was tried.</summary>
    internal async Task<IReadOnlyList<Waiting>> Unclaimed(Guid? campaign, SaleKind? kind, CallerScope scope, long since, Guid? after, CancellationToken ct)
    {
        var query = new ListQuery(DocumentTable.Of<SalesTray>()).Where("tray = {0}", Stored.Name<SaleTray>(SaleTray.PendingReview)).Within(scope, "agent_id")
            .WhereAsked("campaign_id = {0}", campaign?.ToString()).WhereAsked("kind = {0}", Stored.Name(kind))
            .Where("(claimed_until is null or claimed_until <= {0})", Micros(clock.GetUtcNow()))
            .Where("agent_id is distinct from {0}", scope.UserText);
        if (after is { } id) query.Where("(since, id) > ({0}, {1})", since, id);
        return await query.Select<Waiting>(views, "id as \"Id\", since as \"Since\"", "", "order by since, id limit 20", [], ct);
    }

    internal static ListQuery Within(ListQuery query, TrayRequest request) => query
        .Within(request.Scope, "agent_id")
        .WhereAsked("campaign_id = {0}", request.Campaign?.ToString())
        .WhereAsked("team_id = {0}", request.Team?.ToString())
        .WhereAsked("agent_id = {0}", request.Person is "me" ? request.Scope.UserText : request.Person);

    private static Func<SaleInTray, bool, SaleTrayLine> Lines(Targets due, DateTimeOffset now, Func<SaleId, CustomerId, bool, CustomerLabel> label) => (row, maySee) =>
    {
        var dueAt = due.DueAt(row.CampaignId, row.Tray, row.TraySince);
        return new(row, label(row.SaleId, row.CustomerId, maySee), dueAt, dueAt < now, row.ClaimedUntil > now);
    };

    private static void WhereLate(ListQuery query, SaleTray tray, Targets due, DateTimeOffset now)
    {
        long Before(CampaignId? campaign) => due.LateBefore(campaign, tray, now) is { } before ? Micros(before) : long.MinValue;
        var own = due.Policies.Keys.ToList();
        query.Where(
            "since < coalesce((select l.before from unnest({0}, {1}) as l (campaign, before) where l.campaign = campaign_id), {2})",
            own.Select(campaign => campaign.ToString()).ToArray(), own.Select(campaign => Before(campaign)).ToArray(), Before(null));
    }

    private static long Micros(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    internal sealed record Waiting(Guid Id, long Since);

    private sealed class CountRow
    {
        public string Tray { get; init; } = "";
        public long Sales { get; init; }
        public long Late { get; init; }
        public long Claimed { get; init; }
        public long Oldest { get; init; }
    }
}
