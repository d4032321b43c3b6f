using Crm.Api.Collections;
using Crm.Api.Files.Attachments;
using Crm.Api.Http;
using Crm.Api.Imports;
using Crm.Api.Queries;
using Crm.Domain.Collections.ContactAttempts;
using Crm.Domain.Collections.FollowUps;
using Crm.Domain.Files.Attachments;
using Crm.Domain.Identity.Sessions;
using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.Tasks.TodoTasks;
using Crm.Domain.TelecomSales.Callbacks;
using Crm.Domain.TelecomSales.Leads;
using Crm.Domain.TelecomSales.Sales;
using Crm.Domain.Tickets.Tickets;
using Crm.EventStore.Projecting.Rebuilding;
using Crm.EventStore.Reactions;
using Crm.EventStore.Serialization.Personal;
using Crm.EventStore.Streams;
using Crm.Projections.Audit;
using Crm.Projections.Collections;
using Crm.Projections.Files;
using Crm.Projections.Identity;
using Crm.Projections.Tasks;
using Crm.Projections.TelecomSales;
using Crm.Projections.TelecomSales.Callbacks;
using Crm.Projections.TelecomSales.Leads;
using Crm.Projections.Tickets;

namespace Crm.Api.Privacy;

/// <summary>What follows from an erasure that was decided: each step may be done again without harm.</summary>
public sealed class Erasures(SubjectKeys keys, Aggregates aggregates, ViewReader views, IServiceProvider services)
{
    /// <summary>Destroys the key, and with it everything that was written under it. Other hosts forget it within a second (<see cref="ForgottenKeys"/>).</summary>
    public async Task DestroyKey(Guid subject, CancellationToken ct)
    {
        await keys.Destroy(subject, ct);
        aggregates.ForgetAll();
    }

    /// <summary>Everything that is kept outside the events: reports of imports, contents of files, and views as of an earlier time, which know nothing of the erasure.</summary>
    public async Task EraseCopies(Guid subject, CancellationToken ct)
    {
        await services.GetRequiredService<ImportReports>().Erase(subject, ct);
        await services.GetRequiredService<FileErasures>().Erase(subject, ct);
        var past = services.GetRequiredService<ViewsAsOf>();
        foreach (var schema in (await past.List(ct)).Select(view => view.Schema).Distinct()) await past.Drop(schema, ct);
    }

    /// <summary>Notes about him that stand in records of their own are redacted there.</summary>
    public async Task EraseTexts(Guid subject, CommandOrigin origin, CancellationToken ct)
    {
        await EraseTexts<AttemptFacts, ContactAttempt>("debtor_id", "notes", subject, origin, ct);
        await EraseTexts<FollowUpsTray, FollowUp>("debtor_id", "note", subject, origin, ct);
        // A prepaid line has no name until it has none any more.
        await EraseTexts<LeadDirectory, Lead>("person_id = @subject and data->>'fullName' is distinct from @placeholder", subject, origin, ct);
        await EraseTexts<CallbacksTray, Callback>("id = @subject::uuid and data->>'prospectName' <> @placeholder", subject, origin, ct);
        await EraseTexts<SaleFile, Sale>("persons like '%' || @subject || '%'", subject, origin, ct);
        await EraseTexts<TasksTray, TodoTask>("subject_id", "texts", subject, origin, ct);
        await EraseTexts<AttachmentFile, Attachment>("subject_id", "fileName", subject, origin, ct);
        await EraseTexts<SessionList, Session>("user_id", "address", subject, origin, ct);
        await EraseTexts<SessionList, Session>("user_id", "device", subject, origin, ct);
        await EraseTexts<TicketsTray, Ticket>("subject_id", "subject", subject, origin, ct);
    }

