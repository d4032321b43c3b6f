using Crm.EventStore.Streams;

namespace Crm.EventStore.Serialization.Personal;

/// <summary>
/// Network addresses and their encrypted form. The same few are on every event, so that encrypting or decrypting each anew would cost
/// more than the event itself.
/// </summary>
internal sealed class AddressBook
{
    private readonly RecentCache<(Guid Subject, string Address), string> _envelopes = new(10_000);
    private readonly RecentCache<string, string> _addresses = new(20_000);

    /// <summary>An address is personal data of the actor; where nobody is signed in, it has a key of the installation's.</summary>
    public static Guid SubjectOf(EventMetadata metadata) => metadata.ActorId ?? Guid.Empty;

    public string? KnownEnvelope(EventMetadata metadata) =>
        metadata.Address is not null && _envelopes.TryGet((SubjectOf(metadata), metadata.Address), out var envelope) ? envelope : null;

    public string Envelope(EventMetadata metadata, KeyRing keys)
    {
        StorableText.Require(metadata.Address, "The address");
        var envelope = keys.Encrypt(SubjectOf(metadata), metadata.Address!);
        _envelopes.Add((SubjectOf(metadata), metadata.Address!), envelope);
        return envelope;
    }

    public bool Knows(string envelope) => _addresses.TryGet(envelope, out _);

    public string Address(string envelope, KeyRing keys)
    {
        if (_addresses.TryGet(envelope, out var known)) return known;
        var address = keys.Decrypt(envelope);
        if (address != SubjectKey.Erased) _addresses.Add(envelope, address);
        return address;
    }

    public void Clear()
    {
        _envelopes.Clear();
        _addresses.Clear();
    }
}
