using System.CommandLine;
using Crm.EventStore.Schema;

namespace Crm.Api.Cli;

/// <summary><c>db</c>: the schema of the database.</summary>
internal static class DatabaseVerbs
{
    public static Command Make()
    {
        var file = new Option<FileInfo?>("--file") { Description = "Write the SQL to a file" };
        return new Command("db", "The schema of the database").With(
            new Command("apply", "Apply what is missing; safe to repeat").Does(Apply, schema: false),
            new Command("assert", "Fail unless the database has exactly the schema of this build").Does(Assert, schema: false),
            new Command("patch", "The SQL that apply would run").With(file).Does((verb, ct) => Patch(verb, file, ct), schema: false),
            new Command("dump", "The SQL of the whole schema").With(file).DoesAlone(async (parsed, output, ct) =>
            {
                await Write(output, parsed.GetValue(file), string.Join("\n", Migration.Known.Select(migration => $"-- {migration.Name}\n{migration.Sql}")), ct);
                return ExitCodes.Success;
            }),
            new Command("list", "The changes of the schema and whether the database has had them").Does(List, schema: false));
    }

    private static async Task<int> Apply(VerbContext verb, CancellationToken ct)
    {
        var applied = await verb.Get<SchemaMigrator>().Apply(ct);
        verb.Output.Result(new { applied }, applied.Count == 0 ? ["Nothing to apply."] : applied.Select(name => $"applied {name}"));
        return ExitCodes.Success;
    }

    private static async Task<int> Assert(VerbContext verb, CancellationToken ct)
    {
        await verb.Get<SchemaMigrator>().Assert(ct);
        verb.Output.Result(new { current = true }, "The database has the schema of this build.");
        return ExitCodes.Success;
    }

    private static async Task<int> Patch(VerbContext verb, Option<FileInfo?> file, CancellationToken ct)
    {
        await Write(verb.Output, verb.Value(file), await verb.Get<SchemaMigrator>().Patch(ct), ct);
        return ExitCodes.Success;
    }

    private static async Task<int> List(VerbContext verb, CancellationToken ct)
    {
        var pending = (await verb.Get<SchemaMigrator>().Pending(ct)).Select(migration => migration.Name).ToHashSet();
        verb.Output.Table(
            [.. Migration.Known.Select(migration => new { migration.Name, Applied = !pending.Contains(migration.Name), migration.Checksum })],
            ("name", row => row.Name), ("applied", row => row.Applied), ("checksum", row => row.Checksum[..12]));
        return ExitCodes.Success;
    }

    private static async Task Write(CliOutput output, FileInfo? file, string sql, CancellationToken ct)
    {
        if (file is null)
        {
            output.Result(new { sql }, sql);
            return;
        }

        await File.WriteAllTextAsync(file.FullName, sql, ct);
        output.Result(new { file = file.FullName }, file.FullName);
    }
}
