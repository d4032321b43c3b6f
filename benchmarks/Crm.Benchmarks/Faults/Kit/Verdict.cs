using System.Text.Json;
using Dapper;
using Npgsql;

namespace Crm.Benchmarks.Faults.Kit;

/// <summary>What the store holds, held against what was acknowledged. Everything but <see cref="Events"/> and the two counts of work must be nothing.</summary>
/// <param name="Lost">Acknowledged charges that are not in the store at the version and position that were answered.</param>
/// <param name="Doubled">Charges, acknowledged or not, that are in the store more than once.</param>
/// <param name="Holes">Streams whose versions are not 1..n, or not what their row says.</param>
/// <param name="Disorder">Events whose instant is before that of the event one position earlier.</param>
/// <param name="Wrong">Answers that nothing explains.</param>
/// <param name="Different">Read models that a fresh rebuild does not equal, with what differs.</param>
internal sealed record Verdict(
    long Events, int Acknowledged, int ReadModels, IReadOnlyList<string> Lost, IReadOnlyList<string> Doubled, IReadOnlyList<string> Holes, IReadOnlyList<string> Disorder,
    IReadOnlyList<string> Wrong, IReadOnlyList<string> Different)
{
    public bool IsClean => Defects.Count == 0;

    public IReadOnlyList<string> Defects =>
    [
        .. Lost.Select(defect => "lost: " + defect), .. Doubled.Select(defect => "doubled: " + defect), .. Holes.Select(defect => "hole: " + defect),
        .. Disorder.Select(defect => "order: " + defect), .. Wrong.Select(defect => "answer: " + defect), .. Different.Select(defect => "view: " + defect),
    ];

    /// <summary>Judges what was acknowledged until now; the load and the hosts may go on.</summary>
    public static async Task<Verdict> Of(FaultScene scene, ChargeLoad load, CancellationToken ct)
    {
        // First what was acknowledged, then what is there: the load may go on meanwhile.
        var acknowledged = load.Acknowledged.ToList();
        await using var connection = await scene.Source.OpenConnectionAsync(ct);
        var charges = (await connection.QueryAsync<(string Reason, Guid Stream, long Version, long Position)>(new(
            "select data ->> 'reason', stream_id, version, seq_id from mt_events where type = 'balance_charged'", commandTimeout: 0, cancellationToken: ct))).ToLookup(row => row.Reason);
        return new(
            await connection.ExecuteScalarAsync<long>(new("select count(*) from mt_events", commandTimeout: 0, cancellationToken: ct)),
            acknowledged.Count,
            ReadModels: 0,
            Lost: [.. acknowledged.Where(a => !charges[a.Key].Any(row => (row.Stream, row.Version, row.Position) == (a.Account, a.Version, a.Position)))
                .Select(a => $"{a.Key} on {a.Account} at version {a.Version}, position {a.Position}")],
            Doubled: [.. charges.Where(group => group.Count() > 1).Select(group => $"{group.Key} {group.Count()} times")],
            Holes: await Strings(connection, Queries.Holes, ct),
            Disorder: await Strings(connection, Queries.Disorder, ct),
            Wrong: [.. load.Wrong],
            Different: []);
    }

    /// <summary>The same with every read model rebuilt beside the live one and compared with it, by the product's own command line.</summary>
    public static async Task<Verdict> OfAll(FaultScene scene, ChargeLoad load, CancellationToken ct)
    {
        await CaughtUp(scene, ct);
        var verdict = await Of(scene, load, ct);
        var (models, different) = await Rebuild(scene, ct);
        return verdict with { ReadModels = models, Different = different };
    }

    /// <summary>Returns when every read model has seen everything: one that stands still would equal its rebuild as well.</summary>
    private static Task<TimeSpan> CaughtUp(FaultScene scene, CancellationToken ct) => Until.True(async () =>
    {
        await using var connection = await scene.Source.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<bool>(new(Queries.CaughtUp, cancellationToken: ct));
    }, "every read model has seen every event", TimeSpan.FromSeconds(60), ct);

    private static async Task<(int Models, IReadOnlyList<string> Different)> Rebuild(FaultScene scene, CancellationToken ct)
    {
        var (code, output, error) = await HostProcess.TryVerb(scene.Settings, null, ct, "projections", "rebuild", "--all", "--json");
        if (output.Length == 0) return (0, [$"the rebuild ended with {code}: {error}"]);

        using var report = JsonDocument.Parse(output);
        var models = report.RootElement.EnumerateArray().Select(model => (Name: model.GetProperty("name").GetString()!, Result: model.GetProperty("result").GetString()!, Whole: model.GetRawText())).ToList();
        var different = models.Where(model => model.Result != "equal").Select(model => $"{model.Name} is {model.Result}: {model.Whole}").ToList();
        if (different.Count == 0 && code != 0) different.Add($"the rebuild ended with {code}: {error}");
        return (models.Count, different);
    }

    private static async Task<IReadOnlyList<string>> Strings(NpgsqlConnection connection, string sql, CancellationToken ct) =>
        [.. await connection.QueryAsync<string>(new(sql, commandTimeout: 0, cancellationToken: ct))];

    private static class Queries
    {
        public const string CaughtUp =
            """
            select coalesce(min(p.last_seq_id), 0) >= (select coalesce(max(seq_id), 0) from mt_events)
            from crm_shards s left join mt_event_progression p on p.name = s.name
            where s.kind = 'projection'
            """;

        public const string Holes =
            """
            select format('%s of type %s: %s events, versions %s..%s, its row says %s', s.id, s.type, count(e.*), min(e.version), max(e.version), s.version)
            from mt_streams s left join mt_events e on e.stream_id = s.id
            group by s.id
            having count(e.*) <> s.version or min(e.version) <> 1 or max(e.version) <> s.version
            """;

        // Positions are the primary key, so they are strictly increasing; instants must not go backwards along them.
        public const string Disorder =
            """
            select format('position %s at %s after %s', seq_id, timestamp, before)
            from (select seq_id, timestamp, lag(timestamp) over (order by seq_id) as before from mt_events) e
            where timestamp < before
            """;
    }
}
