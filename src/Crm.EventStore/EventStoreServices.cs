using System.Text.Json;
using Crm.EventStore.Append;
using Crm.EventStore.Schema;
using Crm.EventStore.Serialization;
using Crm.EventStore.Serialization.Personal;
using Crm.EventStore.Streams;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Crm.EventStore;

/// <param name="ConnectionString">The database of the events.</param>
/// <param name="Types">Every event this host knows.</param>
/// <param name="Json">How events are written; web defaults and enums as text unless there is a reason.</param>
/// <param name="MasterKey">32 bytes that wrap the keys of the persons whose data is in events. Losing it loses that data.</param>
public sealed record EventStoreOptions(string ConnectionString, EventTypes Types, JsonSerializerOptions Json, byte[] MasterKey)
{
    /// <summary>Who changes the schema; <c>null</c>: whoever serves, who then can change events too.</summary>
    public string? OwnerConnectionString { get; init; }

    /// <summary>More master keys that stored keys may still be wrapped with; nothing new is.</summary>
    public IReadOnlyList<byte[]> OtherMasterKeys { get; init; } = [];

    public AppendLimits Append { get; init; } = new();
    public AggregateCacheLimits Aggregates { get; init; } = new();
}

public static class EventStoreServices
{
    /// <summary>The engine on one database: data source, schema, log and aggregates, each once.</summary>
    public static IServiceCollection AddCrmEventStore(this IServiceCollection services, EventStoreOptions options) => services
        .AddSingleton(options)
        .AddSingleton(options.Types)
        .AddSingleton(_ => StoreDataSource.Open(options.ConnectionString))
        .AddSingleton(provider => new OwnerDatabase(options.OwnerConnectionString is { } owner ? StoreDataSource.Open(owner + ";Pooling=false") : null, provider.GetRequiredService<NpgsqlDataSource>()))
        .AddSingleton(provider => new SchemaMigrator(provider.GetRequiredService<NpgsqlDataSource>(), owner: provider.GetRequiredService<OwnerDatabase>().Own))
        .AddSingleton(new MasterKeys(options.MasterKey, options.OtherMasterKeys))
        .AddSingleton(provider => new PostgresSubjectKeyStore(provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<MasterKeys>()))
        .AddSingleton<ISubjectKeyStore>(provider => provider.GetRequiredService<PostgresSubjectKeyStore>())
        .AddSingleton(provider => new SubjectKeys(provider.GetRequiredService<ISubjectKeyStore>()))
        .AddSingleton<PersonalContent>()
        .AddSingleton(provider => new EventSerializer(options.Types, options.Json, provider.GetRequiredService<SubjectKeys>()))
        .AddSingleton(provider => new EventLog(
            provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<EventSerializer>(), options.Append))
        .AddSingleton(provider => new Aggregates(provider.GetRequiredService<EventLog>(), options.Aggregates))
        .AddSingleton<StreamTurns>();
}

/// <summary>The database as its owner: for what those who serve may not do.</summary>
/// <param name="Own"><c>null</c>: nobody but those who serve.</param>
public sealed record OwnerDatabase(NpgsqlDataSource? Own, NpgsqlDataSource Serving) : IAsyncDisposable
{
    public NpgsqlDataSource Source => Own ?? Serving;

    public async ValueTask DisposeAsync()
    {
        if (Own is not null) await Own.DisposeAsync();
    }
}

/// <summary>Opens the database the way the engine wants it.</summary>
public static class StoreDataSource
{
    /// <summary>Statements are prepared by themselves, and a connection goes back to the pool as it is: leave no session state on it.</summary>
    public static NpgsqlDataSource Open(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
        };
        if (string.IsNullOrEmpty(settings.ApplicationName)) settings.ApplicationName = "crm";
        return NpgsqlDataSource.Create(settings.ConnectionString);
    }
}
