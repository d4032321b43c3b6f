namespace Crm.EventStore.Sealing;

/// <summary>Which keys may have signed: those in one line of succession with the fingerprint that is held outside.</summary>
internal sealed class KeyTrust
{
    private readonly Dictionary<string, SealKey> _keys;
    private readonly string? _pinned;

    public KeyTrust(IEnumerable<SealKey> keys, string? pinned) =>
        (_keys, _pinned) = (keys.GroupBy(key => key.Id).ToDictionary(group => group.Key, group => group.First()), pinned);

    public SealFinding? Check(SealHeader header, byte[] signature, string? previousKey)
    {
        if (!_keys.TryGetValue(header.Key, out var key))
            return Finding(FindingKind.KeyNotTrusted, header, $"Seal {header.Number} names the key {header.Key}, which is not among the public keys.");
        if (SealKey.Fingerprint(key.PublicKey) != key.Id)
            return Finding(FindingKind.KeyReplaced, header, $"The public key kept as {key.Id} is another one: its fingerprint is {SealKey.Fingerprint(key.PublicKey)}.");
        if (_pinned is not null && !InLine(key.Id))
            return Finding(FindingKind.KeyNotTrusted, header, $"Seal {header.Number} is signed by {key.Id}, which is neither the key held outside ({_pinned}) nor in its line of succession.");
        if (previousKey is not null && previousKey != key.Id && !Succeeded(key, previousKey))
            return Finding(FindingKind.KeyNotTrusted, header, $"Seal {header.Number} is signed by {key.Id}, for which its predecessor {previousKey} did not sign.");
        return key.Verifies(header.Bytes, signature)
            ? null
            : Finding(FindingKind.SealAltered, header, $"The signature of seal {header.Number} is not that of {key.Id} over it.");
    }

    /// <summary>The head has to be signed by the pinned key or a successor: anybody can claim to have preceded it.</summary>
    public SealFinding? CheckHead(SealHeader head) => _pinned is null || Descends(head.Key, _pinned)
        ? null
        : Finding(FindingKind.KeyNotTrusted, head, $"The last seal, {head.Number}, is signed by {head.Key}, which is not the key held outside ({_pinned}) or a successor of it.");

    public string? Pem(string id) => _keys.TryGetValue(id, out var key) ? key.Pem : null;

    private bool InLine(string id) => Descends(id, _pinned!) || Descends(_pinned!, id);

    private bool Descends(string id, string from)
    {
        for (var steps = 0; steps <= _keys.Count; steps++)
        {
            if (id == from) return true;
            if (!_keys.TryGetValue(id, out var key) || key.EndorsedBy is null || !Succeeded(key, key.EndorsedBy)) return false;
            id = key.EndorsedBy;
        }

        return false;
    }

    private bool Succeeded(SealKey key, string predecessor) =>
        key.EndorsedBy == predecessor && key.Endorsement is not null && _keys.TryGetValue(predecessor, out var old)
        && SealKey.Fingerprint(old.PublicKey) == old.Id && SealKey.Fingerprint(key.PublicKey) == key.Id
        && old.Verifies(SealKey.Statement(key.Id, predecessor), key.Endorsement);

    private static SealFinding Finding(FindingKind kind, SealHeader header, string message) => new(kind, header.Chain, header.Number, null, null, message);
}
