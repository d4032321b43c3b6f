using System.CommandLine;
using Crm.Api.Files;

namespace Crm.Benchmarks.Imports;

internal static class ImportVerbs
{
    public static IEnumerable<Command> All()
    {
        var rows = new Option<int>("--rows") { Description = "Rows of the file.", DefaultValueFactory = _ => 20_000 };
        var format = new Option<ExportFormat>("--format") { Description = "csv or xlsx.", DefaultValueFactory = _ => ExportFormat.Csv };
        var together = new Option<int>("--rows-per-append") { Description = "Rows that go to the database together.", DefaultValueFactory = _ => 16 };
        var callers = new Option<int>("--callers") { Description = "People who give commands beside it, some 100 a second each at most.", DefaultValueFactory = _ => 8 };
        var import = new Command("import", "Import a generated portfolio with all its events, with commands beside it: rows/s, events/s, memory, p99.") { rows, format, together, callers };
        import.SetAction((arguments, ct) => ImportBench.Run(
            arguments.GetValue(rows), arguments.GetValue(format), arguments.GetValue(together), arguments.GetValue(callers), Console.Out, ct));
        yield return import;

        var leads = new Command("import-leads", "Load a generated base of customers, then a newer file of it: rows/s, memory.") { rows };
        leads.SetAction((arguments, ct) => LeadBench.Run(arguments.GetValue(rows), Console.Out, ct));
        yield return leads;
    }
}
