using System.Text.Json;
using System.Text.Json.Serialization;
using Crm.EventStore;
using Crm.EventStore.Append;
using Crm.EventStore.Serialization;
using Crm.EventStore.Serialization.Personal;
using Crm.EventStore.Streams;
using Npgsql;

namespace Crm.Testing;

/// <summary>A fresh database per test class: <c>IClassFixture&lt;PostgresFixture&gt;</c>.</summary>
public class PostgresFixture : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _opened = [];

    /// <summary>Any 32 bytes; the same in every test.</summary>
    public static byte[] MasterKey { get; } = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    /// <summary>Web defaults and enums as text, as the host writes.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public string ConnectionString { get; private set; } = "";

    public NpgsqlDataSource Source { get; private set; } = null!;

    /// <summary>A log of the fixture's database for the test events; closed with the fixture.</summary>
    public EventLog Log => field ??= OpenLog();

    public virtual async Task InitializeAsync()
    {
        ConnectionString = await CreateDatabase();
        Source = StoreDataSource.Open(ConnectionString);
    }

    protected virtual async Task<string> CreateDatabase() => await PostgresTestCluster.CreateDatabase(await PostgresTestCluster.Shared);

    /// <summary>Another log on the same database, as a second host would have.</summary>
    public EventLog OpenLog(EventTypes? types = null, AppendLimits? limits = null)
    {
        var log = new EventLog(Source, Serializer(types), limits);
        _opened.Add(log);
        return log;
    }

    public EventSerializer Serializer(EventTypes? types = null) => new(types ?? TestEvents.Types, Json, Keys());

    /// <summary>The keys of persons with a cache of its own, as another host would have.</summary>
    public SubjectKeys Keys() => new(new PostgresSubjectKeyStore(Source, MasterKey));

    public async Task Execute(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> Scalar<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public virtual async Task DisposeAsync()
    {
        foreach (var opened in _opened) await opened.DisposeAsync();
        await Source.DisposeAsync();
    }
}
