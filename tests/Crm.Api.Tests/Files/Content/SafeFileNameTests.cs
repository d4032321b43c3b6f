using Crm.Api.Files.Content;
using FsCheck;
using FsCheck.Fluent;

namespace Crm.Api.Tests.Files.Content;

public sealed class SafeFileNameTests
{
    [Theory]
    [InlineData("../../etc/passwd.pdf", "passwd.pdf")]
    [InlineData("..\\..\\windows\\system32\\x.pdf", "x.pdf")]
    [InlineData("/absolute/x.pdf", "x.pdf")]
    [InlineData("C:\\Users\\Ana\\cédula de Ana.pdf", "cédula de Ana.pdf")]
    [InlineData("invoice.exe.pdf", "invoice_exe.pdf")]
    [InlineData("invoice.v2.final.pdf", "invoice.v2.final.pdf")]
    [InlineData("x\u202Efdp.pdf", "xfdp.pdf")]
    [InlineData("a\r\nSet-Cookie: b.pdf", "aSet-Cookie_ b.pdf")]
    [InlineData("a\"b;c<d>.pdf", "a_b_c_d_.pdf")]
    [InlineData("CON.pdf", "_CON.pdf")]
    [InlineData("lpt1.x.pdf", "_lpt1.x.pdf")]
    [InlineData("   .. .pdf", "pdf.pdf")]
    [InlineData("x.pdf.", "x.pdf")]
    [InlineData("x.PDF ", "x.pdf")]
    [InlineData("", "file.pdf")]
    [InlineData("/", "file.pdf")]
    [InlineData("\u0000\u0001", "file.pdf")]
    [InlineData("a\uD800b.pdf", "ab.pdf")]
    public void Becomes_harmless(string sent, string kept)
    {
        var (stem, _) = SafeFileName.Split(sent);
        SafeFileName.Join(stem, "pdf").ShouldBe(kept);
    }

    [Fact]
    public void A_long_name_is_cut_and_keeps_its_ending()
    {
        var (stem, extension) = SafeFileName.Split(new string('á', 5_000) + ".pdf");
        var name = SafeFileName.Join(stem, extension);
        name.Length.ShouldBe(120);
        name.ShouldEndWith("á.pdf");
    }

    [Fact]
    public void Whatever_is_sent_it_is_one_name_that_is_no_path() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
        ArbMap.Default.ArbFor<string>(), sent =>
        {
            var (stem, extension) = SafeFileName.Split(sent);
            var name = SafeFileName.Join(stem, extension.Length > 0 ? extension : "txt");
            return name.Length is > 2 and <= 121 && Path.GetFileName(name) == name && !name.Contains('\\', StringComparison.Ordinal) && !name.StartsWith('.')
                && !name.Any(char.IsControl) && name.IsNormalized();
        }));
}
