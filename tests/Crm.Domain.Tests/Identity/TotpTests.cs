using System.Security.Cryptography;
using System.Text;
using Crm.Domain.Identity.Users;

namespace Crm.Domain.Tests.Identity;

/// <summary>The vectors of RFC 6238, appendix B, and of RFC 4648, section 10.</summary>
public sealed class TotpTests
{
    private static readonly string Secret = Base32.Encode("12345678901234567890"u8);

    [Theory]
    [InlineData(59, "94287082", "46119246", "90693936")]
    [InlineData(1111111109, "07081804", "68084774", "25091201")]
    [InlineData(1111111111, "14050471", "67062674", "99943326")]
    [InlineData(1234567890, "89005924", "91819424", "93441116")]
    [InlineData(2000000000, "69279037", "90698825", "38618901")]
    [InlineData(20000000000, "65353130", "77737706", "47863826")]
    public void Makes_the_codes_of_the_standard(long seconds, string sha1, string sha256, string sha512)
    {
        var step = Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds));
        Totp.Code(Key(20), step, 8, HashAlgorithmName.SHA1).ShouldBe(sha1);
        Totp.Code(Key(32), step, 8, HashAlgorithmName.SHA256).ShouldBe(sha256);
        Totp.Code(Key(64), step, 8, HashAlgorithmName.SHA512).ShouldBe(sha512);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base_32_is_that_of_the_standard(string text, string encoded)
    {
        Base32.Encode(Encoding.ASCII.GetBytes(text)).ShouldBe(encoded);
        Encoding.ASCII.GetString(Base32.Decode(encoded)).ShouldBe(text);
    }

    [Theory]
    [InlineData(-61, false)]
    [InlineData(-30, true)]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(61, false)]
    public void Clocks_may_differ_by_a_step_either_way(int seconds, bool taken)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_111_111_110);
        (Totp.Match(Secret, CodeAt(now.AddSeconds(seconds)), now, lastStep: 0) is not null).ShouldBe(taken);
    }

    [Fact]
    public void A_spent_step_and_those_before_it_are_refused()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_111_111_110);
        var step = Totp.Match(Secret, CodeAt(now), now, lastStep: 0)!.Value;

        Totp.Match(Secret, CodeAt(now), now, step).ShouldBeNull();
        Totp.Match(Secret, CodeAt(now.AddSeconds(-30)), now, step).ShouldBeNull();
        Totp.Match(Secret, CodeAt(now.AddSeconds(30)), now, step).ShouldBe(step + 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("12345a")]
    [InlineData("١٢٣٤٥٦")]
    public void What_is_no_code_is_refused(string code) => Totp.Match(Secret, code, DateTimeOffset.UnixEpoch.AddYears(50), lastStep: 0).ShouldBeNull();

    internal static string CodeAt(DateTimeOffset instant, string? secret = null) => Totp.Code(Base32.Decode(secret ?? Secret), Totp.StepAt(instant), 6, HashAlgorithmName.SHA1);

    private static byte[] Key(int length) => [.. Enumerable.Range(0, length).Select(index => (byte)('0' + ((index + 1) % 10)))];
}
