using System.Security.Cryptography;
using System.Text;

namespace Crm.Api.Collections.Import;

/// <summary>Encrypts the personal values of import reports (AES-256-GCM under a key derived from the master key).</summary>
public sealed class ProblemVault : IDisposable
{
    private const int NonceLength = 12, TagLength = 16;

    private readonly AesGcm _cipher;

    public ProblemVault(byte[] masterKey) =>
        _cipher = new(HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey, 32, info: "crm import problems"u8.ToArray()), TagLength);

    public byte[] Seal(string value)
    {
        var text = Encoding.UTF8.GetBytes(value);
        var box = new byte[NonceLength + TagLength + text.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceLength));
        _cipher.Encrypt(box.AsSpan(0, NonceLength), text, box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength));
        return box;
    }

    public string Open(byte[] box)
    {
        var text = new byte[box.Length - NonceLength - TagLength];
        _cipher.Decrypt(box.AsSpan(0, NonceLength), box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength), text);
        return Encoding.UTF8.GetString(text);
    }

    public void Dispose() => _cipher.Dispose();
}
