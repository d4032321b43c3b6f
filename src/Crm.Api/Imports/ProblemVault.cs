using System.Security.Cryptography;
using System.Text;
using Crm.EventStore.Serialization.Personal;

namespace Crm.Api.Imports;

/// <summary>Encrypts the personal values of import reports (AES-256-GCM under a key derived from the master key).</summary>
public sealed class ProblemVault(MasterKeys masters) : IDisposable
{
    private const int NonceLength = 12, TagLength = 16;

    // The current master key's first.
    private readonly IReadOnlyList<AesGcm> _ciphers = [.. masters.All.Select(master =>
        new AesGcm(HKDF.DeriveKey(HashAlgorithmName.SHA256, master.Key, 32, info: "crm import problems"u8.ToArray()), TagLength))];

    public byte[] Seal(string value)
    {
        var text = Encoding.UTF8.GetBytes(value);
        var box = new byte[NonceLength + TagLength + text.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceLength));
        _ciphers[0].Encrypt(box.AsSpan(0, NonceLength), text, box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength));
        return box;
    }

    /// <exception cref="CryptographicException">None of the master keys sealed it.</exception>
    public string Open(byte[] box)
    {
        var text = new byte[box.Length - NonceLength - TagLength];
        foreach (var cipher in _ciphers)
        {
            try
            {
                cipher.Decrypt(box.AsSpan(0, NonceLength), box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength), text);
                break;
            }
            catch (AuthenticationTagMismatchException) when (cipher != _ciphers[^1])
            {
                // Sealed before the master key was changed: the next one.
            }
        }

        return Encoding.UTF8.GetString(text);
    }

    public void Dispose()
    {
        foreach (var cipher in _ciphers) cipher.Dispose();
    }
}
