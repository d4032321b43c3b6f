using System.Text.RegularExpressions;
using Crm.Api.Hosting;
using Crm.Api.Http;

namespace Crm.Api.Tests.Architecture;

public sealed partial class RefusalTextTests
{
    private static readonly string Source = Path.Combine(Installation.RootFolder(AppContext.BaseDirectory), "src");

    [Fact]
    public void Every_refusal_of_the_domain_has_a_Spanish_text()
    {
        var spanish = new RefusalTexts().SpanishCodes;
        var missing = Codes().Distinct().Except(spanish).Order();
        missing.ShouldBeEmpty();
    }

    private static IEnumerable<string> Codes() =>
        from folder in (string[])["Crm.Domain", "Crm.Api"]
        from file in Directory.EnumerateFiles(Path.Combine(Source, folder), "*.cs", SearchOption.AllDirectories)
        where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}")
        from Match match in Code().Matches(File.ReadAllText(file))
        select match.Groups[1].Value;

    [GeneratedRegex("\"((?:identity|campaigns|collections|privacy|tasks|files)\\.[a-z][a-z0-9]*(?:-[a-z0-9]+)*)\"")]
    private static partial Regex Code();
}
