using Crm.Api.Collections;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.Privacy.RetentionPolicies;
using Crm.EventStore.Streams;
using Crm.Projections.Collections;
using Crm.Projections.Tickets;

namespace Crm.Api.Privacy;

/// <summary>What is kept about a person and under which terms: what a decision about erasing him is told.</summary>
public sealed class SubjectRecords(ViewReader views, Aggregates aggregates, NaturalKeys keys, DebtorReach debtors)
{
    private const int DeepestMerge = 50;

    /// <summary>The stream of a campaign's retention terms; <c>null</c>: the installation's.</summary>
    public Guid PolicyOf(CampaignId? campaign) => keys.Derive("retention-policy", campaign?.ToString() ?? "");

    /// <summary>The terms that hold for a campaign: its own, else the installation's, else the product's.</summary>
    public async Task<RetentionTerms> Terms(CampaignId? campaign, CancellationToken ct) =>
        (campaign is null ? null : await Set(PolicyOf(campaign), ct)) ?? await Set(PolicyOf(null), ct) ?? RetentionTerms.Default;

    /// <summary>Whether a person is within somebody's reach; users are so only for who reaches everything.</summary>
    /// <param name="whole">Whether every campaign that has something of him has to be, not just one.</param>
    public async Task<bool> Reaches(DataSubject subject, CallerScope scope, bool whole, CancellationToken ct)
    {
        if (scope.All) return true;
        if (subject.Kind is SubjectKind.User) return false;
        if (!whole) return (subject.CampaignId is { } home && scope.Reaches(home)) || await debtors.HasAccountWithin(new(subject.Id), scope, ct);

        return subject.CampaignId is { } its && scope.Reaches(its) && (await Rows([subject.Id], ct)).All(row => Row.Of(row.CampaignId) is { } campaign && scope.Reaches(campaign));
    }

    /// <summary>Everything kept about a person, as of the trays; for a command <paramref name="unit"/> reads what is owed from the accounts themselves.</summary>
    public async Task<IReadOnlyList<HeldRecord>> Of(DataSubject subject, CommandUnit? unit, CancellationToken ct)
    {
        if (subject.Kind is SubjectKind.User) return [await OfUser(subject.Id, ct)];

        var records = (await OfDebtors([subject.Id], ct))[subject.Id].ToList();
        if (unit is null) return records;
        foreach (var (index, record) in records.Index().Where(indexed => indexed.Item.Kind is RecordKind.Account).ToList())
        {
            var account = await unit.Require<DebtAccount>(record.Id);
            records[index] = record with { Open = account.Status is AccountStatus.Open && account.Balance.Total().IsPositive };
        }

        return records;
    }

    /// <summary>The same for several debtors in one question.</summary>
    public async Task<ILookup<Guid, HeldRecord>> OfDebtors(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var rows = await Rows(ids, ct);
        var terms = new Dictionary<string, RetentionTerms>();
        foreach (var campaign in rows.Select(row => row.CampaignId).Distinct()) terms[campaign] = await Terms(Row.Of(campaign), ct);
        return rows.ToLookup(
            row => Guid.Parse(row.DebtorId),
            row => new HeldRecord(Enum.Parse<RecordKind>(row.Kind), row.Id, DateOnly.Parse(row.LastOn, System.Globalization.CultureInfo.InvariantCulture), row.Open, terms[row.CampaignId]));
    }

    /// <summary>The records of one person: the one that stays first, then those that were merged into it or corrected to it.</summary>
    public Task<IReadOnlyList<Guid>> Family(Guid id, CancellationToken ct) => views.Query<Guid>(
        $"""
        with recursive up (id, level) as (
                select @id::uuid, 0
                union all
                select (d.data->>'pointsTo')::uuid, up.level + 1 from up join {DocumentTable.Of<DebtorDirectory>()} d on d.id = up.id where d.data->>'pointsTo' is not null and up.level < {DeepestMerge}),
            moved as (select id, (data->>'pointsTo')::uuid as into_id from {DocumentTable.Of<DebtorDirectory>()} where data->>'pointsTo' is not null),
            family (id, level) as (
                select id, 0 from (select id from up order by level desc limit 1) root
                union all
                select m.id, family.level + 1 from family join moved m on m.into_id = family.id where family.level < {DeepestMerge})
        select id from family group by id order by min(level), id
        """, new { id }, ct);

