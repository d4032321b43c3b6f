using System.Globalization;
using Crm.EventStore.Projecting.Models;
using Npgsql;

namespace Crm.EventStore.Projecting.Rebuilding;

/// <summary>Compares two tables of one model, bit for bit.</summary>
internal static class TableComparer
{
    private const int Shown = 10;

    public static async Task<ViewComparison> Compare(
        NpgsqlConnection connection, ReadModel model, long position, string liveTable, string rebuiltTable, CancellationToken ct)
    {
        var (key, content) = model.Comparable;
        var pairs = $"""
            (select {key} as key, {content} as content from {liveTable}) as live
                full join (select {key} as key, {content} as content from {rebuiltTable}) as rebuilt using (key)
            """;
        var (liveRows, rebuiltRows, different) = (0L, 0L, 0L);
        await using (var count = new NpgsqlCommand(
            $"""
            select count(live.content), count(rebuilt.content), count(*) filter (where live.content is distinct from rebuilt.content) from {pairs}
            """, connection)
        { CommandTimeout = 0 })
        await using (var reader = await count.ExecuteReaderAsync(ct))
        {
            await reader.ReadAsync(ct);
            (liveRows, rebuiltRows, different) = (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
        }

        var differences = new List<RowDifference>();
        if (different > 0)
        {
            await using var first = new NpgsqlCommand(
                $"""
                select key, live.content, rebuilt.content from {pairs}
                    where live.content is distinct from rebuilt.content order by key limit {Shown.ToString(CultureInfo.InvariantCulture)}
                """, connection)
            { CommandTimeout = 0 };
            await using var reader = await first.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                differences.Add(new(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2)));
        }

        return new(model.Name, position, liveRows, rebuiltRows, different, differences);
    }
}
