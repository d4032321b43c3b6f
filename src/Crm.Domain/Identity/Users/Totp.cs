using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Crm.Domain.Identity.Users;

/// <summary>Time-based one-time passwords: RFC 6238 on RFC 4226, as every authenticator makes them (SHA-1, six digits, 30 seconds).</summary>
public static class Totp
{
    public const int SecretBytes = 20;
    private const int Digits = 6;
    private const int StepSeconds = 30;

    /// <summary>Clocks may differ by a step either way.</summary>
    private const int Tolerance = 1;

    public static long StepAt(DateTimeOffset now) => now.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The time step of a code that is good now and was not used before; <c>null</c>: it is not good.</summary>
    /// <param name="secret">In base 32.</param>
    /// <param name="lastStep">Codes of this step and before are spent.</param>
    public static long? Match(string secret, string code, DateTimeOffset now, long lastStep)
    {
        if (code.Length != Digits || !code.All(char.IsAsciiDigit)) return null;

        var key = Base32.Decode(secret);
        var shown = Encoding.ASCII.GetBytes(code);
        long? matched = null;
        // All of them, whichever fits: how long it takes does not tell.
        for (var step = StepAt(now) - Tolerance; step <= StepAt(now) + Tolerance; step++)
        {
            var same = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Code(key, step, Digits, HashAlgorithmName.SHA1)), shown);
            if (same && step > lastStep) matched ??= step;
        }

        return matched;
    }

    /// <summary>The code of a time step.</summary>
    public static string Code(byte[] key, long step, int digits, HashAlgorithmName algorithm)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        var mac = CryptographicOperations.HmacData(algorithm, key, counter.ToArray());
        var offset = mac[^1] & 0x0f;
        var number = BinaryPrimitives.ReadInt32BigEndian(mac.AsSpan(offset, 4)) & 0x7fffffff;
        var modulus = 1;
        for (var i = 0; i < digits; i++) modulus *= 10;
        return (number % modulus).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>What an authenticator scans.</summary>
    public static string Uri(string issuer, string account, string secret) =>
        $"otpauth://totp/{System.Uri.EscapeDataString(issuer)}:{System.Uri.EscapeDataString(account)}?secret={secret}&issuer={System.Uri.EscapeDataString(issuer)}&algorithm=SHA1&digits=6&period=30";
}

/// <summary>RFC 4648, upper case, without padding.</summary>
public static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder((bytes.Length * 8 / 5) + 1);
        var (buffer, bits) = (0, 0);
        foreach (var value in bytes)
        {
            buffer = ((buffer << 8) | value) & 0xfff;
            bits += 8;
            for (; bits >= 5; bits -= 5) text.Append(Alphabet[(buffer >> (bits - 5)) & 31]);
        }

        if (bits > 0) text.Append(Alphabet[(buffer << (5 - bits)) & 31]);
        return text.ToString();
    }

    /// <exception cref="FormatException">A character is none of base 32.</exception>
    public static byte[] Decode(string text)
    {
        var bytes = new List<byte>(text.Length * 5 / 8);
        var (buffer, bits) = (0, 0);
        foreach (var character in text)
        {
            var value = Alphabet.IndexOf(character, StringComparison.Ordinal);
            if (value < 0) throw new FormatException("A character is none of base 32.");
            buffer = ((buffer << 5) | value) & 0xfff;
            bits += 5;
            if (bits < 8) continue;
            bits -= 8;
            bytes.Add((byte)((buffer >> bits) & 0xff));
        }

        return [.. bytes];
    }
}
