using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Api.Audit;
using Crm.Api.Files.Attachments;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.Replay;
using Crm.Domain.Files.Attachments;
using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.EventStore;
using Crm.EventStore.Streams;
using Crm.Projections.Audit;
using Crm.Projections.Collections;
using Crm.Projections.Files;
using Crm.Projections.TelecomSales;
using Crm.Projections.TelecomSales.Callbacks;
using Crm.Projections.TelecomSales.Leads;
using Crm.Projections.Tickets;

namespace Crm.Api.Privacy;

/// <summary>Everything there is about one person, as he has a right to get it.</summary>
/// <param name="Debtor">Who he is, what he owes, what was done, promised, agreed and paid; <c>null</c>: he is no debtor.</param>
/// <param name="Requester">Who he is where he only asked for something; <c>null</c>: he is known otherwise.</param>
/// <param name="Sales">What was sold to him, with every step.</param>
/// <param name="Callbacks">Calls he was promised.</param>
/// <param name="Leads">Where he stands in lead bases.</param>
/// <param name="Tickets">What he asked for and what was said, as he himself is shown it: what is said among the staff never leaves.</param>
/// <param name="Attachments">Files about him, of his tickets those he gave or was shown; their contents are had with a link each.</param>
/// <param name="Events">Everything that was recorded about him, in order; what else such a record says of others is hidden. Of tickets see <paramref name="Tickets"/>.</param>
/// <param name="Reads">Who read what of him, oldest first.</param>
public sealed record SubjectFile(
    SubjectStanding Standing, DateTimeOffset MadeAt, DebtorRecord? Debtor, IReadOnlyList<TrayAccount> Accounts, IReadOnlyList<AttemptFact> Attempts,
    IReadOnlyList<PromiseFact> Promises, IReadOnlyList<AgreementRecord> Agreements, IReadOnlyList<PaymentFact> Payments, IReadOnlyList<FollowUpItem> FollowUps,
    RequesterEntry? Requester, IReadOnlyList<SaleRecord> Sales, IReadOnlyList<SubjectCallback> Callbacks, IReadOnlyList<LeadRow> Leads, IReadOnlyList<RequestedTicket> Tickets,
    IReadOnlyList<AttachmentView> Attachments, IReadOnlyList<SubjectEvent> Events, IReadOnlyList<SubjectRead> Reads);

/// <param name="History">Step by step.</param>
public sealed record SubjectCallback(CallbackRow Callback, IReadOnlyList<CallbackEntry> History);

/// <param name="Actor">Who caused it; <c>null</c>: the system itself.</param>
public sealed record SubjectEvent(DateTimeOffset At, string Type, string Text, Guid? ActorId, string? Actor, string? Command, Guid StreamId, long Version, JsonNode Data);

/// <param name="Kind">What was read: <c>debtor-file</c>, <c>sale-search</c>, <c>ticket-file</c>, <c>report-export</c> and the like.</param>
public sealed record SubjectRead(DateTimeOffset At, string Kind, Guid? ActorId, string? Actor, string? Permission);

