using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Projections.Audit;
using Crm.Projections.Collections;

namespace Crm.Api.Audit;

/// <summary>What of the trail is asked for; everything left out does not limit.</summary>
/// <param name="Actor">The person who did it.</param>
/// <param name="Debtor">The debtor on whom: also through his accounts, promises, agreements, payments and follow-ups.</param>
/// <param name="Stream">One stream.</param>
/// <param name="Type">The stored name of the event: <c>agreement_broken</c>.</param>
/// <param name="From">From this instant on.</param>
/// <param name="Until">Before this instant.</param>
public sealed record AuditFilter(Guid? Actor, Guid? Debtor, Guid? Stream, string? Type, DateTimeOffset? From, DateTimeOffset? Until);

/// <summary>The audit trail as a list: newest first, by keyset over the position, within the caller's campaigns.</summary>
public sealed class AuditQueries(ViewReader documents)
{
    private static readonly SortKey[] Newest = [SortKey.Number("position", descending: true)];

    public async Task<Page<AuditLine>> Page(AuditFilter filter, CallerScope scope, PageRequest page, CancellationToken ct) =>
        await (await Query(filter, scope, ct)).Read<AuditLine>(documents, page, Newest, total: false, ct);

    /// <summary>All lines, oldest first, one by one.</summary>
    public async IAsyncEnumerable<AuditLine> All(
        AuditFilter filter, CallerScope scope, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var line in (await Query(filter, scope, ct)).All<AuditLine>(documents, "position", ct)) yield return line;
    }

    private async Task<ListQuery> Query(AuditFilter filter, CallerScope scope, CancellationToken ct)
    {
        var query = new ListQuery(DocumentTable.Of<AuditTrail>())
            .WhereAsked("actor_id = {0}", filter.Actor?.ToString())
            .WhereAsked("stream_id = {0}", filter.Stream?.ToString())
            .WhereAsked("event_type = {0}", filter.Type)
            .WhereAsked("at >= {0}", filter.From is { } from ? Micros(from) : null)
            .WhereAsked("at < {0}", filter.Until is { } until ? Micros(until) : null);
        if (filter.Debtor is { } debtor) query.Where("(debtor_id = {0} or stream_id = any({1}))", debtor.ToString(), await StreamsOf(debtor, ct));
        if (!scope.All) query.Where(OfCampaigns, [scope.CampaignTexts]);
        return query;
    }

    // An event that names no campaign is its account's, agreement's, promise's or debtor's. Tables are looked up by key, only for such rows.
    private static readonly string OfCampaigns =
        $$"""
        (campaign_id = any({0}) or (campaign_id is null and (
            exists (select 1 from {{DocumentTable.Of<AccountsTray>()}} a where a.id = account_id::uuid and a.campaign_id = any({0}))
            or exists (select 1 from {{DocumentTable.Of<AgreementFile>()}} g where g.id = stream_id::uuid and g.campaign_id = any({0}))
            or exists (select 1 from {{DocumentTable.Of<PromiseFacts>()}} p where p.id = stream_id::uuid and p.campaign_id = any({0}))
            or exists (select 1 from {{DocumentTable.Of<AccountsTray>()}} d where d.debtor_id = {{DocumentTable.Of<AuditTrail>()}}.debtor_id and d.campaign_id = any({0})))))
        """;

    /// <summary>Every stream about a debtor.</summary>
    internal async Task<string[]> StreamsOf(Guid debtor, CancellationToken ct) => [.. await documents.Query<string>(
        $"""
        select @debtor
        union select id::text from {DocumentTable.Of<AccountsTray>()} where debtor_id = @debtor
        union select id::text from {DocumentTable.Of<AgreementFile>()} where debtor_id = @debtor
        union select id::text from {DocumentTable.Of<PromiseFacts>()} where debtor_id = @debtor
        union select id::text from {DocumentTable.Of<PaymentFacts>()} where debtor_id = @debtor
        union select id::text from {DocumentTable.Of<FollowUpsTray>()} where debtor_id = @debtor
        union select id::text from {DocumentTable.Of<AttemptFacts>()} where debtor_id = @debtor
        """, new { debtor = debtor.ToString() }, ct)];

    internal static long Micros(DateTimeOffset instant) => (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