    /// <summary>For each record that stays those that were merged into it or corrected to it, over several steps too.</summary>
    public async Task<ILookup<Guid, Guid>> Merged(CancellationToken ct) => (await views.Query<(Guid Root, Guid Moved)>(
        $"""
        with recursive moved as (select id, (data->>'pointsTo')::uuid as into_id from {DocumentTable.Of<DebtorDirectory>()} where data->>'pointsTo' is not null),
            up (id, root, level) as (
                select id, into_id, 1 from moved
                union all
                select up.id, m.into_id, up.level + 1 from up join moved m on m.id = up.root where up.level < {DeepestMerge})
        select distinct root, id from up where not exists (select from moved m where m.id = up.root)
        """, null, ct)).ToLookup(row => row.Root, row => row.Moved);

    /// <summary>For each of these persons the live accounts of others that he answers for, as co-debtor or guarantor.</summary>
    public async Task<ILookup<Guid, Guid>> Guaranteed(IReadOnlyCollection<Guid> persons, CancellationToken ct) => (await views.Query<(Guid Person, Guid Account)>(
        $"""
        select distinct (p->>'personId')::uuid, t.id
            from {DocumentTable.Of<DebtorFile>()} f cross join jsonb_array_elements(f.data->'people') p join {DocumentTable.Of<AccountsTray>()} t on t.debtor_id = f.id::text
            where p->>'role' in ('coDebtor', 'guarantor') and p->>'personId' = any(@persons) and f.id <> all(@ids) and t.live
        """, new { persons = persons.Select(person => person.ToString()).ToArray(), ids = persons.ToArray() }, ct)).ToLookup(row => row.Person, row => row.Account);

    /// <summary>How many of accounts are still owed, as the accounts themselves say.</summary>
    public async Task<int> Owed(IEnumerable<Guid> accounts, CommandUnit unit)
    {
        var owed = 0;
        foreach (var id in accounts.Distinct())
            if (await unit.Require<DebtAccount>(id) is { Status: AccountStatus.Open } account && account.Balance.Total().IsPositive) owed++;
        return owed;
    }

    private async Task<HeldRecord> OfUser(Guid id, CancellationToken ct)
    {
        var last = (await views.Query<DateTime>("select max(timestamp) from mt_events where stream_id = @id", new { id }, ct)).Single();
        return new(RecordKind.Staff, id, DateOnly.FromDateTime(last), Open: false, await Terms(null, ct));
    }

    private async Task<RetentionTerms?> Set(Guid stream, CancellationToken ct) =>
        (await aggregates.Load<RetentionPolicy>(stream, RetentionPolicy.Evolve, fresh: true, ct)).State?.Terms;

    // Dates are ISO text, which sorts as they do.
    private Task<IReadOnlyList<Row>> Rows(IReadOnlyCollection<Guid> ids, CancellationToken ct) => views.Query<Row>(
        $"""
        select 'Account' as kind, t.id, t.debtor_id as DebtorId, t.campaign_id as CampaignId, greatest(t.data->>'lastPaidOn', f.data->>'closedOn', f.data->>'placedOn') as LastOn, t.live as open
            from {DocumentTable.Of<AccountsTray>()} t join {DocumentTable.Of<AccountFile>()} f on f.id = t.id where t.debtor_id = any(@ids)
        union all select 'Contact', min(id::text)::uuid, debtor_id, campaign_id, max(on_date), false
            from {DocumentTable.Of<AttemptFacts>()} where debtor_id = any(@ids) group by debtor_id, campaign_id
        union all select 'Payment', min(id::text)::uuid, debtor_id, campaign_id, max(value_date), false
            from {DocumentTable.Of<PaymentFacts>()} where debtor_id = any(@ids) group by debtor_id, campaign_id
        union all select 'Agreement', min(id::text)::uuid, debtor_id, campaign_id, max(signed_on), false
            from {DocumentTable.Of<AgreementFile>()} where debtor_id = any(@ids) and signed_on is not null group by debtor_id, campaign_id
        union all select 'Contact', id, subject_id, coalesce(campaign_id, ''), left(data->>'changedAt', 10), live and tray <> 'resolved'
            from {DocumentTable.Of<TicketsTray>()} where subject_id = any(@ids)
        """, new { ids = ids.Select(id => id.ToString()).ToArray() }, ct);

    private sealed record Row(string Kind, Guid Id, string DebtorId, string CampaignId, string LastOn, bool Open)
    {
        // A ticket of a queue of the whole installation is of no campaign.
        public static CampaignId? Of(string campaign) => campaign.Length == 0 ? null : new(Guid.Parse(campaign));
    }
}
