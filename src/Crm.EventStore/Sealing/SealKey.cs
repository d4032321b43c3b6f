using System.Security.Cryptography;
using System.Text;

namespace Crm.EventStore.Sealing;

/// <summary>A public key that seals are checked with.</summary>
/// <param name="Id">Its fingerprint: SHA-256 of the key's SubjectPublicKeyInfo, in hexadecimal.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo in DER.</param>
/// <param name="EndorsedBy">The key that this one succeeded; none for the first.</param>
/// <param name="Endorsement">The predecessor's signature over <see cref="Statement"/>.</param>
public sealed record SealKey(string Id, byte[] PublicKey, string? EndorsedBy, byte[]? Endorsement)
{
    public static string Fingerprint(byte[] publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey));

    /// <summary>What an old key signs about the new one.</summary>
    public static byte[] Statement(string id, string endorsedBy) => Encoding.UTF8.GetBytes($"crm-seal-key: 1\nkey: {id}\nendorsed-by: {endorsedBy}\n");

    public string Pem => PemEncoding.WriteString("PUBLIC KEY", PublicKey);

    /// <summary>Whether a signature over this text is this key's.</summary>
    public bool Verifies(byte[] text, byte[] signature)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(PublicKey, out _);
            return key.VerifyData(text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}

/// <summary>A private key that signs seals.</summary>
public sealed class SealSigner : IDisposable
{
    private readonly ECDsa _key;

    internal SealSigner(ECDsa key, string? endorsedBy, byte[]? endorsement)
    {
        _key = key;
        var publicKey = key.ExportSubjectPublicKeyInfo();
        Key = new(SealKey.Fingerprint(publicKey), publicKey, endorsedBy, endorsement);
    }

    public SealKey Key { get; }

    public byte[] Sign(byte[] text) => _key.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    public void Dispose() => _key.Dispose();
}

/// <summary>There is no key to seal with, or it may not be used; the message says what to do.</summary>
public sealed class SealKeyException(string message) : Exception(message);
