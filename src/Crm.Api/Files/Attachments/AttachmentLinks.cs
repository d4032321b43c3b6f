using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Crm.Domain.Kernel;
using Microsoft.AspNetCore.DataProtection;

namespace Crm.Api.Files.Attachments;

/// <summary>
/// Links that open one content for a short time, for whoever holds them: a browser that follows one sends no token. They are signed and encrypted with keys that
/// every host has, and say for whom they were made out.
/// </summary>
public sealed class AttachmentLinks(IDataProtectionProvider protection, FilesOptions options, TimeProvider clock)
{
    private const int Length = 16 + 16 + 8;

    private readonly IDataProtector _protector = protection.CreateProtector("Crm.Files.Links.v1");

    public (string Token, DateTimeOffset ExpiresAt) Make(AttachmentId attachment, UserId user)
    {
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds() + options.LinkSeconds);
        var payload = new byte[Length];
        attachment.Value.TryWriteBytes(payload);
        user.Value.TryWriteBytes(payload.AsSpan(16));
        BinaryPrimitives.WriteInt64BigEndian(payload.AsSpan(32), expiresAt.ToUnixTimeSeconds());
        return (Base64Url.EncodeToString(_protector.Protect(payload)), expiresAt);
    }

    /// <summary>What a link opens and for whom it was made out; <c>null</c>: it is over, or not one of ours.</summary>
    public (AttachmentId Attachment, UserId User)? Read(string token)
    {
        if (token.Length > 1024 || !Base64Url.IsValid(token)) return null;
        try
        {
            var payload = _protector.Unprotect(Base64Url.DecodeFromChars(token));
            return payload.Length == Length && BinaryPrimitives.ReadInt64BigEndian(payload.AsSpan(32)) > clock.GetUtcNow().ToUnixTimeSeconds()
                ? (new(new Guid(payload.AsSpan(0, 16))), new(new Guid(payload.AsSpan(16, 16))))
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
