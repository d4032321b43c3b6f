using System.Globalization;
using System.Text;
using Crm.Api.Audit;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.EventStore.Sealing;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Work;

/// <summary>How far the history is sealed, by which key, and the proof that one event is in it.</summary>
[RecordsReads(AccessKind.AuditExport, ByItself = true)]
[Requires(Permission.AuditRead)]
public sealed class SealsModel(SealStatuses statuses, SealStore store, HeadPublishing publishing, SealProver prover, AccessLog reads) : WorkPage
{
    private const int Shown = 20;

    public IReadOnlyList<SealStatus> Chains { get; private set; } = [];
    public IReadOnlyList<SealLine> Latest { get; private set; } = [];

    /// <summary>By chain, the newest signed seal with its key: what to hold outside.</summary>
    public IReadOnlyDictionary<string, HeldHead> Heads { get; private set; } = new Dictionary<string, HeldHead>();

    /// <summary>The seal that the event asked about is in, with the row as it was sealed.</summary>
    public SealProof? Proven { get; private set; }
    public SealHeader? Header { get; private set; }

    [BindProperty(SupportsGet = true)]
    public string? Event { get; set; }

    /// <summary>Proofs are taken away: for who may export, over the whole business.</summary>
    public bool MayProve => ScopeOf(Permission.AuditExport).All;

    public async Task OnGetAsync(CancellationToken ct)
    {
        Chains = await statuses.All(ct);
        Latest = [.. (await store.Latest(SealSource.Events.Chain, long.MaxValue, Shown, ct)).Select(SealLine.Of)];
        var heads = new Dictionary<string, HeldHead>(StringComparer.Ordinal);
        foreach (var chain in Chains)
            if (await publishing.Head(chain.Chain, ct) is { } head) heads[chain.Chain] = head;
        Heads = heads;
        if (!string.IsNullOrWhiteSpace(Event)) await Prove(ct);
    }

    /// <summary>The proof as a file, for <c>audit verify --proof</c> on another machine.</summary>
    public async Task<IActionResult> OnGetProofAsync(CancellationToken ct)
    {
        await Prove(ct);
        if (Proven is not null)
            return File(Encoding.UTF8.GetBytes(Proven.Write()), "application/json", $"proof-{Proven.Row.Position.ToString(CultureInfo.InvariantCulture)}.json");

        await OnGetAsync(ct);
        return Page();
    }

    /// <summary>The newest heads, one a line: what to hold outside.</summary>
    public async Task<IActionResult> OnGetHeadsAsync(CancellationToken ct)
    {
        await OnGetAsync(ct);
        return File(Encoding.UTF8.GetBytes(string.Concat(Heads.Values.Select(head => head.ToLine() + "\n"))), "application/x-ndjson", "heads.ndjson");
    }

    private async Task Prove(CancellationToken ct)
    {
        if (!MayProve)
        {
            Refuse("proof", StatusCodes.Status403Forbidden, Texts.T("form.forbidden"), []);
            return;
        }

        var asked = Event?.Trim() ?? "";
        long? position = Guid.TryParse(asked, out var id) ? await prover.PositionOf(id, ct)
            : long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (position is null)
        {
            Refuse("proof", StatusCodes.Status404NotFound, Texts.T("seals.no_event"), []);
            return;
        }

        var context = CommandContext.For(HttpContext, "ProveEvent", Permission.AuditExport);
        var read = await reads.Record(context, AccessKind.AuditExport, asked, new { proof = position }, ct);
        (Proven, _) = await prover.Prove(position.Value, ct);
        await reads.End(read, Proven is null ? 0 : 1, ct);
        Header = Proven is null ? null : SealHeader.Parse(Proven.Header);
        if (Proven is null) Refuse("proof", StatusCodes.Status409Conflict, Texts.T("seals.not_sealed"), []);
    }

    /// <summary>A hash in groups of eight, so that two of them can be compared by eye.</summary>
    public static string Grouped(string? hash) => hash is null ? "–" : string.Join(' ', hash.Chunk(8).Select(part => new string(part)));
}
