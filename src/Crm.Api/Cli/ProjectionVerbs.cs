using System.CommandLine;
using System.Globalization;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Api.Cli;

/// <summary><c>projections</c>: the read models, how far they are, and building them anew.</summary>
internal static class ProjectionVerbs
{
    private static readonly Argument<string[]> Names = new("names") { Description = "Which ones, by name", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<bool> All = new("--all") { Description = "All of them" };
    private static readonly Option<int> Timeout = new("--timeout") { Description = "Seconds before it is given up; 0 waits for ever", DefaultValueFactory = _ => 0 };

    public static Command Make()
    {
        Names.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-'))) result.AddError($"There is no option '{token.Value}'.");
        });
        var key = new Option<string?>("--key") { Description = "One quarantined document" };
        return new Command("projections", "The read models").With(
            new Command("list", "Every read model of this build").Does(List),
            new Command("status", "How far each is, who runs it, what stands still").Does(Status),
            RebuildVerb.Make(Names, All, Timeout),
            new Command("pause", "Stop some, on whichever host they run").With(Names, All).Does((verb, ct) => Each(verb, "paused", verb.Get<ProjectionAdmin>().Pause, ct)),
            new Command("resume", "Let paused ones go on").With(Names, All).Does((verb, ct) => Each(verb, "resumed", verb.Get<ProjectionAdmin>().Resume, ct)),
            new Command("retry", "Fold quarantined documents again, after the code was mended").With(Names, All, key).Does((verb, ct) => Retry(verb, verb.Value(key), ct)),
            new Command("run", "Bring them up to the present end and stop").With(Timeout).Does(RunToEnd));
    }

    /// <summary>The names asked for. Throws for one that does not exist, naming those that do.</summary>
    /// <param name="others">Whether reactions and agendas' runners may be named too.</param>
    internal static IReadOnlyList<string> Selected(VerbContext verb, bool others = false)
    {
        var known = others ? verb.Get<ProjectionAdmin>().Names : verb.Get<ProjectionAdmin>().Projections;
        var asked = verb.Parsed.GetValue(Names) ?? [];
        foreach (var name in asked)
        {
            if (!known.Contains(name)) throw UsageException.Unknown("projection", name, known);
        }

        if (verb.Value(All)) return known;
        return asked.Length > 0 ? asked : throw new UsageException("Say which, by name, or --all.");
    }

    private static async Task<int> List(VerbContext verb, CancellationToken ct)
    {
        await verb.Get<ProjectionEngine>().Prepare(ct);
        var all = await verb.Get<ProjectionAdmin>().Status(ct);
        verb.Output.Table(
            [.. all.Select(shard => new { shard.Name, shard.Kind, shard.Version, shard.Shard })],
            ("name", row => row.Name), ("kind", row => row.Kind), ("version", row => row.Version), ("shard", row => row.Shard));
        return ExitCodes.Success;
    }

    private static async Task<int> Status(VerbContext verb, CancellationToken ct)
    {
        await verb.Get<ProjectionEngine>().Prepare(ct);
        var all = await verb.Get<ProjectionAdmin>().Status(ct);
        verb.Output.Table(
            all, ("name", shard => shard.Name), ("position", shard => shard.Position), ("lag", shard => shard.Lag), ("behind", shard => shard.LagTime),
            ("runs on", shard => shard.Paused ? "paused" : shard.OwnerName ?? "nobody"), ("quarantined", shard => shard.Quarantined), ("error", shard => shard.Error),
            ("rebuild", shard => shard.Rebuild is { } rebuild ? FormattableString.Invariant($"{rebuild.Share:P0}, {rebuild.EventsPerSecond}/s") : null));

        var quarantined = await verb.Get<ProjectionAdmin>().Quarantine(ct);
        if (!verb.Output.IsJson && quarantined.Count > 0)
        {
            verb.Output.Table(
                quarantined, ("projection", document => document.Projection), ("key", document => document.Key), ("position", document => document.Position),
                ("missed", document => document.Missed), ("error", document => document.Error));
        }

        return ExitCodes.Success;
    }

    private static async Task<int> Each(VerbContext verb, string done, Func<string, CancellationToken, Task> action, CancellationToken ct)
    {
        await verb.Get<ProjectionEngine>().Prepare(ct);
        var names = Selected(verb, others: true);
        foreach (var name in names) await action(name, ct);
        verb.Output.Table([.. names.Select(name => new { Name = name, State = done })], ("name", row => row.Name), ("state", row => row.State));
        return ExitCodes.Success;
    }

    private static async Task<int> Retry(VerbContext verb, string? key, CancellationToken ct)
    {
        await verb.Get<ProjectionEngine>().Prepare(ct);
        var admin = verb.Get<ProjectionAdmin>();
        var rows = new List<RetryRow>();
        foreach (var name in Selected(verb)) rows.Add(new(name, await admin.Retry(name, key, ct), 0));

        var left = (await admin.Quarantine(ct)).CountBy(document => document.Projection).ToDictionary();
        rows = [.. rows.Select(row => row with { StillQuarantined = left.GetValueOrDefault(row.Name) })];
        verb.Output.Table(rows, ("name", row => row.Name), ("well again", row => row.WellAgain), ("still quarantined", row => row.StillQuarantined));
        return rows.All(row => row.StillQuarantined == 0) ? ExitCodes.Success : ExitCodes.Failure;
    }

    private sealed record RetryRow(string Name, int WellAgain, int StillQuarantined);

    private static async Task<int> RunToEnd(VerbContext verb, CancellationToken ct)
    {
        using var limited = Limit(verb.Value(Timeout), ct);
        var engine = verb.Get<ProjectionEngine>();
        var (head, started) = (await verb.Get<EventLog>().Head(ct), System.Diagnostics.Stopwatch.GetTimestamp());
        await engine.Start(limited.Token);
        try
        {
            while (!await engine.Progress.WaitFor(engine.Admin.Projections, head, TimeSpan.FromSeconds(1), limited.Token))
            {
                var behind = (await engine.Admin.Status(limited.Token)).Where(shard => shard.Lag > 0).ToList();
                if (behind.FirstOrDefault(shard => shard.Error is not null) is { } blocked) throw new InvalidOperationException($"{blocked.Name} stands still: {blocked.Error}");
                verb.Output.Note(string.Join(", ", behind.Select(shard => $"{shard.Name} {shard.Lag} behind")));
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            verb.Output.Error("Not all of them came to the end in time.");
            return ExitCodes.Failure;
        }
        finally
        {
            await engine.Stop();
        }

        verb.Output.Result(
            new { position = head, seconds = System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds },
            string.Create(CultureInfo.InvariantCulture, $"All at {head} after {System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s."));
        return ExitCodes.Success;
    }

    internal static CancellationTokenSource Limit(int seconds, CancellationToken ct)
    {
        var limited = CancellationTokenSource.CreateLinkedTokenSource(ct);
        if (seconds > 0) limited.CancelAfter(TimeSpan.FromSeconds(seconds));
        return limited;
    }
}
