using System.Globalization;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.EventStore.Sealing;

namespace Crm.Api.Audit;

/// <summary>The sealed history: how far it is sealed, its seals, the proof of an event, and a bundle to take away.</summary>
public static class SealingEndpoints
{
    public static void MapSealing(this IEndpointRouteBuilder routes)
    {
        var audit = routes.MapGroup("/api/audit").WithTags("Audit");

        audit.MapGet("/seals", List)
            .WithName("ListSeals")
            .WithSummary("The seals of a chain (events, access_log, visits), newest first; the next page begins before the last number")
            .Produces<IReadOnlyList<SealLine>>()
            .RequirePermission(Permission.AuditRead);
        audit.MapGet("/seals/status", (SealStatuses statuses, CancellationToken ct) => statuses.All(ct))
            .WithName("SealStatus")
            .WithSummary("How far each chain is sealed and published, and what is not sealed yet in rows and seconds")
            .Produces<IReadOnlyList<SealStatus>>()
            .RequirePermission(Permission.AuditRead);
        audit.MapGet("/seals/head", Head)
            .WithName("SealHead")
            .WithSummary("The newest seal with signature and public key: what to hold outside")
            .Produces<HeldHead>()
            .RequirePermission(Permission.AuditRead);
        audit.MapGet("/events/{event}/proof", Proof)
            .WithName("ProveEvent")
            .WithSummary("That an event, by id or position, is in a signed seal: checked without the database by 'audit verify --proof'")
            .Produces<SealProof>()
            .RequirePermission(Permission.AuditExport);
        audit.MapGet("/bundle", Bundle)
            .WithName("ExportSealedBundle")
            .WithSummary("Events, seals and public keys as a ZIP that 'audit verify --bundle' checks without the database; by stream, by range, or all")
            .Produces(StatusCodes.Status200OK, contentType: "application/zip")
            .RequirePermission(Permission.AuditExport);
    }

    private static async Task<IResult> List(SealStore store, Problems problems, string? chain, long? before, int? limit, CancellationToken ct)
    {
        if (SealSource.Of(chain ?? SealSource.Events.Chain) is not { } source) return problems.Invalid("chain", SealSource.Names + ".");
        var seals = await store.Latest(source.Chain, before ?? long.MaxValue, Math.Clamp(limit ?? 50, 1, 200), ct);
        return TypedResults.Ok(seals.Select(SealLine.Of).ToList());
    }

    private static async Task<IResult> Head(HeadPublishing publishing, Problems problems, string? chain, CancellationToken ct)
    {
        if (SealSource.Of(chain ?? SealSource.Events.Chain) is not { } source) return problems.Invalid("chain", SealSource.Names + ".");
        return await publishing.Head(source.Chain, ct) is { } head ? TypedResults.Ok(head) : problems.NotFound();
    }

    private static async Task<IResult> Proof(string @event, CommandContext context, SealProver prover, AccessLog reads, Problems problems, CancellationToken ct)
    {
        long? position = Guid.TryParse(@event, out var id) ? await prover.PositionOf(id, ct)
            : long.TryParse(@event, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (position is null || !context.Scope.All) return problems.NotFound();
        var read = await reads.Record(context, AccessKind.AuditExport, @event, new { proof = position }, ct);
        var (proof, _) = await prover.Prove(position.Value, ct);
        await reads.End(read, proof is null ? 0 : 1, ct);
        return proof is null ? problems.Of(StatusCodes.Status409Conflict, "not-sealed") : TypedResults.Ok(proof);
    }

    private static async Task<IResult> Bundle(
        Guid? stream, long? from, long? to, CommandContext context, BundleWriter bundles, SealStore store, AccessLog reads, Problems problems, CancellationToken ct)
    {
        if (from < 1) return problems.Invalid("from", "Positions begin with 1.");
        if (to < from) return problems.Invalid("to", "The range ends after it begins.");
        var selection = new BundleSelection(stream, from, to);
        if (!context.Scope.All || await bundles.WhyNot(SealSource.Events, selection, ct) is not null) return problems.NotFound();

        var read = await reads.Record(context, AccessKind.AuditExport, stream?.ToString(), new { bundle = selection }, ct);

        // Whole before its first byte is answered: a bundle that broke off would look like one that somebody cut.
        var file = new FileStream(Path.GetTempFileName(), new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        });
        try
        {
            var written = await bundles.Write(file, SealSource.Events, selection, ct);
            await reads.End(read, written.Rows, ct);
            file.Position = 0;
            return TypedResults.Stream(file, "application/zip", "sealed-history.zip");
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }
}

/// <summary>A seal as a person reads it.</summary>
public sealed record SealLine(long Number, string Kind, long First, long Last, long Leaves, string Gaps, string Root, string Hash, DateTimeOffset SealedAt, string Key)
{
    public static SealLine Of(StoredSeal stored) => SealHeader.Parse(stored.Text) is { } header
        ? new(header.Number, header.Kind, header.First, header.Last, header.Leaves, header.Gaps, header.Root, header.Hash, header.SealedAtInstant, header.Key)
        : new(stored.Number, "unreadable", 0, 0, 0, "", "", "", DateTimeOffset.UnixEpoch, "");
}
