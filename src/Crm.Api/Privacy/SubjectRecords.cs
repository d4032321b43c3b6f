using System.Globalization;
using Crm.Api.Collections;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.Privacy.RetentionPolicies;
using Crm.Domain.TelecomSales.Sales;
using Crm.Domain.Tickets.Tickets;
using Crm.EventStore.Streams;
using Crm.Projections.Campaigns;
using Crm.Projections.Collections;
using Crm.Projections.TelecomSales;
using Crm.Projections.TelecomSales.Callbacks;
using Crm.Projections.TelecomSales.Leads;
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
        var atHome = subject.CampaignId is { } home && scope.Reaches(home);
        if (!whole && (atHome || subject.Kind is SubjectKind.Debtor)) return atHome || await debtors.HasAccountWithin(new(subject.Id), scope, ct);
        if (whole && !atHome) return false;

        var campaigns = await Campaigns(subject.Id, ct);
        return whole ? campaigns.All(Within) : campaigns.Any(Within);
        bool Within(CampaignId? campaign) => campaign is { } known && scope.Reaches(known);
    }

    /// <summary>Somebody with a document who stands in lead bases only: he has no stream yet. <c>null</c>: no base names him.</summary>
    public async Task<DataSubject?> InLeadBases(Guid id, CancellationToken ct) => (await views.Query<(Guid Lead, string Campaign)>(
        $"select id, campaign_id from {DocumentTable.Of<LeadDirectory>()} where person_id = @id order by id limit 1", new { id = id.ToString() }, ct)) is [var (lead, campaign)]
        ? new(id, SubjectKind.Buyer, new(Guid.Parse(campaign))) { KnownByLead = new(lead) }
        : null;

    /// <summary>Everything kept about a person, as of the trays; for a command <paramref name="unit"/> asks the records themselves whether they are open.</summary>
    public async Task<IReadOnlyList<HeldRecord>> Of(DataSubject subject, CommandUnit? unit, CancellationToken ct)
    {
        if (subject.Kind is SubjectKind.User) return [await OfUser(subject.Id, ct)];

        var rows = (await Rows([subject.Id], ct)).ToList();
        var records = await Held(rows, ct);
        if (unit is null) return records;
        for (var index = 0; index < rows.Count; index++) records[index] = records[index] with { Open = await StillOpen(rows[index], unit) };
        return records;
    }

    /// <summary>The same for several persons in one question.</summary>
    public async Task<ILookup<Guid, HeldRecord>> OfMany(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var rows = await Rows(ids, ct);
        return rows.Zip(await Held(rows, ct)).ToLookup(pair => Guid.Parse(pair.First.PersonId), pair => pair.Second);
    }

    /// <summary>
    /// The records of one person: the one that stays first, then those that were merged into it or corrected to it; of a customer the promised calls that
    /// became sales to him.
    /// </summary>
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
        select id from (
            select id, level from family
            union all
            select c.id, 1 from {DocumentTable.Of<SaleFile>()} s join {DocumentTable.Of<CallbacksTray>()} c on c.id = (s.data->>'callbackId')::uuid and c.data->>'saleId' = s.id::text
                where s.customer_id = @id::text) f
        group by id order by min(level), id
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
        select distinct p.id, t.id
            from unnest(@ids) p (id)
                join {DocumentTable.Of<DebtorFile>()} f on f.answered_for_by like '%' || p.id || '%' and f.id <> all(@ids)
                join {DocumentTable.Of<AccountsTray>()} t on t.debtor_id = f.id::text and t.live
        """, new { ids = persons.ToArray() }, ct)).ToLookup(row => row.Person, row => row.Account);

    /// <summary>How many of accounts are still owed, as the accounts themselves say.</summary>
    public async Task<int> Owed(IEnumerable<Guid> accounts, CommandUnit unit)
    {
        var owed = 0;
        foreach (var id in accounts.Distinct())
            if (await unit.Require<DebtAccount>(id) is { Status: AccountStatus.Open } account && account.Balance.Total().IsPositive) owed++;
        return owed;
    }

    private async Task<IReadOnlyList<CampaignId?>> Campaigns(Guid id, CancellationToken ct) =>
    [
        .. (await Rows([id], ct)).Select(row => Row.Of(row.CampaignId)),
        .. (await views.Query<string>($"select distinct campaign_id from {DocumentTable.Of<LeadDirectory>()} where person_id = @id", new { id = id.ToString() }, ct)).Select(Row.Of),
    ];

    private async Task<List<HeldRecord>> Held(IReadOnlyList<Row> rows, CancellationToken ct)
    {
        var terms = new Dictionary<string, RetentionTerms>();
        foreach (var campaign in rows.Select(row => row.CampaignId).Distinct()) terms[campaign] = await Terms(Row.Of(campaign), ct);
        var zones = (await views.Query<(Guid Id, string Zone)>(
            $"select id, data->>'zone' from {DocumentTable.Of<CampaignCard>()} where id = any(@ids)",
            new { ids = terms.Keys.Select(Row.Of).OfType<CampaignId>().Select(id => id.Value).ToArray() }, ct)).ToDictionary(row => row.Id.ToString(), row => row.Zone);
        return [.. rows.Select(row => new HeldRecord(
            Enum.Parse<RecordKind>(row.Kind), row.Id, row.LastDate(zones.GetValueOrDefault(row.CampaignId, "UTC")), row.Open ? Enum.Parse<OpenMatter>(row.Matter!) : null, terms[row.CampaignId]))];
    }

    // Trays may be behind by a moment; what a decision stands on is asked of the record, and falls when it moves meanwhile.
    private static async Task<OpenMatter?> StillOpen(Row row, CommandUnit unit) => row.Matter switch
    {
        nameof(OpenMatter.Debt) => await unit.Require<DebtAccount>(row.Id) is { Status: AccountStatus.Open } account && account.Balance.Total().IsPositive ? OpenMatter.Debt : null,
        nameof(OpenMatter.Sale) => (await unit.Require<Sale>(row.Id)).IsOpen ? OpenMatter.Sale : null,
        nameof(OpenMatter.Callback) => (await unit.Require<DataSubject>(row.Id)).ToBeCalled ? OpenMatter.Callback : null,
        nameof(OpenMatter.Ticket) => (await unit.Require<Ticket>(row.Id)).Standing.State is not (TicketState.Resolved or TicketState.Closed) ? OpenMatter.Ticket : null,
        _ => null,
    };

    private async Task<HeldRecord> OfUser(Guid id, CancellationToken ct)
    {
        var last = (await views.Query<DateTime>("select max(timestamp) from mt_events where stream_id = @id", new { id }, ct)).Single();
        return new(RecordKind.Staff, id, DateOnly.FromDateTime(last), Open: null, await Terms(null, ct));
    }

    private async Task<RetentionTerms?> Set(Guid stream, CancellationToken ct) =>
        (await aggregates.Load<RetentionPolicy>(stream, RetentionPolicy.Evolve, fresh: true, ct)).State?.Terms;

    // Dates are ISO text, which sorts as they do; an instant becomes a date where its campaign is.
    private Task<IReadOnlyList<Row>> Rows(IReadOnlyCollection<Guid> ids, CancellationToken ct) => views.Query<Row>(
        $"""
        select 'Account' as kind, t.id, t.debtor_id as PersonId, t.campaign_id as CampaignId, greatest(t.data->>'lastPaidOn', f.data->>'closedOn', f.data->>'placedOn') as LastOn,
                null as LastAt, 'Debt' as matter, t.live as open
            from {DocumentTable.Of<AccountsTray>()} t join {DocumentTable.Of<AccountFile>()} f on f.id = t.id where t.debtor_id = any(@ids)
        union all select 'Contact', min(id::text)::uuid, debtor_id, campaign_id, max(on_date), null, null, false
            from {DocumentTable.Of<AttemptFacts>()} where debtor_id = any(@ids) group by debtor_id, campaign_id
        union all select 'Payment', min(id::text)::uuid, debtor_id, campaign_id, max(value_date), null, null, false
            from {DocumentTable.Of<PaymentFacts>()} where debtor_id = any(@ids) group by debtor_id, campaign_id
        union all select 'Agreement', min(id::text)::uuid, debtor_id, campaign_id, max(signed_on), null, null, false
            from {DocumentTable.Of<AgreementFile>()} where debtor_id = any(@ids) and signed_on is not null group by debtor_id, campaign_id
        union all select 'Contact', id, subject_id, coalesce(campaign_id, ''), null, data->>'changedAt', 'Ticket', live and tray <> 'resolved'
            from {DocumentTable.Of<TicketsTray>()} where subject_id = any(@ids)
        union all select 'Sale', id, customer_id, data->>'campaignId', data->>'clawbackUntil', data->>'since', 'Sale', data->>'tray' is not null
            from {DocumentTable.Of<SaleFile>()} where customer_id = any(@ids)
        union all select 'Contact', id, id::text, campaign_id, null, data->>'updatedAt', 'Callback', pending
            from {DocumentTable.Of<CallbacksTray>()} where id = any(@keys)
        """, new { ids = ids.Select(id => id.ToString()).ToArray(), keys = ids.ToArray() }, ct);

    private sealed record Row(string Kind, Guid Id, string PersonId, string CampaignId, string? LastOn, string? LastAt, string? Matter, bool Open)
    {
        public DateOnly LastDate(string zone)
        {
            var on = LastOn is null ? DateOnly.MinValue : DateOnly.Parse(LastOn, CultureInfo.InvariantCulture);
            var at = LastAt is null ? DateOnly.MinValue : BusinessMoment.Of(DateTimeOffset.Parse(LastAt, CultureInfo.InvariantCulture), zone).Date;
            return on > at ? on : at;
        }

        // What a queue of the whole installation has is of no campaign.
        public static CampaignId? Of(string campaign) => campaign.Length == 0 ? null : new(Guid.Parse(campaign));
    }
}
