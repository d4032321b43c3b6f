using System.Collections.Concurrent;
using System.CommandLine;
using Crm.EventStore.Projecting;
using Crm.EventStore.Projecting.Rebuilding;
using Spectre.Console;

namespace Crm.Api.Cli;

/// <summary><c>projections rebuild</c>: builds read models anew beside the live ones, compares, and swaps them in while everybody reads.</summary>
internal static class RebuildVerb
{
    private static readonly Option<int> AtOnce = new("--max-concurrent") { Description = "How many at a time", DefaultValueFactory = _ => 1 };
    private static readonly Option<bool> Restart = new("--restart") { Description = "Begin anew instead of going on with an interrupted rebuild" };
    private static readonly Option<bool> NoCompare = new("--no-compare") { Description = "Swap in without comparing old and new" };

    public static Command Make(Argument<string[]> names, Option<bool> all, Option<int> timeout) =>
        new Command("rebuild", "Build some anew beside the live ones, compare and swap").With(names, all, AtOnce, timeout, Restart, NoCompare)
            .Does((verb, ct) => Rebuild(verb, verb.Value(timeout), ct));

    private static async Task<int> Rebuild(VerbContext verb, int timeout, CancellationToken ct)
    {
        await verb.Get<ProjectionEngine>().Prepare(ct);
        var names = ProjectionVerbs.Selected(verb);
        var atOnce = verb.Value(AtOnce) is var asked and >= 1 ? asked : throw new UsageException("--max-concurrent is at least 1.");
        var outcomes = verb.Output.IsInteractive
            ? await AnsiConsole.Progress()
                .AutoClear(false)
                .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
                .StartAsync(progress => RunAll(verb, names, atOnce, timeout, name => Bar(progress.AddTask(name)), ct))
            : await RunAll(verb, names, atOnce, timeout, name => Lines(verb.Output, name), ct);

        verb.Output.Table(
            outcomes, ("name", row => row.Name), ("result", row => row.Result), ("events", row => row.EventsRead), ("took", row => row.Elapsed),
            ("old rows", row => row.LiveRows), ("new rows", row => row.RebuiltRows), ("different", row => row.Different), ("error", row => row.Error));
        foreach (var difference in outcomes.SelectMany(row => row.Differences.Select(difference => (row.Name, difference))))
            verb.Output.Note($"{difference.Name} {difference.difference.Key}: was {difference.difference.Live ?? "–"}, is {difference.difference.Rebuilt ?? "–"}");

        return outcomes.All(row => row.Error is null && row.Different is null or 0) ? ExitCodes.Success : ExitCodes.Failure;
    }

    /// <param name="Result"><c>equal</c>, <c>different</c>, <c>rebuilt</c> (not compared) or <c>failed</c>.</param>
    private sealed record Outcome(
        string Name, string Result, long EventsRead, TimeSpan Elapsed, long? LiveRows, long? RebuiltRows, long? Different, string? Error,
        IReadOnlyList<RowDifference> Differences);

    private static async Task<IReadOnlyList<Outcome>> RunAll(
        VerbContext verb, IReadOnlyList<string> names, int atOnce, int timeout, Func<string, IProgress<RebuildProgress>> show, CancellationToken ct)
    {
        var outcomes = new ConcurrentDictionary<string, Outcome>();
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = ct }, async (name, each) =>
        {
            using var limited = ProjectionVerbs.Limit(timeout, each);
            outcomes[name] = await RunOne(verb, name, show(name), limited.Token, each);
        });
        return [.. names.Select(name => outcomes[name])];
    }

    private static async Task<Outcome> RunOne(VerbContext verb, string name, IProgress<RebuildProgress> progress, CancellationToken limited, CancellationToken ct)
    {
        try
        {
            var options = new RebuildOptions(Compare: !verb.Value(NoCompare), Restart: verb.Value(Restart));
            var report = await verb.Get<ProjectionRebuilder>().Rebuild(name, options, progress, limited);
            var compared = report.Comparison;
            return new(
                name, compared is null ? "rebuilt" : compared.Equal ? "equal" : "different", report.EventsRead, report.Elapsed,
                compared?.LiveRows, compared?.RebuiltRows, compared?.Different, null, compared?.Differences ?? []);
        }
        catch (RebuildRunningException running)
        {
            return Failed(name, running.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Failed(name, "Not done in time; the same verb goes on with it.");
        }
    }

    private static Outcome Failed(string name, string error) => new(name, "failed", 0, TimeSpan.Zero, null, null, null, error, []);

    private static InlineProgress Bar(ProgressTask task) => new(progress =>
    {
        task.Value = progress.Share * task.MaxValue;
        var left = progress.Left is { } time ? $", {time:mm\\:ss} left" : "";
        task.Description = Markup.Escape(FormattableString.Invariant($"{progress.Projection}: {progress.Phase}, {progress.EventsPerSecond:N0} events/s{left}"));
        if (progress.Phase == "done") task.StopTask();
    });

    private static InlineProgress Lines(CliOutput output, string name)
    {
        var said = "";
        return new(progress =>
        {
            var line = FormattableString.Invariant($"{name}: {progress.Phase} {Math.Floor(progress.Share * 10) * 10}%");
            if (line == said) return;
            said = line;
            output.Note(line);
        });
    }

    // Progress<T> would report from the thread pool, out of order and after the end.
    private sealed class InlineProgress(Action<RebuildProgress> report) : IProgress<RebuildProgress>
    {
        private readonly Lock _lock = new();

        public void Report(RebuildProgress value)
        {
            lock (_lock) report(value);
        }
    }
}
