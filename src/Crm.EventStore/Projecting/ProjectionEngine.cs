using System.Text.Json;
using Crm.EventStore.Agenda;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting.Feeding;
using Crm.EventStore.Projecting.Live;
using Crm.EventStore.Projecting.Models;
using Crm.EventStore.Projecting.Rebuilding;
using Crm.EventStore.Projecting.Sharing;
using Crm.EventStore.Reactions;
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
    /// <summary>What has not ended by then stands still for good; a process that ends must not wait for it.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(20);

    private readonly ProjectionTables _tables;
    private readonly EventWakeups _wakeups;
    private readonly Lazy<Followers> _followers;
    private readonly Lazy<ShardHost> _host;
    private readonly EventLog _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stop;
    private readonly ILogger _logger;
    private readonly Lock _ending = new();
    private Task _running = Task.CompletedTask;
    private Task? _stopped;

    /// <param name="duties">Asked once, when the engine first needs it.</param>
    /// <param name="system">The system's clock, for leases and back-off; never the business clock.</param>
    public ProjectionEngine(
        NpgsqlDataSource source, EventLog log, EventTypes types, JsonSerializerOptions json, IEnumerable<Projection> projections,
        ProjectionOptions? options = null, Func<HostDuties>? duties = null, TimeProvider? system = null, ILoggerFactory? loggers = null)
    {
        options ??= new();
        system ??= TimeProvider.System;
        _stop = _stopping.Token;
        _log = log;
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
        _followers = new(() => Follow(source, log, types, models, duties?.Invoke() ?? HostDuties.None, options, system));
        _host = new(() => new(
            source, types, _followers.Value.Workers, [.. models.All.Select(model => model.Table)], _wakeups, options, system, _logger));
        Admin = new(source, models, () => _followers.Value.Named, new(source, log, models));
        DeadLetters = new(source, () => _followers.Value.Reactions);
        Live = new(source, log, models, _wakeups, system);
        Agendas = new(source, log, Progress, models, () => _followers.Value, system);
    }

    public DocumentTables Tables { get; }
    public DocumentReader Documents { get; }
    public ProjectionProgress Progress { get; }
    public ProjectionAdmin Admin { get; }
    public ProjectionRebuilder Rebuilder { get; }
    public ProjectionComparer Comparer { get; }
    public ViewsAsOf AsOf { get; }
    public DeadLetters DeadLetters { get; }
    public Agendas Agendas { get; }
    public LiveViews Live { get; }

    /// <summary>Identifies this host in leases.</summary>
    public Guid HostId => _host.Value.Id;

    /// <summary>An event type in the store that this host does not know; while there is one it owns nothing.</summary>
    public string? UnknownType => _host.Value.UnknownType;

    /// <summary>Makes the tables; safe to call on several hosts and again.</summary>
    public async Task Prepare(CancellationToken ct)
    {
        await _tables.Prepare(ct);
        foreach (var reaction in _followers.Value.Reactions)
        {
            await _tables.PrepareShard(
                ShardName.Of(reaction.Name, 1), "reaction",
                () => reaction.Start is ReactionStart.FromNow ? _log.Head(ct) : Task.FromResult(0L), ct);
        }

        foreach (var shard in _followers.Value.Agenda?.Shards ?? []) await _tables.PrepareShard(shard, "agenda", startAt: null, ct);
    }

    /// <summary>Makes the tables and begins to follow the events.</summary>
    public async Task Start(CancellationToken ct)
    {
        await Prepare(ct);
        // Stopped while it was still waiting for the database: there is nothing to begin.
        if (_stop.IsCancellationRequested) return;
        _running = Task.WhenAll(
            Task.Run(() => _wakeups.Run(_stop), CancellationToken.None),
            Task.Run(_followers.Value.Projections.Run, CancellationToken.None),
            Task.Run(() => _host.Value.Run(_stop), CancellationToken.None));
    }

    /// <summary>Drops views as of another time and tombstones of live ones whose time is over, and the tables of earlier versions that no host reads any more; gives the names of the latter.</summary>
    public async Task<IReadOnlyList<string>> CleanUp(CancellationToken ct)
    {
        await AsOf.DropExpired(ct);
        await Live.Forget(ct);
        return await _tables.DropUnused(ct);
    }

    /// <summary>Lays everything down, and gives the shards to other hosts at once.</summary>
    /// <remarks>Whoever asks, and however often: all wait for the same end, so that nothing the engine uses is taken away before it.</remarks>
    public Task Stop()
    {
        lock (_ending) return _stopped ??= End(host => host.GiveUp(CancellationToken.None));
    }

    /// <summary>Stops without giving anything back, as a process that is killed does.</summary>
    internal Task Abandon()
    {
        lock (_ending) return _stopped ??= End(host => host.Abandon());
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _stopping.Dispose();
    }

    private async Task End(Func<ShardHost, Task> leave)
    {
        await _stopping.CancelAsync();
        try
        {
            await _running.WaitAsync(LongestEnd);
            if (_host.IsValueCreated) await leave(_host.Value).WaitAsync(LongestEnd);
        }
        catch (TimeoutException)
        {
            _logger.LogError("Some of what follows the events did not end within {Seconds} s; it is left behind, and its leases run out by themselves", LongestEnd.TotalSeconds);
        }
        catch (Exception error) when (error is NpgsqlException or ObjectDisposedException)
        {
            _logger.LogInformation(error, "The leases could not be given back; they run out by themselves");
        }
    }

    private Followers Follow(
        NpgsqlDataSource source, EventLog log, EventTypes types, ReadModels models, HostDuties duties, ProjectionOptions options, TimeProvider system)
    {
        var projections = new ProjectionWorker(source, log, models.All, _wakeups, Progress, Rebuilder, options, system, _logger, _stop)
        {
            OnUnknownType = alias => _host.Value.CannotRead(alias),
        };
        var reactions = new ReactionWorker(source, log, types, duties.Reactions, _wakeups, Progress, options, system, _logger, _stop);
        var agendas = models.All.Where(model => model.Projection is AgendaProjection).ToList();
        var agenda = duties.Deadlines is null || agendas.Count == 0
            ? null
            : new AgendaWorker(source, agendas, duties.Deadlines, duties.Business ?? system, options, system, _logger, _stop);
        return new(models, projections, duties.Reactions, reactions, agenda);
    }
}
