using System.CommandLine;
using Crm.Benchmarks.Append;
using Crm.Benchmarks.Commissions;
using Crm.Benchmarks.Faults;
using Crm.Benchmarks.Growth;
using Crm.Benchmarks.Http;
using Crm.Benchmarks.Imports;
using Crm.Benchmarks.Live;
using Crm.Benchmarks.Privacy;
using Crm.Benchmarks.Projections;
using Crm.Benchmarks.Sales;
using Crm.Benchmarks.Reports;
using Crm.Benchmarks.Sealing;

var root = new RootCommand("Load programs: each starts a private durable PostgreSQL, measures, prints ratios and removes everything.");
IEnumerable<Command> verbs = [.. AppendVerbs.All(), .. ProjectionVerbs.All(), .. ImportVerbs.All(), .. HttpVerbs.All(), .. GrowthVerbs.All(), .. FaultsVerbs.All(), .. SealVerbs.All(), .. LiveVerbs.All(), .. CommissionVerbs.All(), EncryptionBench.Verb(), SalesTrayBench.Verb(), ReportBench.Verb()];
foreach (var verb in verbs) root.Subcommands.Add(verb);
return await root.Parse(args).InvokeAsync();
