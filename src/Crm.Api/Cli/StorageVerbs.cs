using System.CommandLine;
using Crm.EventStore.Streams;
using Dapper;
using Npgsql;

namespace Crm.Api.Cli;

/// <summary><c>storage</c>: what is stored, and what effects could not be made.</summary>
internal static class StorageVerbs
{
    public static Command Make() => new Command("storage", "What is stored; effects that failed for good").With(
        new Command("counts", "Events, streams by type, read models, dead letters").Does(Counts));

    private sealed record Count(string What, long Number);

    private static async Task<int> Counts(VerbContext verb, CancellationToken ct)
    {
        await using var connection = await verb.Get<NpgsqlDataSource>().OpenConnectionAsync(ct);
        var counts = new List<Count> { new("position", await verb.Get<EventLog>().Head(ct)) };
        counts.AddRange(await connection.QueryAsync<Count>(new(
            """
            select 'events' as what, count(*) as number from mt_events
            union all (select 'streams of ' || coalesce(type, '(no type)'), count(*) from mt_streams group by type order by type)
            union all select 'quarantined documents', count(*) from crm_quarantine
            union all select 'dead letters', count(*) from crm_dead_letters
            """,
            cancellationToken: ct)));
        verb.Output.Table(counts, ("what", row => row.What), ("number", row => row.Number));
        return ExitCodes.Success;
    }
}
