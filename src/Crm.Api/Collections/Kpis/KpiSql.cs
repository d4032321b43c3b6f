using Crm.Api.Kpis;
using Crm.Api.Queries;
using Crm.Projections.Collections;
using Crm.Projections.Collections.Kpis;

namespace Crm.Api.Collections.Kpis;

/// <summary>
/// The query of each figure. Every one answers <c>total</c> (1 on the row over all groups), <c>grp</c>, <c>currency</c>, <c>numerator</c>,
/// <c>denominator</c>, <c>n</c> and <c>parts</c>; the total is a grouping set of its own, so that what is distinct is counted once.
/// Names of columns are the program's; values are parameters.
/// </summary>
internal static class KpiSql
{
    /// <summary>Attempts and the ratios among them.</summary>
    public static string Attempts(KpiRequest request, string numerator, string? denominator)
    {
        var byPortfolio = request.GroupBy is KpiGroup.Portfolio;
        var table = byPortfolio ? DocumentTable.OfCounters<PortfolioAttemptCounts>() : DocumentTable.OfCounters<AttemptCounts>();
        var group = Column(request.GroupBy, "date", "portfolio_id");
        return $"""
            with facts as (
                select {group} as grp, measure, n from {table}
                    where campaign_id = @campaign and date between @from and @to and {request.Reach.Condition()})
            select grouping(grp) as total, grp, null::text as currency,
                   {Measure(numerator)} as numerator, {(denominator is null ? "null::numeric" : Measure(denominator))} as denominator,
                   {Measure(denominator ?? numerator)}::bigint as n,
                   jsonb_build_object({Parts(AttemptCounts.Attempts, AttemptCounts.Contacts, AttemptCounts.RightParty, AttemptCounts.OutsidePolicy, AttemptCounts.Voided, AttemptCounts.Refused)})::text as parts
                from facts group by grouping sets ((grp), ())
            """;
    }

    /// <summary>Different accounts contacted, of those that were tried.</summary>
    public static string UniqueContacts(KpiRequest request) =>
        $"""
        with facts as (
            select {Column(request.GroupBy, "on_date", "portfolio_id")} as grp, account_id, attempts, contacts from {DocumentTable.Of<AccountDays>()}
                where campaign_id = @campaign and on_date between @from and @to and {request.Reach.Condition()})
        select grouping(grp) as total, grp, null::text as currency,
               count(distinct account_id) filter (where contacts > 0)::numeric as numerator,
               count(distinct account_id) filter (where attempts > 0)::numeric as denominator,
               count(distinct account_id) filter (where attempts > 0) as n,
               jsonb_build_object('attempts', coalesce(sum(attempts), 0), 'contacts', coalesce(sum(contacts), 0))::text as parts
            from facts group by grouping sets ((grp), ())
        """;

    /// <summary>Different accounts with a promise, by right-party contacts; the two come from different views and are joined by group.</summary>
    public static string PromiseRate(KpiRequest request)
    {
        var byPortfolio = request.GroupBy is KpiGroup.Portfolio;
        var attempts = byPortfolio ? DocumentTable.OfCounters<PortfolioAttemptCounts>() : DocumentTable.OfCounters<AttemptCounts>();
        return $"""
            with promised as (
                select grouping(grp) as total, grp, count(distinct account_id) filter (where promises > 0) as accounts, coalesce(sum(promises), 0) as promises
                    from (select {Column(request.GroupBy, "on_date", "portfolio_id")} as grp, account_id, promises from {DocumentTable.Of<AccountDays>()}
                        where campaign_id = @campaign and on_date between @from and @to and {request.Reach.Condition()}) as days
                    group by grouping sets ((grp), ())),
            reached as (
                select grouping(grp) as total, grp, coalesce(sum(n), 0) as contacts
                    from (select {Column(request.GroupBy, "date", "portfolio_id")} as grp, n from {attempts}
                        where campaign_id = @campaign and date between @from and @to and measure = '{AttemptCounts.RightParty}' and {request.Reach.Condition()}) as counts
                    group by grouping sets ((grp), ()))
            select coalesce(p.total, r.total) as total, coalesce(p.grp, r.grp) as grp, null::text as currency,
                   coalesce(p.accounts, 0)::numeric as numerator, coalesce(r.contacts, 0) as denominator, coalesce(r.contacts, 0)::bigint as n,
                   jsonb_build_object('accounts', coalesce(p.accounts, 0), 'promises', coalesce(p.promises, 0), 'right_party_contacts', coalesce(r.contacts, 0))::text as parts
                from promised p full join reached r on r.total = p.total and coalesce(r.grp, '') = coalesce(p.grp, '')
            """;
    }