/// <summary>Gathers it.</summary>
public sealed class SubjectFiles(
    SubjectQueries subjects, SubjectRecords kept, AuditQueries audit, ViewReader views, EventLog log, UserReader users, EventStoreOptions options, TimeProvider clock)
{
    public async Task<(DataSubject Subject, SubjectFile File)?> Find(Guid id, string language, Func<Refusal, string> text, CancellationToken ct)
    {
        if (await subjects.Find(id, text, ct) is not { } found) return null;

        var isDebtor = found.Subject.Kind is SubjectKind.Debtor;
        var family = await kept.Family(id, ct) is { Count: > 0 } known ? known : [id];
        var streams = isDebtor ? (await audit.StreamsOf(id, ct)).Select(Guid.Parse).ToList() : [.. await Streams(family, ct)];
        var recorded = (await log.ReadStreams(streams, ct)).OrderBy(e => e.Position).ToList();
        var reads = await Reads(id, ct);
        var names = await users.Names([.. recorded.Select(e => e.Metadata.ActorId).Concat(reads.Select(read => read.ActorId)).OfType<Guid>().Distinct()], ct);
        string? Name(Guid? user) => user is { } known ? names.GetValueOrDefault(known) : null;
        return (found.Subject, new(
            found.Standing, clock.GetUtcNow(), isDebtor ? await views.Find<DebtorFile, DebtorRecord>(id, ct) : null,
            await Of<AccountsTray, TrayAccount>(id, ct), await Of<AttemptFacts, AttemptFact>(id, ct), await Of<PromiseFacts, PromiseFact>(id, ct),
            await Of<AgreementFile, AgreementRecord>(id, ct), await Of<PaymentFacts, PaymentFact>(id, ct), await Of<FollowUpsTray, FollowUpItem>(id, ct),
            await views.Find<RequesterDirectory, RequesterEntry>(id, ct), [.. (await Of<SaleFile, SaleRecord>(id, ct, "customer_id")).Select(sale => sale.WithoutFormer(PersonalData.Hidden))],
            await Callbacks(family, ct), await Of<LeadDirectory, LeadRow>(id, ct, "person_id"), await Of<RequestedTickets, RequestedTicket>(id, ct, "subject_id"),
            [.. (await Of<AttachmentFile, AttachmentRecord>(id, ct, "subject_id")).Where(file => file is { Shown: true, OwnerKind: not AttachmentOwnerKind.Ticket }).Select(AttachmentView.Of)],
            [.. recorded.Select(e => new SubjectEvent(
                e.Timestamp, e.EventType, EventTexts.Sentence(e.EventType, EventFacts.Of(e.Data), language), e.Metadata.ActorId, Name(e.Metadata.ActorId), e.Metadata.Command, e.StreamId, e.Version,
                WithoutOthers(WithoutSecrets(JsonSerializer.SerializeToNode(e.Data, e.Data.GetType(), options.Json)!), e.Data, family)))],
            [.. reads.Select(read => read with { Actor = Name(read.ActorId) })]));
    }

    private async Task<IReadOnlyList<TRow>> Of<TProjection, TRow>(Guid person, CancellationToken ct, string owner = "debtor_id")
        where TProjection : EventStore.Projecting.Projection, new() where TRow : class =>
        [.. (await views.Query<string>($"select data::text from {DocumentTable.Of<TProjection>()} where {owner} = @person order by id", new { person = person.ToString() }, ct)).Select(views.Read<TRow>)];

    private async Task<IReadOnlyList<SubjectCallback>> Callbacks(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var (rows, files) = (await views.FindMany<CallbacksTray, CallbackRow>(ids, ct), await views.FindMany<CallbackFile, CallbackHistory>(ids, ct));
        return [.. rows.OrderBy(row => row.Key).Select(row => new SubjectCallback(row.Value, files.TryGetValue(row.Key, out var file) ? file.Entries : []))];
    }

    // Everything about somebody who is no debtor, but his tickets and what the staff keeps with them.
    private Task<IReadOnlyList<Guid>> Streams(IReadOnlyCollection<Guid> family, CancellationToken ct) => views.Query<Guid>(
        $"""
        select p.id from unnest(@family) p (id)
        union select s.id from unnest(@family) p (id) join {DocumentTable.Of<SaleFile>()} s on s.persons like '%' || p.id || '%'
        union select id from {DocumentTable.Of<LeadDirectory>()} where person_id = any(@texts)
        union select id from {DocumentTable.Of<AttachmentFile>()} where subject_id = any(@texts) and owner_kind <> 'ticket'
        """, new { family = family.ToArray(), texts = family.Select(id => id.ToString()).ToArray() }, ct);

    // A record may name several persons: a sale whose document was corrected, a lead whose number was given to somebody else.
    private static JsonNode WithoutOthers(JsonNode data, object @event, IReadOnlyCollection<Guid> family)
    {
        if (data is not JsonObject members) return data;
        foreach (var member in PersonalData.MembersOf(@event.GetType()))
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(member.Name);
            var owner = JsonNamingPolicy.CamelCase.ConvertName(member.GetCustomAttribute<PersonalAttribute>()!.Subject);
            if (members[name] is not null && Guid.TryParse(members[owner]?.ToString(), out var person) && !family.Contains(person)) members[name] = PersonalData.Hidden;
        }

        return data;
    }

    // One line for each read, whether it was recorded before and after or once.
    private async Task<IReadOnlyList<SubjectRead>> Reads(Guid id, CancellationToken ct) => [.. (await views.Query<ReadRow>(
        """
        select min(at) as At, kind as Kind, actor_id as ActorId, permission as Permission from crm_access_log
        where subject = @subject or asked->'records' @> @record::jsonb group by reads, kind, actor_id, permission order by min(at)
        """, new { subject = id.ToString(), record = $"\"{id}\"" }, ct)).Select(row => new SubjectRead(row.At, row.Kind, row.ActorId, null, row.Permission))];

    // What proves somebody's identity is not about him: it is not handed to anybody.
    private static JsonNode WithoutSecrets(JsonNode data)
    {
        if (data is JsonObject members)
            foreach (var name in (string[])["passwordHash", "secret", "tokenHash", "codeHashes", "codeHash"]) members.Remove(name);
        return data;
    }

    private sealed record ReadRow(DateTime At, string Kind, Guid? ActorId, string? Permission);
}
