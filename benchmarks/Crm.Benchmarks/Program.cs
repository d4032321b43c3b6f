using System.CommandLine;
using Crm.Benchmarks.Append;
using Crm.Benchmarks.Faults;

var root = new RootCommand("Load programs: each starts a private durable PostgreSQL, measures, prints ratios and removes everything.");
foreach (var verb in AppendVerbs.All().Concat(FaultsVerbs.All())) root.Subcommands.Add(verb);
return await root.Parse(args).InvokeAsync();
