using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Api.Hosting;
using Crm.Api.Replay;
using Crm.EventStore.Streams;
using Dapper;
using Npgsql;

namespace Crm.Api.Cli;

/// <summary><c>streams</c>: what a stream holds, how it stood, what changed. Personal data is shown only where it is asked for.</summary>
internal static class StreamVerbs
{
    private static readonly Argument<Guid> Id = new("id") { Description = "The stream's id" };
    private static readonly Option<long?> Version = new("--version-at") { Description = "As of this version" };
    private static readonly Option<string?> At = new("--at") { Description = "As of this instant, ISO 8601" };
    private static readonly Option<bool> Personal = new("--personal-data") { Description = "Show personal data" };

    public static Command Make()
    {
        var from = new Option<long>("--from") { Description = "The earlier version; 0 is before the first event", DefaultValueFactory = _ => 0 };
        var to = new Option<long?>("--to") { Description = "The later version; the last one when missing" };
        return new Command("streams", "Single streams: their events, their past, their changes").With(
            new Command("show", "A stream's events").With(Id, Version, At, Personal).Does(Show),
            new Command("replay", "A stream's state, now or as it stood").With(Id, Version, At, Personal).Does(Replay),
            new Command("diff", "What changed between two versions").With(Id, from, to, Personal)
                .Does((verb, ct) => Difference(verb, verb.Value(from), verb.Value(to), ct)));
    }

    private static async Task<int> Show(VerbContext verb, CancellationToken ct)
    {
        var history = await Read(verb, Range(verb), ct);
        verb.Output.Table(
            [.. history.Steps()],
            ("version", step => step.Version), ("position", step => step.Position), ("at", step => step.At), ("event", step => step.Type),
            ("actor", step => step.ActorId), ("command", step => step.Command), ("data", step => step.Data.ToJsonString()));
        return ExitCodes.Success;
    }

    private static async Task<int> Replay(VerbContext verb, CancellationToken ct)
    {
        var history = await Read(verb, Range(verb), ct);
        var last = history.Events[^1];
        var state = history.StateAt(last.Version);
        verb.Output.Result(
            new { id = history.Id, type = history.Type, last.Version, last.Position, at = last.Timestamp, state },
            $"{history.Type} {history.Id} at version {last.Version} ({last.Timestamp:u})", state?.ToJsonString(Indented) ?? "(ended)");
        return ExitCodes.Success;
    }

    private static async Task<int> Difference(VerbContext verb, long from, long? to, CancellationToken ct)
    {
        var history = await Read(verb, new(UpToVersion: to), ct);
        var later = history.Events[^1].Version;
        if (from < 0 || from > later || to > later) throw new UsageException($"The stream has the versions 1 to {later}.");

        verb.Output.Table(
            JsonDifference.Between(history.StateAt(from), history.StateAt(later)),
            ("path", change => change.Path), ("before", change => Text(change.Old)), ("after", change => Text(change.New)));
        return ExitCodes.Success;
    }

    private static StreamRange Range(VerbContext verb)
    {
        if (verb.Value(Version) is { } version) return new(UpToVersion: version >= 1 ? version : throw new UsageException("Versions begin with 1."));
        if (verb.Value(At) is not { } at) return StreamRange.Whole;

        return DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? new(UpToInstant: instant.ToUniversalTime())
            : throw new UsageException($"'{at}' is not an instant like 2026-11-20T15:00:00Z.");
    }

    private static async Task<StreamHistory> Read(VerbContext verb, StreamRange range, CancellationToken ct)
    {
        var id = verb.Required(Id);
        await using var connection = await verb.Get<NpgsqlDataSource>().OpenConnectionAsync(ct);
        var type = await connection.QuerySingleOrDefaultAsync<string?>(new("select type from mt_streams where id = @id", new { id }, cancellationToken: ct))
            ?? throw new UsageException($"There is no stream {id}.");
        var fold = new StreamTypes().Find(type) ?? throw new UsageException($"This build does not know the stream type '{type}'.");
        var events = await verb.Get<EventLog>().ReadStream(id, range, ct);
        if (events.Count == 0) throw new UsageException("The stream did not exist then.");

        var history = new StreamHistory(id, type, events, fold, CrmHost.StoredJson);
        return verb.Value(Personal) ? history : history.WithoutPersonalData();
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "–";
}
