using System.Security.Cryptography;

namespace Crm.EventStore.Serialization.Personal;

/// <summary>The keys that wrap other keys: one to write with, and more that can be read with while one takes another's place.</summary>
public sealed class MasterKeys
{
    public const int KeyBytes = 32;
    internal const int IdBytes = 8;
    private static readonly byte[] Purpose = "crm master key id v1"u8.ToArray();

    /// <param name="current">32 bytes; what is wrapped from now on is wrapped with it.</param>
    /// <param name="others">More keys of 32 bytes; what is still wrapped with one of them is read with it.</param>
    public MasterKeys(byte[] current, params IReadOnlyList<byte[]> others)
    {
        Current = new(current);
        All = [Current, .. others.Select(key => new MasterKey(key)).Where(key => key.Id != Current.Id)];
    }

    public MasterKey Current { get; }

    /// <summary>The current one first.</summary>
    public IReadOnlyList<MasterKey> All { get; }

    /// <summary>A key by its check value; <c>null</c>: it is not configured here.</summary>
    public MasterKey? Find(string id) => All.FirstOrDefault(key => key.Id == id);

    /// <summary>A master key with what it is known by.</summary>
    public sealed class MasterKey
    {
        internal MasterKey(byte[] key)
        {
            if (key.Length != KeyBytes) throw new ArgumentException($"The master key must have {KeyBytes} bytes.", nameof(key));
            Key = key;
            IdPrefix = HMACSHA256.HashData(key, Purpose)[..IdBytes];
            Id = Convert.ToHexStringLower(IdPrefix);
        }

        public byte[] Key { get; }

        /// <summary>The check value: tells whether a key is the right one, and nothing of the key. Sixteen hex digits.</summary>
        public string Id { get; }

        internal byte[] IdPrefix { get; }
    }
}

/// <summary>The configured master keys are not those of the database; the message says which is missing and what to do.</summary>
public sealed class MasterKeyException(string message) : Exception(message);
