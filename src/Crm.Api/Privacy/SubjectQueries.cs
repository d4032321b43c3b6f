using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.EventStore.Streams;
using Crm.Projections.Collections;
using Crm.Projections.Identity;
using Crm.Projections.TelecomSales;
using Crm.Projections.TelecomSales.Callbacks;
using Crm.Projections.TelecomSales.Leads;
using Crm.Projections.Tickets;

namespace Crm.Api.Privacy;

/// <summary>How it stands with a person's data.</summary>
/// <param name="FreeOn">When it may be erased: today or before, now; <c>null</c>: somebody has to act first.</param>
/// <param name="Grounds">What stands against it.</param>
public sealed record SubjectStanding(
    Guid SubjectId, SubjectKind Kind, CampaignId? CampaignId, bool Erased, IReadOnlyList<LegalHold> Holds, DateOnly? FreeOn, IReadOnlyList<StandingGround> Grounds);

/// <param name="Until">When it falls away by itself.</param>
public sealed record StandingGround(string Code, string Reason, DateOnly? Until);

/// <summary>Who may be erased, and when.</summary>
public sealed class SubjectQueries(Aggregates aggregates, SubjectRecords records, ViewReader views, BusinessClock clock)
{
    private const int Scanned = 2_000, ScannedOfOthers = 200;

    /// <summary>One person; <c>null</c>: there is none.</summary>
    public async Task<(DataSubject Subject, SubjectStanding Standing)?> Find(Guid id, Func<Refusal, string> text, CancellationToken ct)
    {
        if ((await Load(id, ct) ?? await records.InLeadBases(id, ct)) is not { } subject) return null;
        var today = await Today(subject.CampaignId, ct);
        if (subject.Erased || subject.Kind is SubjectKind.User) return (subject, Standing(subject, subject.Erased ? [] : await records.Of(subject, null, ct), today, 0, text));

        // What keeps one of his records keeps all of them.
        var kept = new List<HeldRecord>();
        var (family, holds) = (await records.Family(id, ct), subject.Holds.ToList());
        foreach (var other in family.Append(id).Distinct())
        {
            if (await Load(other, ct) is not { } record) continue;
            kept.AddRange(await records.Of(record, null, ct));
            if (other != id) holds.AddRange(record.Holds);
        }

        var guaranteed = (await records.Guaranteed([.. family, id], ct)).SelectMany(accounts => accounts).Distinct().Count();
        return (subject, Standing(subject with { Holds = holds }, kept, today, guaranteed, text));
    }

    /// <summary>Debtors without an open account whose periods end by a date, in the order of their ids.</summary>
    public async Task<Page<SubjectStanding>> Erasable(DateOnly? by, CampaignId? campaign, CallerScope scope, PageRequest page, Func<Refusal, string> text, CancellationToken ct)
    {
        var found = new List<SubjectStanding>();
        var merged = await records.Merged(ct);
        var after = page.Values(1) is [var last] ? Guid.Parse(last.GetString()!) : Guid.Empty;
        for (var scanned = 0; scanned < Scanned && found.Count < page.Limit;)
        {
            var ids = await Candidates(after, campaign, scope, ct);
            if (ids.Count == 0) return new(found, null);

            var kept = await records.OfMany([.. ids.Concat(ids.SelectMany(id => merged[id])).Distinct()], ct);
            var guaranteed = await records.Guaranteed([.. ids.Concat(ids.SelectMany(id => merged[id])).Distinct()], ct);
            foreach (var id in ids)
            {
                (after, scanned) = (id, scanned + 1);
                if (await Load(id, ct) is not { Erased: false } subject) continue;
                var today = await Today(subject.CampaignId, ct);
                var all = merged[id].Prepend(id).ToList();
                var standing = Standing(subject, [.. all.SelectMany(record => kept[record])], today, all.SelectMany(record => guaranteed[record]).Distinct().Count(), text);
                if (standing.FreeOn is { } free && free <= (by ?? today)) found.Add(standing);
                if (found.Count == page.Limit) break;
            }
        }

        return new(found, Cursor.Encode([after.ToString()]));
    }

