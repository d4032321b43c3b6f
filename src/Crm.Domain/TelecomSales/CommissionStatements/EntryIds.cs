using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Crm.Domain.TelecomSales.CommissionStatements;

/// <summary>Ids of entries that follow from what they are for: the same event heard again, or a settlement taken up again, makes the same entry.</summary>
public static class EntryIds
{
    public static Guid Accrual(Guid sale) => Of("accrual", sale);

    public static Guid Reversal(Guid sale) => Of("reversal", sale);

    /// <param name="cause">The statement, or the sale of a line.</param>
    public static Guid TrueUp(Guid cause) => Of("true-up", cause);

    // SHA-256 cut to a UUID of version 8.
    private static Guid Of(string kind, Guid cause)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"commission-{kind}\n{cause:D}"), hash);
        BinaryPrimitives.WriteUInt16BigEndian(hash[6..], (ushort)((BinaryPrimitives.ReadUInt16BigEndian(hash[6..]) & 0x0FFF) | 0x8000));
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new(hash[..16], bigEndian: true);
    }
}
