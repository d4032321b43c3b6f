using Dapper;
using Npgsql;

namespace Crm.Api.Hosting;

/// <summary>Numbers for people: the next of a series within a period, each given once over all hosts. What is not used in the end is a gap.</summary>
public sealed class NumberSeries(NpgsqlDataSource database)
{
    /// <param name="series">What is numbered: <c>POR</c>.</param>
    /// <param name="period">Year or month at the campaign's wall clock: <c>2026</c>.</param>
    public async Task<long> Next(string series, string period, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<long>(new CommandDefinition(
            """
            insert into crm_number_series as s (series, period, last) values (@series, @period, 1)
            on conflict (series, period) do update set last = s.last + 1
            returning last
            """, new { series, period }, cancellationToken: ct));
    }
}
