using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Domain.Identity.SealedHistories;
using Crm.Domain.Kernel;
using Crm.EventStore.Sealing;

namespace Crm.Api.Audit;

/// <summary>Has the audit trail tell what is done about the seals themselves: that their key was rotated, and that somebody verified them.</summary>
public sealed class SealTrail(CommandRunner runner, NaturalKeys keys) : ISealKeyListener
{
    private readonly Guid _history = keys.Sole("sealed-history");

    public async Task KeyRotated(SealKey key, CancellationToken ct)
    {
        if (key.EndorsedBy is { } before)
            await Record("RotateSealKey", null, history => RecordKeyRotationHandler.Handle(new(_history, key.Id, before), history), ct);
    }

    /// <param name="by">Who had it verified; <c>null</c>: somebody at the command line.</param>
    public Task Verified(IReadOnlyList<ChainReport> reports, UserId? by, CancellationToken ct)
    {
        var verification = Guid.CreateVersion7();
        IReadOnlyList<VerifiedChain> chains = [.. reports.Select(report => new VerifiedChain(
            report.Chain, report.Seals, report.Rows, report.Purged, report.Head, report.Finding is { } finding ? $"{finding.Kind}: {finding.Message}" : null))];
        return Record("VerifySealedHistory", by, history => RecordVerificationHandler.Handle(new(_history, verification, chains, by), history), ct);
    }

    private async Task Record(string command, UserId? by, Func<SealedHistory?, Decision> decide, CancellationToken ct)
    {
        var outcome = await runner.Run(_history, new CommandOrigin(command, by, CausationId: "command line"), decide, ct);
        if (outcome is not CommandOutcome.Done) throw new InvalidOperationException($"{command} could not be recorded: {outcome.GetType().Name}.");
    }
}
