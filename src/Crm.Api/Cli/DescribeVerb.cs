using System.CommandLine;
using System.Reflection;
using Crm.Api.Hosting;
using Crm.Api.Identity;
using Crm.Api.Replay;
using Crm.EventStore.Schema;
using Crm.Projections;

namespace Crm.Api.Cli;

/// <summary><c>describe</c>: what this build consists of, without touching a database.</summary>
internal static class DescribeVerb
{
    public static Command Make() => new Command("describe", "What this build consists of: events, stream types, read models, permissions").DoesAlone((_, output, _) =>
    {
        var events = DomainEvents.Types().All.Select(type => type.Alias).ToList();
        var streams = new StreamTypes().Names.ToList();
        var readModels = ReadModels.All.Select(projection => $"{projection.Name} v{projection.Version}").Order(StringComparer.Ordinal).ToList();
        var permissions = Permission.All.Order(StringComparer.Ordinal).ToList();
        var migrations = Migration.Known.Select(migration => migration.Name).ToList();
        var version = typeof(CrmHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        output.Result(
            new { version, runtime = Environment.Version.ToString(), events, streams, readModels, permissions, migrations },
            [
                $"Crm {version} on .NET {Environment.Version}",
                .. Section("events", events), .. Section("streams", streams), .. Section("read models", readModels),
                .. Section("permissions", permissions), .. Section("migrations", migrations),
            ]);
        return Task.FromResult(ExitCodes.Success);
    });

    private static IEnumerable<string> Section(string name, List<string> items) => ["", $"{name} ({items.Count})", .. items.Select(item => "  " + item)];
}