    /// <summary>
    /// The addresses his commands came from, in the lines of the audit trail. A rebuild reads them as erased; one that is under way may have read
    /// them before.
    /// </summary>
    /// <returns>Whether that was all: no rebuild of the trail is under way.</returns>
    public async Task<bool> EraseAddresses(Guid actor, CancellationToken ct)
    {
        await views.Query<int>(
            $$"""
            update {{DocumentTable.Of<AuditTrail>()}} set data = jsonb_set(data, '{address}', to_jsonb(@placeholder))
            where actor_id = @actor and data->>'address' <> @placeholder
            """, new { actor = actor.ToString(), placeholder = Erasure.Placeholder }, ct);
        return (await views.Query<bool>("select not exists (select from crm_rebuilds where starts_with(shard, @name))", new { name = DocumentTable.NameOf<AuditTrail>() }, ct)).Single();
    }

    private Task EraseTexts<TProjection, TStream>(string owner, string member, Guid subject, CommandOrigin origin, CancellationToken ct)
        where TProjection : EventStore.Projecting.Projection, new()
        where TStream : class, IAggregate<TStream> =>
        EraseTexts<TProjection, TStream>($"{owner} = @subject and data->>'{member}' <> @placeholder", subject, origin, ct);

    private async Task EraseTexts<TProjection, TStream>(string where, Guid subject, CommandOrigin origin, CancellationToken ct)
        where TProjection : EventStore.Projecting.Projection, new()
        where TStream : class, IAggregate<TStream>
    {
        var runner = services.GetRequiredService<CommandRunner>();
        foreach (var id in await views.Query<Guid>(
            $"select id from {DocumentTable.Of<TProjection>()} where {where} order by id",
            new { subject = subject.ToString(), placeholder = Erasure.Placeholder }, ct))
        {
            var outcome = await runner.Run(origin with { Command = "EraseRecordText" }, async (unit, _) =>
            {
                await unit.Require<TStream>(id);
                return UnitDecision.For<TStream>(id, EraseRecordTextHandler.Handle(id, subject, erased: false));
            }, ct);
            if (outcome is CommandOutcome.Contended) throw new InvalidOperationException($"The record {id} is being changed by others.");
        }
    }
}

/// <summary>A person was erased: his key is destroyed and every copy redacted, also when the host that decided it died at once.</summary>
public sealed class WhenSubjectErased(IServiceProvider services) : Reaction(ReactionStart.FromBeginning)
{
    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(SubjectErased)];

    // It has to happen: for some two hours before an operator is asked.
    public override int Attempts => 20;

    public override async Task React(Recorded recorded, ReactionContext context, CancellationToken ct)
    {
        var (erased, erasures) = ((SubjectErased)recorded.Data, services.GetRequiredService<Erasures>());
        await erasures.DestroyKey(erased.SubjectId, ct);
        await TrayProgress.Wait<AttachmentFile>(services, recorded.Position, ct);
        await erasures.EraseCopies(erased.SubjectId, ct);
        await TrayProgress.Wait<AuditTrail>(services, recorded.Position, ct);
        await erasures.EraseAddresses(erased.SubjectId, ct);
        await TrayProgress.Wait<AttemptFacts>(services, recorded.Position, ct);
        await TrayProgress.Wait<FollowUpsTray>(services, recorded.Position, ct);
        await TrayProgress.Wait<LeadDirectory>(services, recorded.Position, ct);
        await TrayProgress.Wait<CallbacksTray>(services, recorded.Position, ct);
        await TrayProgress.Wait<SaleFile>(services, recorded.Position, ct);
        await TrayProgress.Wait<TasksTray>(services, recorded.Position, ct);
        await TrayProgress.Wait<SessionList>(services, recorded.Position, ct);
        await TrayProgress.Wait<TicketsTray>(services, recorded.Position, ct);
        await erasures.EraseTexts(erased.SubjectId, new("WhenSubjectErased", CorrelationId: recorded.Metadata.CorrelationId, CausationId: recorded.EventId.ToString()), ct);
    }
}
