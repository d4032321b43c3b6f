using System.Diagnostics;
using System.IO.Compression;
using Crm.EventStore.Sealing;

namespace Crm.EventStore.Tests.Sealing;

/// <summary>The script of the documentation that recomputes a bundle without our program: it agrees with it, and finds what was done to a bundle.</summary>
public sealed class CheckScriptTests : IAsyncLifetime
{
    private SealScene _scene = null!;

    public async Task InitializeAsync() => (_scene, _) = await SealScene.WithHistory();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [PythonFact]
    public async Task Rows_are_as_their_seals_say_up_to_the_head_outside()
    {
        var (file, head) = (await _scene.Bundle(), (await _scene.Head()).Hash);
        (await Check(file, head)).Output.ShouldContain($"{head}\n");
        (await Check(file, new string('0', 64))).Output.ShouldContain("not the head that is held outside");

        Rewrite(file, lines => [.. lines.Select((line, index) => index == 4 ? line.Replace("\"coin_dropped\"", "\"jar_emptied\"", StringComparison.Ordinal) : line)]);
        (await Check(file, head)).Output.ShouldContain("was altered");

        // Of events nothing is ever dropped.
        file = await _scene.Bundle();
        Rewrite(file, lines => [.. lines.Skip(5)]);
        (await Check(file, head)).Output.ShouldContain("and no purge says so");
    }

    [PythonFact]
    public async Task A_month_that_was_dropped_by_policy_is_named_and_one_that_was_not_is_found()
    {
        await _scene.Attack(
            """
            create table crm_access_log_2001_01 partition of crm_access_log for values from ('2001-01-01Z') to ('2001-02-01Z');
            create table crm_access_log_2001_02 partition of crm_access_log for values from ('2001-02-01Z') to ('2001-03-01Z');
            insert into crm_access_log (at, reads, kind, stage, permission) select '2001-01-25Z'::timestamptz + n * interval '1 day', gen_random_uuid(), 'debtor-search', 'begun', 'x' from generate_series(1, 5) n;
            """);
        await _scene.SealAll(SealSource.AccessLog);
        await _scene.Attack(
            "insert into crm_access_log (at, reads, kind, stage, permission) select '2001-02-05Z'::timestamptz + n * interval '1 day', gen_random_uuid(), 'debtor-search', 'begun', 'x' from generate_series(1, 7) n");
        await _scene.SealAll(SealSource.AccessLog);
        var january = (Micros(1), Micros(2) - 1);
        await _scene.Sealer.RecordPurge(SealSource.AccessLog, january.Item1, january.Item2, "0198@7", default);
        await _scene.Attack("drop table crm_access_log_2001_01");
        var head = (await _scene.Head("access_log")).Hash;

        var sound = await Check(await Bundle(), head);
        sound.Output.ShouldContain($"5 rows from {january.Item1} to {january.Item2} were dropped by policy under 0198@7");
        (sound.Code, sound.Output).ShouldSatisfyAllConditions(said => said.Code.ShouldBe(0, sound.Output), said => said.Output.ShouldContain("7 rows are as their seals say"));

        // A part of another month, then all of it: the purge excuses neither, and leaving it out of the bundle breaks the chain.
        var file = await Bundle();
        Rewrite(file, lines => [.. lines.Skip(1)]);
        (await Check(file, head)).Output.ShouldContain("was altered");
        Rewrite(file, _ => []);
        (await Check(file, head)).Output.ShouldContain("are missing, and no purge says so");
        file = await Bundle();
        Rewrite(file, lines => [.. lines.Where(line => !line.Contains("kind: purge", StringComparison.Ordinal))], BundleWriter.Seals);
        (await Check(file, head)).Code.ShouldNotBe(0);

        await _scene.Attack("drop table crm_access_log_2001_02");
        (await Check(await Bundle(), head)).Output.ShouldContain("are missing, and no purge says so");
    }

    private Task<string> Bundle() => _scene.Bundle(source: SealSource.AccessLog);

    private static long Micros(int month) => new DateTimeOffset(2001, month, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000;

    private static async Task<(int Code, string Output)> Check(string bundle, string head)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Crm.slnx"))) folder = folder.Parent;
        using var python = Process.Start(new ProcessStartInfo(PythonFactAttribute.Python!, [Path.Combine(folder.FullName, "docs", "audit-check.py"), bundle, head])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
        await python.WaitForExitAsync();
        return (python.ExitCode, await output + await errors);
    }

    private static void Rewrite(string file, Func<string[], string[]> change, string entry = BundleWriter.Rows)
    {
        using var zip = ZipFile.Open(file, ZipArchiveMode.Update);
        string[] lines;
        using (var reader = new StreamReader(zip.GetEntry(entry)!.Open())) lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        zip.GetEntry(entry)!.Delete();
        using var writer = new StreamWriter(zip.CreateEntry(entry).Open());
        foreach (var line in change(lines)) writer.Write(line + "\n");
    }
}

/// <summary>A test that needs Python. Where none is installed it is left out and says so, except in a build server, which must have one.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public static string? Python { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, "python3")).FirstOrDefault(File.Exists);

    public PythonFactAttribute()
    {
        if (Python is null && Environment.GetEnvironmentVariable("CI") is null or "") Skip = "No python3 is on the PATH.";
    }
}
