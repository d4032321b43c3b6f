using System.CommandLine;
using Crm.Benchmarks.Append;
using Crm.Benchmarks.Faults;
using Crm.Benchmarks.Imports;
using Crm.Benchmarks.Projections;

var root = new RootCommand("Load programs: each starts a private durable PostgreSQL, measures, prints ratios and removes everything.");
foreach (var verb in AppendVerbs.All().Concat(FaultsVerbs.All()).Concat(ProjectionVerbs.All()).Concat(ImportVerbs.All())) root.Subcommands.Add(verb);
return await root.Parse(args).InvokeAsync();
