using System.Text.Json;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting.Feeding;
using Crm.EventStore.Projecting.Models;
using Crm.EventStore.Projecting.Rebuilding;
using Crm.EventStore.Projecting.Sharing;
using Crm.EventStore.Serialization;
using Crm.EventStore.Streams;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Crm.EventStore.Projecting;

/// <summary>Everything of a host that follows the events: projections, reactions, agendas, and what is asked of them.</summary>
/// <remarks>Without <see cref="Start"/> it serves queries and operators only, as the command line does.</remarks>
public sealed class ProjectionEngine : IAsyncDisposable
{
    private readonly ProjectionTables _tables;
    private readonly EventWakeups _wakeups;
    private readonly ProjectionWorker _projections;
    private readonly ShardHost _host;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogger _logger;
    private Task _running = Task.CompletedTask;

    /// <param name="system">The system's clock, for leases and back-off; never the business clock.</param>
    public ProjectionEngine(
        NpgsqlDataSource source, EventLog log, EventTypes types, JsonSerializerOptions json, IEnumerable<Projection> projections,
        ProjectionOptions? options = null, TimeProvider? system = null, ILoggerFactory? loggers = null)
    {
        options ??= new();
        system ??= TimeProvider.System;
        _logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger("Crm.EventStore.Projecting");
        var models = new ReadModels(projections, json);
        _tables = new(source, models, _logger);
        _wakeups = new(source, options, system, _logger);
        Tables = new(models);
        Documents = new(source, models);
        Progress = new(source, system, models.All);
        Rebuilder = new(source, log, types, models, options, system);
        Comparer = new(source, log, types, models, options, system);
        AsOf = new(source, log, types, models, options, system);
        Admin = new(source, [.. models.All.Select(model => (model.Shard, model.Name, model.Projection.Version))], new(source, log, models));
        _projections = new(source, log, models.All, _wakeups, Progress, Rebuilder, options, system, _logger, _stopping.Token);
        _host = new(source, types, [_projections], [.. models.All.Select(model => model.Table)], _wakeups, options, system, _logger);
        _projections.OnUnknownType = _host.CannotRead;
    }

    public DocumentTables Tables { get; }
    public DocumentReader Documents { get; }
    public ProjectionProgress Progress { get; }
    public ProjectionAdmin Admin { get; }
    public ProjectionRebuilder Rebuilder { get; }
    public ProjectionComparer Comparer { get; }
    public ViewsAsOf AsOf { get; }

    /// <summary>Identifies this host in leases.</summary>
    public Guid HostId => _host.Id;

    /// <summary>An event type in the store that this host does not know; while there is one it owns nothing.</summary>
    public string? UnknownType => _host.UnknownType;

    /// <summary>Makes the tables; safe to call on several hosts and again.</summary>
    public Task Prepare(CancellationToken ct) => _tables.Prepare(ct);

    /// <summary>Makes the tables and begins to follow the events.</summary>
    public async Task Start(CancellationToken ct)
    {
        await Prepare(ct);
        _running = Task.WhenAll(
            Task.Run(() => _wakeups.Run(_stopping.Token), CancellationToken.None),
            Task.Run(_projections.Run, CancellationToken.None),
            Task.Run(() => _host.Run(_stopping.Token), CancellationToken.None));
    }

    /// <summary>Drops views as of another time whose time is over, and the tables of earlier versions that no host reads any more; gives the names of the latter.</summary>
    public async Task<IReadOnlyList<string>> CleanUp(CancellationToken ct)
    {
        await AsOf.DropExpired(ct);
        return await _tables.DropUnused(ct);
    }

    /// <summary>Lays everything down, and gives the shards to other hosts at once.</summary>
    public async Task Stop()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        await _running;
        try
        {
            await _host.GiveUp(CancellationToken.None);
        }
        catch (NpgsqlException error)
        {
            _logger.LogInformation(error, "The leases could not be given back; they run out by themselves");
        }
    }

    /// <summary>Stops without giving anything back, as a process that is killed does.</summary>
    internal async Task Abandon()
    {
        await _stopping.CancelAsync();
        await _running;
        await _host.Abandon();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _stopping.Dispose();
    }
}
