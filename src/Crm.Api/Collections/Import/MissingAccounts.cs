using Crm.Api.Imports;
using Crm.Domain.Kernel;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.Projections.Collections;
using Dapper;
using Npgsql;

namespace Crm.Api.Collections.Import;

/// <summary>Accounts of a portfolio that a file does not name. They are listed for people to look into, never touched.</summary>
public sealed class MissingAccounts(NpgsqlDataSource database, DocumentTables tables, ProjectionProgress projections)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>Lists them for a finished import; returns how many there are.</summary>
    /// <param name="startedAt">Position at which the import began: what was placed before it is compared with the file.</param>
    internal async Task<int> Keep(ImportId import, PortfolioId portfolio, ImportRows rows, long startedAt, CancellationToken ct)
    {
        await projections.WaitFor<AccountsTray>(startedAt, Longest, ct);
        if (!await HasTray(rows.Connection)) return 0;
        await rows.Connection.ExecuteAsync(new("delete from crm_import_missing where import_id = @import", new { import = import.Value }, cancellationToken: ct));
        return await rows.Connection.ExecuteAsync(new(
            $"insert into crm_import_missing (import_id, account_id) select @import, tray.id {Absent(rows)}",
            new { import = import.Value, portfolio = portfolio.ToString() }, commandTimeout: 0, cancellationToken: ct));
    }

    internal async Task<int> Count(PortfolioId portfolio, ImportRows rows, CancellationToken ct) => !await HasTray(rows.Connection) ? 0
        : await rows.Connection.ExecuteScalarAsync<int>(new(
            $"select count(*) {Absent(rows)}", new { import = Guid.Empty, portfolio = portfolio.ToString() }, commandTimeout: 0, cancellationToken: ct));

    /// <summary>A page of those of an import, by id.</summary>
    public async Task<IReadOnlyList<MissingAccount>> Page(ImportId import, Guid after, int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<MissingAccount>(new(
            $"""
            select missing.account_id as AccountId, tray.reference, tray.balance, tray.currency, tray.status
            from crm_import_missing missing left join {Tray} tray on tray.id = missing.account_id
            where missing.import_id = @import and missing.account_id > @after order by missing.account_id limit @limit
            """, new { import = import.Value, after, limit }, cancellationToken: ct))];
    }

    private string Tray => tables.TableOf<AccountsTray>();

    private string Absent(ImportRows rows) =>
        $"""
        from {Tray} tray where tray.portfolio_id = @portfolio and tray.live
        and not exists (select from {rows.Table} named where named.record_id = tray.id and (named.import_id = @import or @import = '00000000-0000-0000-0000-000000000000'))
        """;

    /// <summary>Whether the tray has a table yet: a database in which nothing was ever projected has none.</summary>
    private Task<bool> HasTray(NpgsqlConnection connection) => connection.ExecuteScalarAsync<bool>("select to_regclass(@Tray) is not null", new { Tray });
}

/// <summary>An account that a file does not name, as it stands now.</summary>
public sealed record MissingAccount(Guid AccountId, string? Reference, decimal? Balance, string? Currency, string? Status);
