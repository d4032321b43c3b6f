using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Api.Audit;
using Crm.Api.Files.Attachments;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.EventStore;
using Crm.EventStore.Streams;
using Crm.Projections.Audit;
using Crm.Projections.Collections;
using Crm.Projections.Files;

namespace Crm.Api.Privacy;

/// <summary>Everything there is about one person, as he has a right to get it.</summary>
/// <param name="Debtor">Who he is, what he owes, what was done, promised, agreed and paid; <c>null</c> for a user.</param>
/// <param name="Attachments">Files about him; their contents are had with a link each.</param>
/// <param name="Events">Everything that was recorded about him, in order.</param>
/// <param name="Reads">Who read what of him, oldest first.</param>
public sealed record SubjectFile(
    SubjectStanding Standing, DateTimeOffset MadeAt, DebtorRecord? Debtor, IReadOnlyList<TrayAccount> Accounts, IReadOnlyList<AttemptFact> Attempts,
    IReadOnlyList<PromiseFact> Promises, IReadOnlyList<AgreementRecord> Agreements, IReadOnlyList<PaymentFact> Payments, IReadOnlyList<FollowUpItem> FollowUps,
    IReadOnlyList<AttachmentView> Attachments, IReadOnlyList<SubjectEvent> Events, IReadOnlyList<SubjectRead> Reads);

/// <param name="Actor">Who caused it; <c>null</c>: the system itself.</param>
public sealed record SubjectEvent(DateTimeOffset At, string Type, string Text, Guid? ActorId, string? Actor, string? Command, Guid StreamId, long Version, JsonNode Data);

/// <param name="Kind">What was read: <c>debtor-file</c>, <c>debtor-search</c>, <c>report-export</c>.</param>
public sealed record SubjectRead(DateTimeOffset At, string Kind, Guid? ActorId, string? Actor, string? Permission);

/// <summary>Gathers it.</summary>
public sealed class SubjectFiles(
    SubjectQueries subjects, AuditQueries audit, ViewReader views, EventLog log, UserReader users, EventStoreOptions options, TimeProvider clock)
{
    public async Task<(DataSubject Subject, SubjectFile File)?> Find(Guid id, string language, Func<Refusal, string> text, CancellationToken ct)
    {
        if (await subjects.Find(id, text, ct) is not { } found) return null;

        var isDebtor = found.Subject.Kind is SubjectKind.Debtor;
        var streams = isDebtor ? (await audit.StreamsOf(id, ct)).Select(Guid.Parse).ToList() : [id];
        var recorded = (await log.ReadStreams(streams, ct)).OrderBy(e => e.Position).ToList();
        var reads = await Reads(id, ct);
        var names = await users.Names([.. recorded.Select(e => e.Metadata.ActorId).Concat(reads.Select(read => read.ActorId)).OfType<Guid>().Distinct()], ct);
        string? Name(Guid? user) => user is { } known ? names.GetValueOrDefault(known) : null;
        return (found.Subject, new(
            found.Standing, clock.GetUtcNow(), isDebtor ? await views.Find<DebtorFile, DebtorRecord>(id, ct) : null,
            await Of<AccountsTray, TrayAccount>(id, ct), await Of<AttemptFacts, AttemptFact>(id, ct), await Of<PromiseFacts, PromiseFact>(id, ct),
            await Of<AgreementFile, AgreementRecord>(id, ct), await Of<PaymentFacts, PaymentFact>(id, ct), await Of<FollowUpsTray, FollowUpItem>(id, ct),
            [.. (await Of<AttachmentFile, AttachmentRecord>(id, ct)).Where(file => file.Shown).Select(AttachmentView.Of)],
            [.. recorded.Select(e => new SubjectEvent(
                e.Timestamp, e.EventType, EventTexts.Sentence(e.EventType, EventFacts.Of(e.Data), language), e.Metadata.ActorId, Name(e.Metadata.ActorId), e.Metadata.Command, e.StreamId, e.Version,
                WithoutSecrets(JsonSerializer.SerializeToNode(e.Data, e.Data.GetType(), options.Json)!)))],
            [.. reads.Select(read => read with { Actor = Name(read.ActorId) })]));
    }

    private async Task<IReadOnlyList<TRow>> Of<TProjection, TRow>(Guid debtor, CancellationToken ct) where TProjection : EventStore.Projecting.Projection, new() where TRow : class =>
        [.. (await views.Query<string>($"select data::text from {DocumentTable.Of<TProjection>()} where debtor_id = @debtor order by id", new { debtor = debtor.ToString() }, ct)).Select(views.Read<TRow>)];

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
