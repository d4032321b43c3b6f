using System.CommandLine;
using System.Globalization;
using Crm.Api.Audit;
using Crm.Api.Files;
using Crm.Api.Hosting;
using Crm.Api.Identity;
using Crm.Api.Reports;
using Crm.Api.TelecomSales.Exports;
using Crm.Domain.TelecomSales;
using Crm.EventStore.Projecting;

namespace Crm.Api.Cli;

/// <summary><c>report</c>: tables to take away, with everything in them. Who may use the server's command line may see everything; it is on record all the same.</summary>
internal static class ReportVerbs
{
    private static readonly Argument<FileInfo> Target = new("file") { Description = "Where to write; .csv or .xlsx says which" };
    private static readonly Option<string?> CampaignCode = new("--campaign") { Description = "Code of a campaign; all of them otherwise" };
    private static readonly Option<string?> From = new("--from") { Description = "First day, at the campaign's wall clock: 2026-11-01" };
    private static readonly Option<string?> To = new("--to") { Description = "The day behind the last one: 2026-12-01" };
    private static readonly Option<string?> Columns = new("--columns") { Description = "By name, separated by commas; all otherwise" };
    private static readonly Option<string> Language = new("--language") { Description = "es or en", DefaultValueFactory = _ => "es" };
    private static readonly Option<string?> Kind = new("--kind") { Description = "portability, prepaid-to-postpaid, plan-upgrade or home-service" };
    private static readonly Option<bool> Masked = new("--masked") { Description = "Personal data as for who may not see it" };

    public static Command Make()
    {
        Language.AcceptOnlyFromAmong("es", "en");
        Kind.AcceptOnlyFromAmong([.. Enum.GetValues<SaleKind>().Select(SalesExportEndpoints.NameOf)]);
        return new Command("report", "Reports of telecom sales as CSV or XLSX").With(
            Of("sales", "Sales by the date they were handed in; with --kind the columns of that kind",
                (kind, reader, asked, ct) => Table(SalesReports.Sales(kind), reader.Sales(asked, ct))),
            Of("callbacks", "Callbacks by the date they were planned", (_, reader, asked, ct) => Table(SalesReports.Callbacks, reader.Callbacks(asked, ct))),
            Of("escalations", "Escalations by their date", (_, reader, asked, ct) => Table(SalesReports.Escalations, reader.Escalations(asked, ct))),
            Of("commissions", "Entries of commission statements by the date they are for",
                (_, reader, asked, ct) => Table(SalesReports.Commissions, reader.Commissions(asked, ct))),
            Of("plans", "Plans with the terms that hold today", (_, reader, asked, ct) => Table(SalesReports.Plans, reader.Plans(asked, ct))));
    }

    private static Command Of(string name, string summary, Func<SaleKind?, SalesReportReader, SalesReportQuestion, CancellationToken, Func<Output, Task<long>>> table) =>
        new Command(name, summary).With(Target, CampaignCode, From, To, Kind, Columns, Language, Masked).Does((verb, ct) => Write(verb, name, table, ct));

    private static Func<Output, Task<long>> Table<TRow, TAbout>(IReadOnlyList<ReportColumn<TRow, TAbout>> all, IAsyncEnumerable<(TRow, TAbout)> lines) => output =>
        ReportStream.Write(
            output.Stream, output.Name, all.Named(output.Columns, message => new UsageException(message)), output.Format, output.Spanish, lines, output.Ct);

    private static async Task<int> Write(
        VerbContext verb, string name, Func<SaleKind?, SalesReportReader, SalesReportQuestion, CancellationToken, Func<Output, Task<long>>> table, CancellationToken ct)
    {
        var target = verb.Required(Target);
        var format = target.Extension.ToLowerInvariant() switch
        {
            ".csv" => ExportFormat.Csv,
            ".xlsx" => ExportFormat.Xlsx,
            _ => throw new UsageException($"'{target.Name}' ends neither in .csv nor in .xlsx."),
        };
        var (from, to) = (Date(verb, From), Date(verb, To));
        if (to < from) throw new UsageException("The period ends after it begins.");
        SaleKind? kind = verb.Value(Kind) is { } text ? Enum.GetValues<SaleKind>().First(known => SalesExportEndpoints.NameOf(known) == text) : null;
        IReadOnlyList<string> columns = verb.Value(Columns)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

        await verb.Get<ProjectionEngine>().Prepare(ct);
        var all = CallerScope.Nothing(default) with { All = true };
        var question = new SalesReportQuestion(
            all, verb.Value(Masked) ? CallerScope.Nothing(default) : all, verb.Value(Language) == "es",
            verb.Value(CampaignCode) is { } code ? verb.Get<NaturalKeys>().Campaign(code).Value : null, from, to, kind);
        await verb.Get<AccessLog>().Record(AccessKind.ReportExport, name, new { campaign = verb.Value(CampaignCode), from, to, kind, columns, format }, "command line", ct);

        long rows;
        await using (var stream = new FileStream(target.FullName, Private()))
            rows = await table(kind, verb.Get<SalesReportReader>(), question, ct)(new(stream, name, columns, format, question.Spanish, ct));
        verb.Output.Result(new { file = target.FullName, rows }, string.Create(CultureInfo.InvariantCulture, $"{rows} rows in {target.FullName}."));
        return ExitCodes.Success;
    }

    private static DateOnly? Date(VerbContext verb, Option<string?> option) => verb.Value(option) is not { } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date
        : throw new UsageException($"{option.Name} is a date like 2026-11-30, not '{text}'.");

    /// <summary>It is full of personal data: for this user only.</summary>
    private static FileStreamOptions Private()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private sealed record Output(Stream Stream, string Name, IReadOnlyList<string> Columns, ExportFormat Format, bool Spanish, CancellationToken Ct);
}
