using Crm.Api.Kpis;
using Crm.Api.Queries;
using Crm.Projections.Identity;
using Crm.Projections.TelecomSales.Kpis;

namespace Crm.Api.TelecomSales.Kpis;

/// <summary>The query of each figure, answering what <see cref="KpiSnapshot.Rows"/> reads. Names of columns are the program's; values are parameters.</summary>
internal static class SalesKpiSql
{
    /// <summary>The steps of a sale in the order they are taken.</summary>
    public static readonly List<string> Steps = ["approved", "orderEntered", "delivered", "activated"];

    private static readonly string[] Measures =
    [
        SaleCounts.Submitted, SaleCounts.Resubmitted, SaleCounts.Approved, SaleCounts.Returned, SaleCounts.Rejected, SaleCounts.Escalated, SaleCounts.Ordered, SaleCounts.Delivered,
        SaleCounts.OperatorRejected, SaleCounts.Activated, SaleCounts.Cancelled, SaleCounts.ChargedBack,
    ];

    /// <summary>How often something happened; what else happened stands among the parts.</summary>
    public static string Counted(KpiRequest request, string measure) =>
        $"""
        with facts as ({Facts(request)})
        select grouping(grp) as total, grp, null::text as currency, {Measure(measure)} as numerator, null::numeric as denominator, {Measure(measure)}::bigint as n,
               jsonb_build_object({string.Join(", ", Measures.Select(each => $"'{each}', {Measure(each)}"))})::text as parts
            from facts group by grouping sets ((grp), ())
        """;

    /// <summary>Returns by what reviewers decided.</summary>
    public static string ReturnRate(KpiRequest request)
    {
        var decided = $"{Measure(SaleCounts.Approved)} + {Measure(SaleCounts.Returned)} + {Measure(SaleCounts.RejectedInReview)}";
        return $"""
            with facts as ({Facts(request)})
            select grouping(grp) as total, grp, null::text as currency, {Measure(SaleCounts.Returned)} as numerator, {decided} as denominator, ({decided})::bigint as n,
                   jsonb_build_object('approved', {Measure(SaleCounts.Approved)}, 'returned', {Measure(SaleCounts.Returned)},
                       'rejected_in_review', {Measure(SaleCounts.RejectedInReview)}, 'rejected', {Measure(SaleCounts.Rejected)})::text as parts
                from facts group by grouping sets ((grp), ())
            """;
    }

    /// <summary>Returns by reason; the total counts each return once.</summary>
    public static string ReturnReasons(KpiRequest request) =>
        $"""
        with returned as (
            select coalesce(sum(n), 0) as n from {DocumentTable.OfCounters<SaleCounts>()}
                where campaign_id = @campaign and date between @from and @to and measure = '{SaleCounts.Returned}' and {request.Reach.Condition()}),
        reasons as (
            select reason, sum(n) as n from {DocumentTable.OfCounters<SaleReturnReasons>()}
                where campaign_id = @campaign and date between @from and @to and {request.Reach.Condition()} group by reason)
        select 0 as total, reason as grp, null::text as currency, reasons.n as numerator, returned.n as denominator, returned.n::bigint as n, '{Empty}' as parts
            from reasons cross join returned
        union all
        select 1, null, null, returned.n, returned.n, returned.n::bigint, '{Empty}' from returned
        """;

    /// <summary>Sales handed in in the period, by whether they came to be activated.</summary>
    public static string Conversion(KpiRequest request) =>
        $"""
        with facts as (
            select {Column(request.GroupBy, "submitted_on")} as grp, approved_on, ordered_on, delivered_on, activated_on from {DocumentTable.Of<SaleCourses>()}
                where campaign_id = @campaign and submitted_on between @from and @to and {request.Reach.Condition()})
        select grouping(grp) as total, grp, null::text as currency, count(activated_on)::numeric as numerator, count(*)::numeric as denominator, count(*) as n,
               jsonb_build_object('submitted', count(*), 'approved', count(approved_on), 'order_entered', count(ordered_on), 'delivered', count(delivered_on),
                   'activated', count(activated_on))::text as parts
            from facts group by grouping sets ((grp), ())
        """;

