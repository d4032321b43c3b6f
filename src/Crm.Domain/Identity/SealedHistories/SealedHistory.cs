using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.SealedHistories;

/// <summary>What was done about the seals themselves; there is one stream of it per installation.</summary>
/// <param name="Keys">Fingerprints of the keys that came after the first.</param>
/// <param name="Verifications">The latest ones.</param>
public sealed record SealedHistory(IReadOnlyList<string> Keys, IReadOnlyList<Guid> Verifications) : IAggregate<SealedHistory>
{
    private const int Remembered = 50;
    private static readonly SealedHistory Untouched = new([], []);

    public static SealedHistory? Evolve(SealedHistory? history, object @event) => @event switch
    {
        SealKeyRotated e => (history ?? Untouched) with { Keys = [.. (history ?? Untouched).Keys, e.Fingerprint] },
        SealedHistoryVerified e => (history ?? Untouched) with { Verifications = [.. (history ?? Untouched).Verifications.TakeLast(Remembered - 1), e.VerificationId] },
        _ => history,
    };
}

public sealed record RecordKeyRotation(Guid HistoryId, string Fingerprint, string EndorsedBy);

public static class RecordKeyRotationHandler
{
    public static Decision Handle(RecordKeyRotation command, SealedHistory? history) =>
        history?.Keys.Contains(command.Fingerprint) is true
            ? Decision.AlreadySo
            : Decision.Append(new SealKeyRotated(command.HistoryId, command.Fingerprint, command.EndorsedBy));
}

public sealed record RecordVerification(Guid HistoryId, Guid VerificationId, IReadOnlyList<VerifiedChain> Chains, UserId? By);

public static class RecordVerificationHandler
{
    public static Decision Handle(RecordVerification command, SealedHistory? history) =>
        history?.Verifications.Contains(command.VerificationId) is true
            ? Decision.AlreadySo
            : Decision.Append(new SealedHistoryVerified(
                command.HistoryId, command.VerificationId, command.Chains.All(chain => chain.Finding is null), command.Chains, command.By));
}
