using Crm.Api.Identity;
using Microsoft.Extensions.Configuration;

namespace Crm.Api.Tests.Identity;

public sealed class CommonPasswordsTests
{
    [Theory]
    [InlineData("1qaz2wsx3edc")]
    [InlineData("QazWsxEdcRfv")]
    [InlineData("bienvenidos123")]
    public void The_commonest_are_refused_however_they_are_written(string password) =>
        Common().Check(password).ShouldNotBeNull().Code.ShouldBe("identity.password-common");

    [Fact]
    public void Others_are_not() => Common().Check("correct horse battery").ShouldBeNull();

    [Fact]
    public void A_file_adds_to_them()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "our town 1904\r\n\r\n");
            Common(file).Check("Our Town 1904").ShouldNotBeNull();
            Common(file).Check("1qaz2wsx3edc").ShouldNotBeNull();
            Common().Check("our town 1904").ShouldBeNull();
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static CommonPasswords Common(string? file = null) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Crm:CommonPasswordsFile"] = file }).Build());
}
