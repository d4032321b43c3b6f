using System.Security.Cryptography;

namespace Crm.EventStore.Serialization.Personal;

/// <summary>A person's key as it is stored: the master key's check value (8 bytes), nonce, tag, cipher text. Bound to the person.</summary>
internal static class WrappedKey
{
    private const int NonceBytes = 12, TagBytes = 16, KeyBytes = 32;

    /// <summary>Keys from before the check value was stored have this length.</summary>
    public const int BareBytes = NonceBytes + TagBytes + KeyBytes;

    public static byte[] Seal(MasterKeys.MasterKey master, Guid subject, byte[] key)
    {
        var wrapped = new byte[MasterKeys.IdBytes + BareBytes];
        master.IdPrefix.CopyTo(wrapped, 0);
        var box = wrapped.AsSpan(MasterKeys.IdBytes);
        RandomNumberGenerator.Fill(box[..NonceBytes]);
        using var aes = new AesGcm(master.Key, TagBytes);
        aes.Encrypt(box[..NonceBytes], key, box[(NonceBytes + TagBytes)..], box.Slice(NonceBytes, TagBytes), subject.ToByteArray());
        return wrapped;
    }

    /// <exception cref="MasterKeyException">It was wrapped with a master key that is not here, or was altered.</exception>
    public static byte[] Open(MasterKeys masters, Guid subject, byte[] wrapped)
    {
        if (wrapped.Length == BareBytes) return OpenBare(masters, subject, wrapped);

        var id = Convert.ToHexStringLower(wrapped.AsSpan(0, MasterKeys.IdBytes));
        if (masters.Find(id) is not { } master)
        {
            throw new MasterKeyException(
                $"The key of {subject} is wrapped with the master key {id}, which is not configured; configured: {string.Join(", ", masters.All.Select(known => known.Id))}. "
                + "Configure it as Crm:MasterKey or among Crm:OtherMasterKeys.");
        }

        return TryOpen(master, subject, wrapped.AsSpan(MasterKeys.IdBytes)) ?? throw new MasterKeyException($"The stored key of {subject} was altered: the master key {id} does not open it.");
    }

    private static byte[] OpenBare(MasterKeys masters, Guid subject, byte[] wrapped) =>
        masters.All.Select(master => TryOpen(master, subject, wrapped)).FirstOrDefault(key => key is not null)
        ?? throw new MasterKeyException(
            $"None of the configured master keys ({string.Join(", ", masters.All.Select(known => known.Id))}) opens the keys of this database. Configure the one they were wrapped with as Crm:MasterKey.");

    private static byte[]? TryOpen(MasterKeys.MasterKey master, Guid subject, ReadOnlySpan<byte> box)
    {
        var key = new byte[KeyBytes];
        try
        {
            using var aes = new AesGcm(master.Key, TagBytes);
            aes.Decrypt(box[..NonceBytes], box[(NonceBytes + TagBytes)..], box.Slice(NonceBytes, TagBytes), key, subject.ToByteArray());
            return key;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
