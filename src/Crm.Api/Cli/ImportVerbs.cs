using System.CommandLine;
using System.Globalization;
using Crm.Api.Collections.Import;
using Crm.Api.Imports;
using Crm.Api.Files;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Domain.Campaigns;
using Crm.Domain.Collections.PortfolioImports;
using Crm.Domain.Collections.Portfolios;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Spectre.Console;

namespace Crm.Api.Cli;

/// <summary><c>import</c>: files from outside.</summary>
internal static class ImportVerbs
{
    internal const int ProblemsShown = 50;

    internal static readonly Argument<FileInfo> Source = new("file") { Description = "CSV or XLSX; the official template, or with --mapping" };
    internal static readonly Option<string> CampaignCode = new("--campaign") { Description = "Code of the campaign", Required = true };
    private static readonly Option<string> Creditor = new("--creditor") { Description = "Whose accounts they are", Required = true };
    private static readonly Option<string> PortfolioCode = new("--portfolio") { Description = "Code of the portfolio; opened when it is new", Required = true };
    private static readonly Option<string> CutOff = new("--cut-off") { Description = "Date as of which the balances hold: 2026-10-31", Required = true };
    internal static readonly Option<bool> DryRun = new("--dry-run") { Description = "Count what it would do; write nothing" };
    internal static readonly Option<string[]> Mapping = new("--mapping") { Description = "field=column, as often as needed: documentNumber=CEDULA", AllowMultipleArgumentsPerToken = true };
    internal static readonly Option<string?> Decimals = new("--decimal") { Description = "comma or point; otherwise the amounts have to prove it" };
    internal static readonly Option<string?> Encoding = new("--encoding") { Description = "utf-8, utf-16, windows-1252; otherwise found out" };
    internal static readonly Option<string?> Delimiter = new("--delimiter") { Description = "One character, or 'tab'; otherwise found out" };
    internal static readonly Option<string?> Sheet = new("--sheet") { Description = "Name of the sheet; the first visible one otherwise" };

    public static Command Make()
    {
        Decimals.AcceptOnlyFromAmong("comma", "point");
        return new Command("import", "Files from outside").With(
            new Command("portfolio", "Import a creditor's portfolio; the same file again changes nothing, a killed import goes on")
                .With(Source, CampaignCode, Creditor, PortfolioCode, CutOff, DryRun, Mapping, Decimals, Encoding, Delimiter, Sheet)
                .Does(Portfolio),
            ImportLeadsVerb.Make()).With([.. ImportSalesVerbs.Make()]);
    }

    private static async Task<int> Portfolio(VerbContext verb, CancellationToken ct)
    {
        var source = Existing(verb);
        if (!DateOnly.TryParseExact(verb.Value(CutOff), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var cutOff))
            throw new UsageException($"--cut-off is a date like 2026-10-31, not '{verb.Value(CutOff)}'.");
        var reading = Reading(verb);
        await verb.Get<ProjectionEngine>().Prepare(ct);

        var origin = new CommandOrigin("ImportPortfolio", CorrelationId: Guid.CreateVersion7().ToString());
        var (campaign, portfolio) = await Place(verb, origin, cutOff, ct);
        return await Readable(verb, source, upload =>
        {
            var file = new StartFile(campaign.Id, portfolio.Id, upload, source.Name, cutOff, reading);
            return verb.Value(DryRun) ? Try(verb, file, portfolio, ct) : Run(verb, file, origin, ct);
        }, ct);
    }

    internal static FileInfo Existing(VerbContext verb) =>
        verb.Required(Source) is { Exists: true } source ? source : throw new UsageException($"There is no file '{verb.Required(Source).FullName}'.");

    internal static async Task<Campaign> CampaignOf(VerbContext verb, CancellationToken ct)
    {
        var code = verb.Value(CampaignCode)!;
        return (await verb.Get<Aggregates>().Load<Campaign>(verb.Get<NaturalKeys>().Campaign(code).Value, Campaign.Evolve, fresh: true, ct)).State
            ?? throw new UsageException($"There is no campaign '{code}'.");
    }

    /// <summary>Keeps the file and does something with it; a file that cannot be read is told with line and reason.</summary>
    internal static async Task<int> Readable(VerbContext verb, FileInfo source, Func<Upload, Task<int>> act, CancellationToken ct)
    {
        try
        {
            Upload upload;
            await using (var content = source.OpenRead()) upload = await verb.Get<UploadStore>().Keep(content, ct);
            return await act(upload);
        }
        catch (UnreadableFileException unreadable)
        {
            verb.Output.Error(unreadable.Line > 0 ? $"{unreadable.Code}, line {unreadable.Line}: {unreadable.Message}" : $"{unreadable.Code}: {unreadable.Message}");
            return ExitCodes.Failure;
        }
    }

