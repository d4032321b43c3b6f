using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Crm.EventStore.Serialization.Personal;

/// <summary>The key of one person: what was written with it is readable as long as it exists.</summary>
/// <param name="Subject">Whose data it is.</param>
/// <param name="Secret">32 bytes; <c>null</c>: the key was destroyed, and with it everything written under it.</param>
public sealed record SubjectKey(Guid Subject, byte[]? Secret)
{
    /// <summary>What stands in the place of a datum whose key was destroyed.</summary>
    public const string Erased = "[erased]";

    /// <summary>How an encrypted text begins: <c>crm1:</c>, the subject in 32 hex digits, <c>:</c>, nonce, tag and cipher text in base64url.</summary>
    public const string Prefix = "crm1:";

    private const int NonceBytes = 12, TagBytes = 16, SubjectAt = 5, PayloadAt = SubjectAt + 32 + 1;

    /// <summary>AES-256-GCM with a random nonce, bound to the subject.</summary>
    public string Encrypt(string text)
    {
        if (Secret is null) return $"{Prefix}{Subject:N}:";
        var plain = Encoding.UTF8.GetBytes(text);
        var payload = new byte[NonceBytes + TagBytes + plain.Length];
        var nonce = payload.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(Secret, TagBytes);
        Span<byte> bound = stackalloc byte[16];
        Subject.TryWriteBytes(bound);
        aes.Encrypt(nonce, plain, payload.AsSpan(NonceBytes + TagBytes), payload.AsSpan(NonceBytes, TagBytes), bound);
        return $"{Prefix}{Subject:N}:{Base64Url.EncodeToString(payload)}";
    }

    /// <summary>The text of an envelope; <see cref="Erased"/> when it cannot be had any more.</summary>
    public string Decrypt(string envelope)
    {
        if (Secret is null || envelope.Length <= PayloadAt) return Erased;
        try
        {
            var payload = Base64Url.DecodeFromChars(envelope.AsSpan(PayloadAt));
            if (payload.Length < NonceBytes + TagBytes) return Erased;
            var plain = new byte[payload.Length - NonceBytes - TagBytes];
            using var aes = new AesGcm(Secret, TagBytes);
            Span<byte> bound = stackalloc byte[16];
            Subject.TryWriteBytes(bound);
            aes.Decrypt(payload.AsSpan(0, NonceBytes), payload.AsSpan(NonceBytes + TagBytes), payload.AsSpan(NonceBytes, TagBytes), plain, bound);
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            // Written under a key that was destroyed and made anew, or not an envelope at all: gone either way.
            return Erased;
        }
    }

    /// <summary>Whose key an envelope needs; <c>false</c>: the text is not an envelope.</summary>
    public static bool TrySubjectOf(ReadOnlySpan<char> text, out Guid subject)
    {
        subject = default;
        return text.StartsWith(Prefix, StringComparison.Ordinal) && text.Length >= PayloadAt && text[PayloadAt - 1] == ':'
            && Guid.TryParseExact(text.Slice(SubjectAt, 32), "N", out subject);
    }

    /// <summary>Gathers the subjects of every envelope in a JSON document.</summary>
    internal static void FindSubjects(ReadOnlySpan<byte> json, HashSet<Guid> subjects)
    {
        for (var at = json.IndexOf("\"crm1:"u8); at >= 0; at = json.IndexOf("\"crm1:"u8))
        {
            json = json[(at + 1 + SubjectAt)..];
            if (Utf8Parser.TryParse(json, out Guid subject, out _, 'N')) subjects.Add(subject);
        }
    }
}