    /// <summary>Promises due in the period by what became of them, by count or by amount.</summary>
    public static string PromisesKept(KpiRequest request, bool byAmount)
    {
        const string Decided = "outcome in ('kept', 'foundkept', 'partlykept', 'broken', 'curedlate')";
        var (numerator, denominator) = byAmount
            ? ($"coalesce(sum(kept_amount) filter (where {Decided}), 0)", $"coalesce(sum(promised) filter (where {Decided}), 0)")
            : ("count(*) filter (where outcome in ('kept', 'foundkept'))::numeric", $"count(*) filter (where {Decided})::numeric");
        return $"""
            with facts as (
                select {Column(request.GroupBy, "due_on", "portfolio_id")} as grp, lower(outcome) as outcome, currency, promised, kept_amount, unmet_on from {DocumentTable.Of<PromiseFacts>()}
                    where campaign_id = @campaign and due_on between @from and @to and {request.Reach.Condition()})
            select grouping(grp) as total, grp, {(byAmount ? "currency" : "null::text as currency")},
                   {numerator} as numerator, {denominator} as denominator, count(*) filter (where {Decided}) as n,
                   jsonb_build_object(
                       'kept', count(*) filter (where outcome = 'kept'), 'found_kept', count(*) filter (where outcome = 'foundkept'),
                       'partly_kept', count(*) filter (where outcome = 'partlykept'), 'broken', count(*) filter (where outcome = 'broken'),
                       'cured_late', count(*) filter (where outcome = 'curedlate'), 'superseded', count(*) filter (where outcome = 'superseded'),
                       'cancelled', count(*) filter (where outcome = 'cancelled'), 'open', count(*) filter (where outcome = 'open'),
                       'ever_unmet', count(*) filter (where unmet_on is not null), 'promised_amount', coalesce(sum(promised), 0))::text as parts
                from facts group by grouping sets {(byAmount ? "((grp, currency), (currency))" : "((grp), ())")}
            """;
    }

    /// <summary>Money that came in the period, by the balance at placement: of the campaign, of a portfolio or of a month's portfolios.</summary>
    public static string Recovery(KpiRequest request)
    {
        var ofPortfolios = request.GroupBy is KpiGroup.Portfolio or KpiGroup.Vintage;
        var portfolio = request.GroupBy is KpiGroup.Vintage
            ? $"(select c.vintage from {DocumentTable.Of<PortfolioCard>()} c where c.id = portfolio_id::uuid)"
            : "portfolio_id";
        var paid = ofPortfolios ? portfolio : Column(request.GroupBy, "date", "portfolio_id");
        return $"""
            with paid as (
                select grouping(grp) as total, grp, currency,
                       {Measure(PaymentCounts.Confirmed + PaymentCounts.Amount)} as confirmed, {Measure(PaymentCounts.Reversed + PaymentCounts.Amount)} as reversed,
                       {Measure(PaymentCounts.Confirmed)} as payments
                    from (select {paid} as grp, currency, measure, n from {DocumentTable.OfCounters<PaymentCounts>()}
                        where campaign_id = @campaign and date between @from and @to and {request.Reach.Condition()}) as counts
                    group by grouping sets ((grp, currency), (currency))),
            placed as (
                select grouping(grp) as total, grp, currency, sum(n) as amount
                    from (select {portfolio} as grp, currency, n from {DocumentTable.OfCounters<PortfolioLedger>()}
                        where campaign_id = @campaign and date <= @to
                          and measure in ('{PortfolioLedger.Placed + PortfolioLedger.Amount}', '{PortfolioLedger.Undone + PortfolioLedger.Amount}')) as ledger
                    group by grouping sets ((grp, currency), (currency)))
            select coalesce(p.total, b.total) as total, coalesce(p.grp, b.grp) as grp, coalesce(p.currency, b.currency) as currency,
                   coalesce(p.confirmed - p.reversed, 0) as numerator, b.amount as denominator, coalesce(p.payments, 0)::bigint as n,
                   jsonb_build_object('confirmed_amount', coalesce(p.confirmed, 0), 'reversed_amount', coalesce(p.reversed, 0), 'placed_amount', coalesce(b.amount, 0))::text as parts
                from paid p {(ofPortfolios ? "full" : "left")} join placed b on b.currency = p.currency and {(ofPortfolios ? "b.total = p.total and coalesce(b.grp, '') = coalesce(p.grp, '')" : "b.total = 1")}
            """;
    }

    /// <summary>Collectors by the money they earned; what nobody earned has the empty group.</summary>
    public static string Ranking(KpiRequest request) =>
        $"""
        select grouping(agent_id) as total, agent_id as grp, currency,
               {Measure(PaymentCounts.Confirmed + PaymentCounts.Amount)} - {Measure(PaymentCounts.Reversed + PaymentCounts.Amount)} as numerator,
               null::numeric as denominator, {Measure(PaymentCounts.Confirmed)}::bigint as n,
               jsonb_build_object({Parts(PaymentCounts.Confirmed, PaymentCounts.Reversed, PaymentCounts.Confirmed + PaymentCounts.Amount, PaymentCounts.Reversed + PaymentCounts.Amount)})::text as parts
            from {DocumentTable.OfCounters<PaymentCounts>()}
            where campaign_id = @campaign and date between @from and @to and {request.Reach.Condition()}
            group by grouping sets ((agent_id, currency), (currency))
        """;

    private static string Column(KpiGroup? group, string date, string portfolio) => group switch
    {
        null => "''",
        KpiGroup.Agent => "agent_id",
        KpiGroup.Team => "team_id",
        KpiGroup.Day => date,
        KpiGroup.Hour => "hour",
        KpiGroup.Channel => "channel",
        KpiGroup.Portfolio => portfolio,
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, "This figure is not grouped so."),
    };

    private static string Measure(string name) => $"coalesce(sum(n) filter (where measure = '{name}'), 0)";

    private static string Parts(params string[] measures) => string.Join(", ", measures.Select(measure => $"'{measure}', {Measure(measure)}"));
}
