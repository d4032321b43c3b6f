using Crm.Api.Hosting;
using Crm.EventStore.LocalPostgres;
using Crm.EventStore.Schema;
using Crm.EventStore.Sealing;
using Crm.EventStore.Serialization.Personal;

namespace Crm.Api.Cli;

/// <summary>The services of the host without its serving, for a verb: on the configured server, or on the private cluster, running or not.</summary>
public sealed class CliHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly DatabaseServer _server;

    private CliHost(IHost host, DatabaseServer server) => (_host, _server) = (host, server);

    public IServiceProvider Services => _host.Services;
    public IHostEnvironment Environment => _host.Services.GetRequiredService<IHostEnvironment>();

    /// <param name="settings">What it is configured with beside files, environment and user secrets; no arguments of a verb.</param>
    /// <param name="schema">Whether the database has to have the schema of this build; it is applied on the private cluster, and asserted elsewhere.</param>
    public static async Task<CliHost> Open(string[] settings, bool schema, CancellationToken ct)
    {
        var builder = CrmHost.CreateBuilder(settings);
        var installation = Installation.From(builder.Configuration, builder.Environment);
        var server = await DatabaseServer.Open(installation, builder.Configuration, ct);
        try
        {
            builder.AddCore(installation, server);
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            var host = new CliHost(builder.Build(), server);
            if (schema) await host.RequireSchema(installation, ct);
            return host;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is IAsyncDisposable host) await host.DisposeAsync();
        else _host.Dispose();
        await _server.DisposeAsync();
    }

    private async Task RequireSchema(Installation installation, CancellationToken ct)
    {
        var migrator = Services.GetRequiredService<SchemaMigrator>();
        if (installation.UsesPrivateCluster) await migrator.Apply(ct);
        else await migrator.Assert(ct);
    }

    /// <summary>What a person is told instead of a stack trace; <c>null</c> for what is a bug.</summary>
    public static (int Code, string Message)? Explain(Exception exception) => exception switch
    {
        UsageException usage => (ExitCodes.Usage, usage.Message),
        ConfigurationException or PostgresMissingException or PostgresClusterException or SchemaException or MasterKeyException or SealKeyException or NotSealedException or Files.Attachments.SweepException => (ExitCodes.Failure, exception.Message),
        OperationCanceledException => (ExitCodes.Failure, "Broken off."),
        Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.InsufficientPrivilege } refused =>
            (ExitCodes.Failure, $"The host's login may not do this ({refused.MessageText}). Run db/roles.sql as the owner, or configure ConnectionStrings__{Installation.OwnerConnectionStringName}."),
        _ when Http.ProblemMiddleware.IsUnavailable(exception) => (ExitCodes.Failure, $"The database cannot be reached or does not answer: {exception.GetBaseException().Message}"),
        _ => null,
    };
}
