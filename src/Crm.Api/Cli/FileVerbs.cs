using System.CommandLine;
using Crm.Api.Files.Attachments;
using Crm.Api.Files.Stores;
using Crm.Api.Queries;
using Crm.Domain.Files.Attachments;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections.Files;

namespace Crm.Api.Cli;

/// <summary><c>files</c>: what is attached, whether every content is there and whole, and what nothing refers to.</summary>
internal static class FileVerbs
{
    private static readonly Option<AttachmentOwnerKind?> Kind = new("--owner-kind") { Description = "Only what is attached to debtors, tickets, sales or requests" };
    private static readonly Option<Guid?> Owner = new("--owner") { Description = "Only what is attached to one of them, by its id" };
    private static readonly Option<int> Limit = new("--limit") { Description = "Latest so many", DefaultValueFactory = _ => 100 };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only say what would be taken away" };

    public static Command Make() => new Command("files", "Files attached to tickets, sales and debtors, and the store of their contents").With(
        new Command("list", "Attachments, latest first; without names, which are personal").With(Kind, Owner, Limit).Does(List),
        new Command("verify", "Read every content there should be and compare it with its hashes; exit code 1 when one is missing or altered").Does(Verify),
        new Command("sweep", "Take away contents that nothing has referred to for a day").With(DryRun).Does(Clear));

    private static async Task<int> List(VerbContext verb, CancellationToken ct)
    {
        await CaughtUp(verb, ct);
        var (kind, limit) = (verb.Value(Kind), verb.Value(Limit));
        if (limit is < 1 or > 10_000) throw new UsageException("--limit is from 1 to 10000.");
        var views = verb.Get<ViewReader>();
        var rows = (await views.Query<string>(
            $"""
            select data::text from {DocumentTable.Of<AttachmentFile>()}
            where (@kind::text is null or owner_kind = @kind) and (@owner::text is null or owner_id = @owner)
            order by attached_at desc, id limit @limit
            """, new { kind = Stored.Name(kind), owner = verb.Value(Owner)?.ToString(), limit }, ct)).Select(views.Read<AttachmentRecord>).ToList();
        verb.Output.Table(
            [.. rows.Select(Line.Of)], ("attachment", row => row.AttachmentId), ("to", row => row.OwnerKind), ("id", row => row.OwnerId), ("kind", row => row.MediaType),
            ("bytes", row => row.Bytes), ("state", row => row.State), ("scanned", row => row.Scanned), ("attached", row => row.AttachedAt), ("content", row => row.Blob));
        return ExitCodes.Success;
    }

    private static async Task<int> Verify(VerbContext verb, CancellationToken ct)
    {
        await CaughtUp(verb, ct);
        var found = await verb.Get<Inspection>().Run(looked =>
        {
            if (looked % 1_000 == 0) verb.Output.Note($"{looked} looked at");
        }, ct);
        verb.Output.Result(found,
        [
            $"{found.Store}: {found.Attachments} attachments, {found.Bytes} bytes whole; {found.Stored} contents stored, {found.Orphans} that nothing refers to.",
            .. found.Faults.Select(fault => $"{fault.AttachmentId} {fault.Blob}: {fault.Fault}"),
            found.Faults.Count == 0 ? "Every content is there and is what was sent." : $"{found.Faults.Count} contents are not.",
        ]);
        return found.Faults.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static async Task<int> Clear(VerbContext verb, CancellationToken ct)
    {
        var dryRun = verb.Value(DryRun);
        var swept = await verb.Get<Sweep>().Run(dryRun, ct);
        verb.Output.Result(swept, $"{verb.Get<IFileStore>().Place}: {swept.Taken} of {swept.Looked} contents {(dryRun ? "would be" : "were")} taken away, {swept.Bytes} bytes.");
        return ExitCodes.Success;
    }

    // What was attached a moment ago is there as well; a host follows the events, this program only waits for it.
    private static async Task CaughtUp(VerbContext verb, CancellationToken ct)
    {
        if (!await verb.Get<ProjectionProgress>().WaitFor<AttachmentFile>(await verb.Get<EventLog>().Head(ct), TimeSpan.FromSeconds(5), ct))
            verb.Output.Note("The list of attachments is behind: no host follows it. What was attached last is not in it.");
    }

    private sealed record Line(
        Guid AttachmentId, AttachmentOwnerKind OwnerKind, Guid OwnerId, string MediaType, long Bytes, string State, bool Scanned, DateTimeOffset AttachedAt, string Blob)
    {
        public static Line Of(AttachmentRecord row) => new(
            row.AttachmentId.Value, row.OwnerKind, row.OwnerId, row.MediaType, row.Bytes, row.Erased ? "erased" : row.Status.ToString().ToLowerInvariant(), row.Scanned, row.AttachedAt, row.Blob);
    }
}
