using Dapper;
using Npgsql;

namespace Crm.Api.Hosting;

/// <summary>Numbers that people write down and read out: unique for ever within a series, counted anew in each period. One that is not used leaves a gap.</summary>
public sealed class Numbers(NpgsqlDataSource database)
{
    /// <summary>The next number of a series in a period; no other caller, on whatever host, is given the same one.</summary>
    /// <param name="series"><c>TK</c>.</param>
    /// <param name="period"><c>202611</c>.</param>
    public async Task<long> Next(string series, string period, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            """
            insert into crm_numbers as n (series, period, last) values (@series, @period, 1)
            on conflict (series, period) do update set last = n.last + 1 returning last
            """, new { series, period }, cancellationToken: ct));
    }
}