    /// <summary>Of the same sales, how many reached each step of those that reached the one before. Delivery is asked of those that have it.</summary>
    public static string ConversionBySteps(KpiRequest request) =>
        $"""
        with facts as (
            select approved_on, ordered_on, delivered_on, activated_on, (data #>> '{Delivery}')::boolean as delivers from {DocumentTable.Of<SaleCourses>()}
                where campaign_id = @campaign and submitted_on between @from and @to and {request.Reach.Condition()}),
        counts as (
            select count(*)::numeric as submitted, count(approved_on)::numeric as approved, count(ordered_on)::numeric as ordered,
                   (count(ordered_on) filter (where delivers))::numeric as to_deliver, (count(delivered_on) filter (where delivers))::numeric as delivered,
                   count(activated_on)::numeric as activated from facts),
        steps as (
            select 'approved' as step, approved as reached, submitted as before from counts
            union all select 'orderEntered', ordered, approved from counts
            union all select 'delivered', delivered, to_deliver from counts
            union all select 'activated', activated, ordered from counts)
        select 0 as total, step as grp, null::text as currency, reached as numerator, before as denominator, before::bigint as n, '{Empty}' as parts from steps
        union all
        select 1, null, null, activated, submitted, submitted::bigint,
               jsonb_build_object('submitted', submitted, 'approved', approved, 'order_entered', ordered, 'delivered', delivered, 'activated', activated)::text from counts
        """;

    /// <summary>How long sales stayed in trays, of every single stay that ended in the period.</summary>
    public static string TrayTime(KpiRequest request)
    {
        var group = request.GroupBy is KpiGroup.Tray ? "stay.tray" : Column(request.GroupBy, "stay.\"leftOn\"");
        return $"""
            with facts as (
                select {group} as grp, stay.seconds from {DocumentTable.Of<SaleCourses>()}
                    cross join lateral jsonb_to_recordset(data -> 'stays') as stay (tray text, "leftOn" text, seconds numeric)
                    where campaign_id = @campaign and last_left_on >= @from and submitted_on <= @to and stay."leftOn" between @from and @to and {request.Reach.Condition()}),
            measured as (
                select grouping(grp) as total, grp, count(*) as n, sum(seconds) as seconds, min(seconds) as least, max(seconds) as most,
                       percentile_cont(array[0.5, 0.9]) within group (order by seconds::double precision) as at from facts group by grouping sets ((grp), ()))
            select total, grp, null::text as currency, coalesce(round(at[1]::numeric, 3), 0) as numerator, null::numeric as denominator, n,
                   jsonb_build_object('median', coalesce(round(at[1]::numeric, 3), 0), 'p90', coalesce(round(at[2]::numeric, 3), 0), 'min', coalesce(least, 0), 'max', coalesce(most, 0),
                       'total_seconds', coalesce(seconds, 0))::text as parts from measured
            """;
    }

    /// <summary>Sales handed in by hours staffed; who has one of the two without the other is in it.</summary>
    public static string PerStaffedHour(KpiRequest request)
    {
        var staffed = request.GroupBy switch { KpiGroup.Agent => "agent", KpiGroup.Team => "team", KpiGroup.Day => "date", _ => "''" };
        return $"""
            with facts as ({Facts(request)}),
            sold as (
                select grouping(grp) as total, grp, {Measure(SaleCounts.Submitted)} as submitted, {Measure(SaleCounts.Activated)} as activated
                    from facts group by grouping sets ((grp), ())),
            staffed as (
                select grouping(grp) as total, grp, coalesce(sum(n), 0) as seconds
                    from (select {staffed} as grp, n from {DocumentTable.OfCounters<StaffedTime>()}
                        where campaign = @campaign and date between @from and @to and measure = '{StaffedTime.Staffed}' and {request.Reach.Condition("team", "agent")}) as days
                    group by grouping sets ((grp), ()))
            select coalesce(s.total, t.total) as total, coalesce(s.grp, t.grp) as grp, null::text as currency, coalesce(s.submitted, 0) as numerator,
                   round(coalesce(t.seconds, 0) / 3600.0, 6) as denominator, coalesce(s.submitted, 0)::bigint as n,
                   jsonb_build_object('submitted', coalesce(s.submitted, 0), 'activated', coalesce(s.activated, 0), 'staffed_seconds', coalesce(t.seconds, 0))::text as parts
                from sold s full join staffed t on t.total = s.total and coalesce(t.grp, '') = coalesce(s.grp, '')
            """;
    }

    private const string Empty = "{}", Delivery = "{steps,delivery}";

    private static string Facts(KpiRequest request) =>
        $"""
        select {Column(request.GroupBy, "date")} as grp, measure, n from {DocumentTable.OfCounters<SaleCounts>()}
            where campaign_id = @campaign and date between @from and @to and {request.Reach.Condition()}
        """;

    private static string Column(KpiGroup? group, string date) => group switch
    {
        null => "''",
        KpiGroup.Agent => "agent_id",
        KpiGroup.Team => "team_id",
        KpiGroup.Plan => "plan",
        KpiGroup.Kind => "kind",
        KpiGroup.Day => date,
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, "This figure is not grouped so."),
    };

    private static string Measure(string name) => $"coalesce(sum(n) filter (where measure = '{name}'), 0)";
}
