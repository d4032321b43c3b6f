using System.CommandLine;
using System.Globalization;
using Crm.Api.Audit;
using Crm.EventStore.Sealing;

namespace Crm.Api.Cli;

/// <summary><c>audit verify</c>: recomputes everything, from the database, or from a bundle or a proof and nothing else.</summary>
internal static class AuditVerifyVerb
{
    private static readonly Option<FileInfo?> Bundle = new("--bundle") { Description = "Check a bundle; needs no database and no settings" };
    private static readonly Option<FileInfo?> Proof = new("--proof") { Description = "Check a proof; needs no database and no settings" };
    private static readonly Option<FileInfo?> Head = new("--head") { Description = "Heads held outside, one JSON document a line" };
    private static readonly Option<string?> Fingerprint = new("--key-fingerprint") { Description = "The fingerprint held outside, of the key that signs or of one before it" };
    private static readonly Option<string?> Chain = new("--chain") { Description = SealSource.Names + "; all when missing" };

    public static Command Make()
    {
        var command = new Command("verify", "Recompute the sealed history and name the first place that was touched").With(Bundle, Proof, Head, Fingerprint, Chain);
        var online = new Command("verify").With(Bundle, Proof, Head, Fingerprint, Chain).Does(Online).Action;
        var alone = new Command("verify").With(Bundle, Proof, Head, Fingerprint, Chain).DoesAlone(Alone).Action;
        command.SetAction((parsed, ct) =>
            ((System.CommandLine.Invocation.AsynchronousCommandLineAction)(parsed.GetValue(Bundle) is null && parsed.GetValue(Proof) is null ? online : alone)!).InvokeAsync(parsed, ct));
        return command;
    }

    private static async Task<int> Online(VerbContext verb, CancellationToken ct)
    {
        var outside = Outside(verb.Parsed);
        var sources = verb.Value(Chain) is { } chain ? [AuditVerbs.Source(chain)] : SealSource.All;
        var reports = new List<ChainReport>();
        foreach (var source in sources)
        {
            var started = TimeProvider.System.GetTimestamp();
            reports.Add(await verb.Get<SealAudit>().Verify(source, outside, verb.Output.IsInteractive ? rows => Console.Error.Write($"\r{source.Chain}: {rows:N0} rows") : null, ct));
            if (verb.Output.IsInteractive) Console.Error.Write("\r\u001b[K");
            verb.Output.Note(string.Create(
                CultureInfo.InvariantCulture, $"{source.Chain}: {reports[^1].Rows / Math.Max(0.001, TimeProvider.System.GetElapsedTime(started).TotalSeconds):N0} rows a second"));
        }

        verb.Output.Result(reports, reports.SelectMany(Lines));
        await Record(verb, reports, ct);
        return reports.All(report => report.Sound) ? ExitCodes.Success : ExitCodes.Failure;
    }

    // The trail tells that it was verified and what it came to; that it cannot be told is no reason to withhold the result.
    private static async Task Record(VerbContext verb, IReadOnlyList<ChainReport> reports, CancellationToken ct)
    {
        try
        {
            await verb.Get<SealTrail>().Verified(reports, null, ct);
        }
        catch (Exception exception) when (exception is Npgsql.NpgsqlException or InvalidOperationException || Http.ProblemMiddleware.IsUnavailable(exception))
        {
            verb.Output.Note($"The trail could not be told of this verification: {exception.Message}");
        }
    }

    private static async Task<int> Alone(ParseResult parsed, CliOutput output, CancellationToken ct)
    {
        var outside = Outside(parsed);
        if (parsed.GetValue(Proof) is { } file)
        {
            var proof = Read(file, SealProof.Read);
            var finding = proof.Check(outside);
            output.Result(
                new { sound = finding is null, position = proof.Row.Position, finding },
                finding is null
                    ? [$"SOUND: the row at {proof.Row.Position} of {proof.Chain} is in seal {SealHeader.Parse(proof.Header)!.Number}, signed by {SealHeader.Parse(proof.Header)!.Key}", .. KeyNote(outside)]
                    : [$"NOT SOUND ({finding.Kind}): {finding.Message}"]);
            return finding is null ? ExitCodes.Success : ExitCodes.Failure;
        }

        var bundle = parsed.GetValue(Bundle)!;
        if (!bundle.Exists) throw new UsageException($"There is no file {bundle.FullName}.");
        var report = await BundleVerifier.Verify(bundle.FullName, outside, ct);
        output.Result(
            report,
            [.. report.Chain.Sound ? [$"Holds {report.Claim}: {report.WholeSeals} seals with all their rows, {report.SingleRows} rows with proofs of their own"] : Array.Empty<string>(), .. Lines(report.Chain)]);
        return report.Chain.Sound ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static IEnumerable<string> Lines(ChainReport report)
    {
        var name = report.Chain.Length == 0 ? "" : report.Chain + ": ";
        if (report.Finding is { } finding)
        {
            yield return $"{name}NOT SOUND ({finding.Kind}): {finding.Message}";
            yield return $"{name}{report.Rows} rows before it are as they were sealed";
        }
        else
        {
            yield return $"{name}SOUND: {report.Rows} rows in {report.Seals} seals, up to position {report.LastPosition}";
            if (report.Head is not null) yield return $"{name}head {report.HeadNumber} {report.Head}, signed by {report.Key}";
            foreach (var purge in report.Purges)
            {
                var from = purge.From == long.MinValue ? "" : $"from {Instant(purge.From)} ";
                yield return $"{name}{purge.Rows} rows {from}up to {Instant(purge.UpTo)} were dropped by policy{(purge.Under is { } under ? $" under the event {under}" : "")}, as seal {purge.Seal} states; their roots are kept";
            }
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"{name}not sealed yet: {report.UnsealedRows} rows{(report.UnsealedSeconds > 0 ? $", the first {report.UnsealedSeconds:0.0} s old" : "")}");
        foreach (var note in report.Notes) yield return $"{name}{note}";
    }

    // Positions of what is purged are instants.
    private static string Instant(long micros) => DateTimeOffset.UnixEpoch.AddMicroseconds(micros).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static IEnumerable<string> KeyNote(HeldOutside outside) =>
        outside.KeyFingerprint is null ? ["No key fingerprint held outside was given: the seal is checked with the key that came with it."] : [];

    private static HeldOutside Outside(ParseResult parsed)
    {
        string? fingerprint = null;
        if (parsed.GetValue(Fingerprint) is { } text)
            fingerprint = HeldOutside.NormalFingerprint(text) ?? throw new UsageException($"'{text}' is not a fingerprint: 64 hexadecimal digits.");
        if (parsed.GetValue(Head) is not { } file) return new([], fingerprint);
        return new(Read(file, HeldHead.ReadAll), fingerprint);
    }

    private static T Read<T>(FileInfo file, Func<string, T> read)
    {
        if (!file.Exists) throw new UsageException($"There is no file {file.FullName}.");
        try
        {
            return read(File.ReadAllText(file.FullName));
        }
        catch (InvalidDataException exception)
        {
            throw new UsageException($"{file.FullName}: {exception.Message}");
        }
    }
}
