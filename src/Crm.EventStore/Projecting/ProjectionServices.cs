using Crm.EventStore.Agenda;
using Crm.EventStore.Projecting.Models;
using Crm.EventStore.Reactions;
using Crm.EventStore.Serialization;
using Crm.EventStore.Streams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Crm.EventStore.Projecting;

public static class ProjectionServices
{
    /// <summary>The projections of this host; they are followed as long as it runs. Needs <c>AddCrmEventStore</c>.</summary>
    public static IServiceCollection AddCrmProjections(
        this IServiceCollection services, IEnumerable<Projection> projections, ProjectionOptions? options = null) => services
        .AddSingleton(provider => new ProjectionEngine(
            provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<EventLog>(), provider.GetRequiredService<EventTypes>(),
            provider.GetRequiredService<EventStoreOptions>().Json, projections, options, () => Duties(provider),
            TimeProvider.System, provider.GetService<ILoggerFactory>()))
        .AddSingleton(provider => provider.GetRequiredService<ProjectionEngine>().Tables)
        .AddSingleton(provider => provider.GetRequiredService<ProjectionEngine>().Documents)
        .AddSingleton(provider => provider.GetRequiredService<ProjectionEngine>().Progress)
        .AddSingleton(provider => provider.GetRequiredService<ProjectionEngine>().Admin)
        .AddSingleton(provider => provider.GetRequiredService<ProjectionEngine>().Rebuilder)
        .AddSingleton(provider => provider.GetRequiredService<ProjectionEngine>().Comparer)
        .AddSingleton(provider => provider.GetRequiredService<ProjectionEngine>().AsOf)
        .AddSingleton(provider => provider.GetRequiredService<ProjectionEngine>().DeadLetters)
        .AddSingleton(provider => provider.GetRequiredService<ProjectionEngine>().Agendas)
        .AddSingleton(provider => provider.GetRequiredService<ProjectionEngine>().Live)
        .AddHostedService<ProjectionHost>();

    /// <summary>A reaction of this host. It may use the engine's own services.</summary>
    public static IServiceCollection AddReaction<TReaction>(this IServiceCollection services) where TReaction : Reaction =>
        services.AddSingleton<Reaction, TReaction>();

    /// <summary>Who meets the deadlines of all <see cref="AgendaProjection"/>s, and by which clock they come due.</summary>
    public static IServiceCollection AddAgenda<THandler>(this IServiceCollection services, Func<IServiceProvider, TimeProvider> businessClock)
        where THandler : class, IAgendaHandler => services
        .AddSingleton<IAgendaHandler, THandler>()
        .AddSingleton(provider => new AgendaTime(businessClock(provider)));

    private static HostDuties Duties(IServiceProvider provider) => new(
        [.. provider.GetServices<Reaction>()], provider.GetService<IAgendaHandler>(), provider.GetService<AgendaTime>()?.Clock);

    private sealed record AgendaTime(TimeProvider Clock);
}

/// <summary>Starts the engine with the host, as soon as the database can be reached, and stops it with the host.</summary>
internal sealed class ProjectionHost(ProjectionEngine engine, ILogger<ProjectionHost> logger) : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CleanEvery = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!await TryStart(stoppingToken)) await Task.Delay(RetryAfter, stoppingToken);
        while (true)
        {
            await Task.Delay(CleanEvery, stoppingToken);
            try
            {
                await engine.CleanUp(stoppingToken);
            }
            catch (NpgsqlException error)
            {
                logger.LogWarning(error, "Tables that nobody uses could not be dropped; tried again later");
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await engine.Stop().WaitAsync(cancellationToken);
    }

    private async Task<bool> TryStart(CancellationToken ct)
    {
        try
        {
            await engine.Start(ct);
            return true;
        }
        catch (Exception error) when (error is SchemaPendingException or PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction })
        {
            logger.LogDebug("Projections wait for the schema to be applied");
            return false;
        }
        catch (NpgsqlException error)
        {
            logger.LogInformation("Projections wait for the database: {Reason}", error.Message);
            return false;
        }
    }
}