    private static async Task<int> Run(VerbContext verb, StartFile file, CommandOrigin origin, CancellationToken ct)
    {
        var imports = verb.Get<PortfolioImports>();
        var id = imports.IdOf(file.CampaignId, file.Upload);
        switch (await imports.Start(file, origin, ct))
        {
            case CommandOutcome.Done: break;
            case CommandOutcome.Refused refused:
                verb.Output.Error($"{refused.Refusal.Code}: {refused.Refusal.Reason}");
                return ExitCodes.Failure;
            case var other:
                verb.Output.Error($"The import could not be started: {other.GetType().Name}.");
                return ExitCodes.Failure;
        }

        var uploads = verb.Get<UploadStore>();
        var known = (await verb.Get<Aggregates>().Load<PortfolioImport>(id.Value, PortfolioImport.Evolve, fresh: true, ct)).State;
        var repeated = known is { Status: ImportStatus.Completed };
        var import = await Paced(verb, pace => verb.Get<PortfolioImporter>().Run(id, uploads.Find(file.Upload.Hash)!, file.Reading, origin, pace, ct));
        if (import is null)
        {
            verb.Output.Error("Another process is importing this file right now.");
            return ExitCodes.Failure;
        }

        await verb.Get<ImportJobs>().Finish(id, ct);
        if (!await verb.Get<ImportJobs>().Needs(file.Upload.Hash, ct)) uploads.Forget(file.Upload.Hash);
        var problems = await verb.Get<ImportReports>().Page(id, null, ProblemsShown, personal: false, ct);
        var total = await verb.Get<ImportReports>().Count(id, ct);
        verb.Output.Result(
            new { importId = id, status = import.Status, alreadyImported = repeated, counts = import.Totals, problems = total, firstProblems = problems },
            [
                repeated ? "This file was imported before; nothing was changed." : $"Import {id}: {import.Status}.",
                Counted(import.Totals), .. Lines(problems.Select(problem => (problem.Line, problem.Column, problem.Value, problem.Code, problem.Reason.En)), total),
            ]);
        return import.Status is not ImportStatus.Completed ? ExitCodes.Failure : import.Totals.Rejected > 0 ? ExitCodes.Rejected : ExitCodes.Success;
    }

    private static async Task<int> Try(VerbContext verb, StartFile file, Portfolio portfolio, CancellationToken ct)
    {
        var dry = await Paced(verb, pace => verb.Get<PortfolioImports>().Try(file, ProblemsShown, pace, ct, portfolio));
        var problems = dry.FirstProblems.Select(problem => problem.Masked()).ToList();
        verb.Output.Result(
            dry with { FirstProblems = problems },
            ["Nothing was written. The import would come to:", Counted(dry.Counts), $"{dry.MissingAccounts} accounts of the portfolio are missing from the file.",
                .. Lines(problems.Select(problem => (problem.Line, problem.Column, problem.ShownValue, problem.Code, problem.Reason.En)), dry.Problems)]);
        if (!await verb.Get<ImportJobs>().Needs(file.Upload.Hash, ct)) verb.Get<UploadStore>().Forget(file.Upload.Hash);
        return dry.Counts.Rejected > 0 ? ExitCodes.Rejected : ExitCodes.Success;
    }

    private static async Task<(Campaign Campaign, Portfolio Portfolio)> Place(VerbContext verb, CommandOrigin origin, DateOnly cutOff, CancellationToken ct)
    {
        var (keys, campaign) = (verb.Get<NaturalKeys>(), await CampaignOf(verb, ct));
        var (creditor, name) = (verb.Value(Creditor)!.Trim(), verb.Value(PortfolioCode)!.Trim());
        var id = keys.Portfolio(campaign.Id, creditor, name);
        var known = (await verb.Get<Aggregates>().Load<Portfolio>(id.Value, Domain.Collections.Portfolios.Portfolio.Evolve, fresh: true, ct)).State;
        var portfolio = known ?? new(id, campaign.Id, name, creditor, campaign.Country, campaign.Currency);
        if (known is not null || verb.Value(DryRun)) return (campaign, portfolio);

        var opened = await verb.Get<CommandRunner>().Run<Portfolio>(id.Value, origin with { Command = "OpenPortfolio" }, state =>
            OpenPortfolioHandler.Handle(new(id, campaign.Id, name, name, creditor, campaign.Country, campaign.Currency, cutOff), state), ct);
        return opened is CommandOutcome.Refused refused ? throw new UsageException(refused.Refusal.Reason) : (campaign, portfolio);
    }

    internal static FileReading Reading(VerbContext verb)
    {
        var mapping = new Dictionary<string, string>();
        foreach (var pair in verb.Value(Mapping) ?? [])
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at < 1) throw new UsageException($"--mapping is field=column, not '{pair}'.");
            mapping[pair[..at]] = pair[(at + 1)..];
        }

        var delimiter = verb.Value(Delimiter);
        if (delimiter is not null and not "tab" && delimiter.Length != 1) throw new UsageException("--delimiter is one character, or 'tab'.");
        return new(
            mapping.Count == 0 ? null : mapping, verb.Value(Encoding), delimiter is null ? null : delimiter == "tab" ? '\t' : delimiter[0], verb.Value(Sheet),
            verb.Value(Decimals) switch { "comma" => DecimalMark.Comma, "point" => DecimalMark.Point, _ => null });
    }

    internal static Task<T> Paced<T>(VerbContext verb, Func<IProgress<ImportPace>?, Task<T>> run) => !verb.Output.IsInteractive
        ? run(null)
        : AnsiConsole.Progress().AutoClear(true).StartAsync(context =>
        {
            var bar = context.AddTask("rows");
            return run(new Progress<ImportPace>(pace => (bar.MaxValue, bar.Value) = (Math.Max(pace.TotalRows, 1), pace.Rows)));
        });

    private static string Counted(ImportCounts counts) => FormattableString.Invariant(
        $"{counts.Rows} rows: {counts.Placed} placed, {counts.Adjusted} adjusted, {counts.Unchanged} unchanged, {counts.Rejected} rejected.");

    internal static IEnumerable<string> Lines(IEnumerable<(int Line, string? Column, string? Value, string Code, string Reason)> problems, long total)
    {
        var shown = 0;
        foreach (var problem in problems)
        {
            shown++;
            yield return $"  line {problem.Line}, {problem.Column ?? "row"}{(problem.Value is { } value ? $" '{value}'" : "")}: {problem.Reason} ({problem.Code})";
        }

        if (total > shown) yield return $"  … and {total - shown} more.";
    }
}
