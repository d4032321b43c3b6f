using System.ComponentModel;
using System.Diagnostics;

namespace Crm.Api.Files.Attachments;

/// <summary>Looks for malware in a file before it is taken. The seam to the outside; none is configured by default.</summary>
public interface IFileScanner
{
    /// <exception cref="ScanFailedException">Nobody can say; the file is not taken.</exception>
    Task<ScanResult> Scan(string path, CancellationToken ct);
}

/// <param name="Looked">Whether anybody looked.</param>
/// <param name="Finding">What was found; <c>null</c>: nothing.</param>
public sealed record ScanResult(bool Looked, string? Finding = null);

public sealed class ScanFailedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Nobody looks.</summary>
public sealed class NoScanner : IFileScanner
{
    public Task<ScanResult> Scan(string path, CancellationToken ct) => Task.FromResult(new ScanResult(Looked: false));
}

/// <summary>A program looks: <c>clamdscan --fdpass --no-summary {file}</c> and others that end with a code.</summary>
public sealed class CommandScanner(ScannerOptions options) : IFileScanner
{
    private const int MaxFinding = 200;

    public async Task<ScanResult> Scan(string path, CancellationToken ct)
    {
        var start = new ProcessStartInfo(options.Command) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in options.Arguments ?? ["{file}"]) start.ArgumentList.Add(argument.Replace("{file}", path, StringComparison.Ordinal));

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(options.TimeoutSeconds));
        using var process = Begin(start);
        try
        {
            process.StandardInput.Close();
            // Read both to the end, so that a program that says much does not stand still.
            var (said, complained) = (Said(process.StandardOutput, limit.Token), Said(process.StandardError, limit.Token));
            await process.WaitForExitAsync(limit.Token);
            var (output, errors) = (await said, await complained);
            return process.ExitCode switch
            {
                0 => new(Looked: true),
                var code when code == options.InfectedExitCode => new(Looked: true, FindingOf(output, path)),
                var code => throw new ScanFailedException($"{options.Command} ended with {code}: {errors.Trim()}"),
            };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new ScanFailedException($"{options.Command} took more than {options.TimeoutSeconds} seconds.");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private Process Begin(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new ScanFailedException($"{options.Command} cannot be run: {missing.Message}", missing);
        }
    }

    private static async Task<string> Said(StreamReader reader, CancellationToken ct)
    {
        var (text, buffer) = (new System.Text.StringBuilder(), new char[4096]);
        int read;
        while ((read = await reader.ReadAsync(buffer, ct)) > 0)
            if (text.Length < 8_192) text.Append(buffer, 0, read);
        return text.ToString();
    }

    // "/path/to/it: Win.Test.EICAR FOUND"; the path is ours and means nothing to anybody.
    private static string FindingOf(string output, string path)
    {
        var line = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "malware";
        var finding = new string([.. line.Replace(path, "", StringComparison.Ordinal).Replace("FOUND", "", StringComparison.Ordinal).Trim(' ', ':').Where(character => !char.IsControl(character))]);
        return finding.Length is 0 ? "malware" : finding.Length > MaxFinding ? finding[..MaxFinding] : finding;
    }
}
