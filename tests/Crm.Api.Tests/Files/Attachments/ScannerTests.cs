using Crm.Api.Files.Attachments;

namespace Crm.Api.Tests.Files.Attachments;

/// <summary>A program that looks for malware: believed when it says so, and never waited for without end.</summary>
public sealed class ScannerTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"crm-scan-{Guid.CreateVersion7():N}");

    public ScannerTests() => File.WriteAllText(_file, "X5O!P%@AP");

    [Fact]
    public async Task Nobody_looks_unless_one_is_configured() => (await new NoScanner().Scan(_file, default)).ShouldBe(new ScanResult(Looked: false));

    [Fact]
    public async Task What_the_program_says_is_the_result()
    {
        (await Shell("exit 0").Scan(_file, default)).ShouldBe(new ScanResult(Looked: true));
        (await Shell("grep -q 'X5O' \"$0\" && echo \"$0: Eicar-Test-Signature FOUND\" && exit 1; exit 0").Scan(_file, default)).ShouldBe(new ScanResult(true, "Eicar-Test-Signature"));
        (await Shell("exit 1").Scan(_file, default)).ShouldBe(new ScanResult(true, "malware"));
    }

    [Fact]
    public async Task A_program_that_fails_says_nothing() =>
        (await Should.ThrowAsync<ScanFailedException>(() => Shell("echo 'no database' >&2; exit 2").Scan(_file, default))).Message.ShouldContain("no database");

    [Fact]
    public async Task A_program_that_is_not_there_says_nothing() =>
        await Should.ThrowAsync<ScanFailedException>(() => new CommandScanner(new("no-such-scanner-here")).Scan(_file, default));

    [Fact]
    public async Task A_program_that_stands_still_is_ended_with_what_it_began()
    {
        var scanner = new CommandScanner(new("sh", ["-c", "echo $$ > \"$0.pid\"; sleep 60", "{file}"], TimeoutSeconds: 1));
        await Should.ThrowAsync<ScanFailedException>(() => scanner.Scan(_file, default));

        var id = int.Parse(await File.ReadAllTextAsync(_file + ".pid"), System.Globalization.CultureInfo.InvariantCulture);
        await Testing.Eventually.True(() => Task.FromResult(!Directory.Exists($"/proc/{id}") || File.ReadAllText($"/proc/{id}/stat").Contains(" Z ", StringComparison.Ordinal)), "ended", TimeSpan.FromSeconds(10));
    }

    public void Dispose()
    {
        File.Delete(_file);
        File.Delete(_file + ".pid");
    }

    private static CommandScanner Shell(string script) => new(new("sh", ["-c", script, "{file}"]));
}
