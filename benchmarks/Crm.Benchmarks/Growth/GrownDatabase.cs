using System.Collections.Concurrent;
using Crm.Benchmarks.Faults.Kit;
using Crm.EventStore;
using Crm.EventStore.LocalPostgres;
using Npgsql;

namespace Crm.Benchmarks.Growth;

/// <summary>
/// A database with so many accounts, and a host on it. One debtor with one account is made through the API; the others are copies of all
/// that is about the two, made in the database: streams, events and documents of every read model that has one for them, each with ids,
/// reference and balance of its own, in the hands of one agent per hundred accounts. The events of debtors are copied with the personal
/// data of the first and cannot be deciphered; nothing that is measured reads them.
/// </summary>
internal sealed class GrownDatabase : IAsyncDisposable
{
    /// <summary>What an agent has in his tray, however large the business is.</summary>
    public const int AccountsPerAgent = 100;

    // Figures and words that stand for nothing else in what is copied.
    private const string Reference = "GROWTH-TEMPLATE", Principal = "7654321";
    private readonly NpgsqlDataSource _source;
    private readonly string _name;

    private GrownDatabase(PostgresCluster cluster, string name, string folder, int accounts)
    {
        (_name, Accounts) = (name, accounts);
        Settings = new(cluster.ConnectionString(name), folder);
        _source = StoreDataSource.Open(cluster.ConnectionString(name) + ";Command Timeout=0");
    }

    public int Accounts { get; }

    public HostSettings Settings { get; }

    public HostProcess Host { get; private set; } = null!;

    public Office Office { get; private set; } = null!;

    public Guid Campaign { get; private set; }

    public int Agents => Math.Max(1, Accounts / AccountsPerAgent);

    public static async Task<GrownDatabase> Grow(PostgresCluster cluster, string folder, int accounts, CancellationToken ct)
    {
        var name = $"crm_{accounts}";
        await cluster.EnsureDatabase(name, ct);
        var database = new GrownDatabase(cluster, name, Path.Combine(folder, name), accounts);
        await using (var maker = HostProcess.Start(database.Settings))
        {
            await maker.Ready(ct);
            await Office.MakeUser(database.Settings, ct);
            using var office = new Office(maker.Url);
            await office.SignIn(ct);
            await database.Template(office, ct);
        }

        // Nobody projects while the copies are made: what they would do to the read models is copied too.
        await database.Execute(GrowthSql.Functions, ct);
        await database.Copy(ct);
        await database.StartHost(ct);
        return database;
    }

    public async Task StartHost(CancellationToken ct)
    {
        if (Host is not null) await Host.DisposeAsync();
        Office?.Dispose();
        Host = HostProcess.Start(Settings);
        await Host.Ready(ct);
        Office = new(Host.Url);
        await Office.SignIn(ct);
    }

    /// <summary>The id that the copying gave the account of that number, from 1.</summary>
    public async Task<Guid> Account(int number, CancellationToken ct) => (Guid)(await Scalar($"select grown_id('account', {number})", ct))!;

    public async Task<Guid> Agent(int number, CancellationToken ct) => (Guid)(await Scalar($"select grown_id('agent', {number})", ct))!;

    /// <summary>Has the server write the plan of every statement of new sessions to its log.</summary>
    public async Task ExplainAll(CancellationToken ct)
    {
        foreach (var setting in new[]
        {
            "session_preload_libraries = 'auto_explain'", "auto_explain.log_min_duration = 0", "auto_explain.log_analyze = on", "auto_explain.log_buffers = on",
            "auto_explain.log_timing = off", "auto_explain.log_nested_statements = on",
        })
        {
            await Execute($"alter database \"{_name}\" set {setting}", ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Host is not null) await Host.DisposeAsync();
        Office?.Dispose();
        await _source.DisposeAsync();
    }

    private async Task Template(Office office, CancellationToken ct)
    {
        Campaign = (await office.Command("/api/campaigns", new { code = "GROWTH", name = "Growth", country = "CO", currency = "COP", zone = "America/Bogota", language = "es-CO" }, ct)).Id;
        var portfolio = (await office.Command("/api/collections/portfolios", new
        {
            campaignId = Campaign,
            code = "GROWTH",
            name = "Growth",
            creditor = "Bank of growth",
            country = "CO",
            currency = "COP",
            placedOn = "2026-01-02",
        }, ct)).Id;
        var debtor = (await office.Command("/api/collections/debtors", new
        {
            campaignId = Campaign,
            country = "CO",
            documentType = "CC",
            documentNumber = "52345678",
            fullName = "Debtor of growth",
        }, ct)).Id;
        var account = (await office.Command("/api/collections/accounts", new
        {
            portfolioId = portfolio,
            debtorId = debtor,
            reference = Reference,
            cutOffDate = "2026-01-02",
            cessionDate = "2026-01-02",
            originatorDaysPastDue = 0,
            balance = new { currency = "COP", principal = long.Parse(Principal, System.Globalization.CultureInfo.InvariantCulture), interest = 0, fees = 0, insurance = 0, technology = 0, other = 0 },
        }, ct)).Id;
        await Execute($"create table growth_template as select '{account}'::uuid as account, '{debtor}'::uuid as debtor, '{Reference}'::text as reference, '{Principal}'::text as principal", ct);
        await Until.True(async () => (bool)(await Scalar(GrowthSql.CaughtUp, ct))!, "every read model has the template", TimeSpan.FromSeconds(60), ct);
    }

    // The tables are filled by two sessions, then their indexes are made by two; nothing is measured meanwhile.
    private async Task Copy(CancellationToken ct)
    {
        foreach (var setting in new[] { "set max_wal_size = '16GB'", "set autovacuum = off" }) await Execute($"alter system {setting}", ct);
        await Execute("select pg_reload_conf()", ct);
        var tables = (await Rows(GrowthSql.Tables, ct)).Select(row => row[0]).ToList();
        var indexes = await Rows(GrowthSql.Indexes, ct);
        foreach (var index in indexes) await Execute($"drop index {index[0]}", ct);
        await InTwo(GrowthSql.Statements(Accounts, Agents, tables), ct);
        await InTwo(indexes.Select(index => index[1]), ct);
        await Execute(GrowthSql.Followed, ct);
        foreach (var setting in new[] { "max_wal_size", "autovacuum" }) await Execute($"alter system reset {setting}", ct);
        await Execute("select pg_reload_conf()", ct);
        await Execute("vacuum analyze", ct);
        await Execute("checkpoint", ct);
    }

    private async Task InTwo(IEnumerable<string> statements, CancellationToken ct)
    {
        var waiting = new ConcurrentQueue<string>(statements);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            // Of its own: what the session is set to must not come back from the pool.
            await using var connection = new NpgsqlConnection(Settings.ConnectionString + ";Pooling=false;Command Timeout=0");
            await connection.OpenAsync(ct);
            await using (var session = new NpgsqlCommand(GrowthSql.Session, connection)) await session.ExecuteNonQueryAsync(ct);
            while (waiting.TryDequeue(out var statement))
            {
                await using var command = new NpgsqlCommand(statement, connection);
                await command.ExecuteNonQueryAsync(ct);
            }
        }));
    }

    private async Task<List<string[]>> Rows(string sql, CancellationToken ct)
    {
        await using var command = _source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<string[]>();
        while (await reader.ReadAsync(ct)) rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        return rows;
    }

    private async Task Execute(string sql, CancellationToken ct)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<object?> Scalar(string sql, CancellationToken ct)
    {
        await using var command = _source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(ct);
    }
}