    /// <summary>Persons of another kind whose data may be erased by a date, in the order of their ids.</summary>
    public async Task<Page<SubjectStanding>> ErasableOf(
        SubjectKind kind, DateOnly? by, CampaignId? campaign, CallerScope scope, PageRequest page, Func<Refusal, string> text, CancellationToken ct)
    {
        var found = new List<SubjectStanding>();
        var after = page.Values(1) is [var last] ? Guid.Parse(last.GetString()!) : Guid.Empty;
        var ids = await Others(kind, after, ct);
        foreach (var id in ids)
        {
            after = id;
            if (await Find(id, text, ct) is not var (subject, standing) || subject.Erased) continue;
            if ((campaign is { } its && subject.CampaignId != its) || !await records.Reaches(subject, scope, whole: false, ct)) continue;
            if (standing.FreeOn is { } free && free <= (by ?? await Today(subject.CampaignId, ct))) found.Add(standing);
            if (found.Count == page.Limit) break;
        }

        return new(found, ids.Count < ScannedOfOthers && found.Count < page.Limit ? null : Cursor.Encode([after.ToString()]));
    }

    private Task<IReadOnlyList<Guid>> Others(SubjectKind kind, Guid after, CancellationToken ct) => views.Query<Guid>(
        kind switch
        {
            SubjectKind.User => $"select id from {DocumentTable.Of<UserDirectory>()} where id > @after and status = 'closed' order by id limit {ScannedOfOthers}",
            SubjectKind.Customer => $"select id from {DocumentTable.Of<RequesterDirectory>()} where id > @after and name_search <> '' order by id limit {ScannedOfOthers}",
            SubjectKind.Buyer =>
                $"""
                select customer_id::uuid from {DocumentTable.Of<SaleFile>()} where customer_id > @text and not (data->>'customerErased')::boolean
                union select person_id::uuid from {DocumentTable.Of<LeadDirectory>()} where person_id > @text and kind = 'upgrade' and data->>'fullName' <> @placeholder
                order by 1 limit {ScannedOfOthers}
                """,
            SubjectKind.Prospect =>
                $"select id from {DocumentTable.Of<CallbacksTray>()} where id > @after and not pending and data->>'prospectName' <> @placeholder order by id limit {ScannedOfOthers}",
            SubjectKind.Line =>
                $"select id from {DocumentTable.Of<LeadDirectory>()} where id > @after and kind = 'prepaid' and data->>'fullName' is distinct from @placeholder order by id limit {ScannedOfOthers}",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Debtors have a list of their own."),
        }, new { after, text = after.ToString(), placeholder = Erasure.Placeholder }, ct);

    private static SubjectStanding Standing(DataSubject subject, IReadOnlyList<HeldRecord> kept, DateOnly today, int guaranteed, Func<Refusal, string> text)
    {
        var grounds = subject.Erased ? [] : Grounds.Against(subject, kept, today, guaranteed);
        return new(subject.Id, subject.Kind, subject.CampaignId, subject.Erased, subject.Holds, subject.Erased ? null : Grounds.FreeOn(grounds, today),
            [.. grounds.Select(ground => new StandingGround(ground.Refusal.Code, text(ground.Refusal), ground.Until))]);
    }

    private async Task<IReadOnlyList<Guid>> Candidates(Guid after, CampaignId? campaign, CallerScope scope, CancellationToken ct) => await views.Query<Guid>(
        $"""
        select d.id from {DocumentTable.Of<DebtorDirectory>()} d
        where d.id > @after and (@campaign::text is null or d.campaign_id = @campaign) and (@all or d.campaign_id = any(@campaigns)) and d.data->>'fullName' <> @placeholder
            and d.data->>'pointsTo' is null
            and not exists (select 1 from {DocumentTable.Of<AccountsTray>()} t where t.debtor_id = d.id::text and t.live)
        order by d.id limit 100
        """,
        new { after, campaign = campaign?.ToString(), all = scope.All, campaigns = scope.CampaignTexts, placeholder = Erasure.Placeholder }, ct);

    private async Task<DataSubject?> Load(Guid id, CancellationToken ct) => (await aggregates.Load<DataSubject>(id, DataSubject.Evolve, fresh: true, ct)).State;

    private async Task<DateOnly> Today(CampaignId? campaign, CancellationToken ct) =>
        campaign is { } id && (await aggregates.Load<Campaign>(id.Value, Campaign.Evolve, fresh: false, ct)).State is { } its
            ? its.MomentAt(clock.GetUtcNow()).Date
            : DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
}
