using Crm.EventStore.LocalPostgres;

namespace Crm.Api.Hosting;

/// <summary>The host as a newcomer starts it: database, schema, demo, HTTP.</summary>
public static class Serve
{
    public static async Task<int> Run(string[] args, CancellationToken ct)
    {
        var builder = CrmHost.CreateBuilder(args);
        Installation installation;
        DatabaseServer server;
        try
        {
            installation = Installation.From(builder.Configuration, builder.Environment);
            server = await DatabaseServer.Open(installation, builder.Configuration, ct);
        }
        catch (Exception exception) when (exception is ConfigurationException or PostgresMissingException or PostgresClusterException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }

        await using (server)
        {
            builder.AddCore(installation, server);
            builder.AddServing();
            await using var app = builder.Build();
            app.UseCrm();
            app.Lifetime.ApplicationStarted.Register(() => _ = Greeting.Say(app, installation, server));
            await app.RunAsync(ct);
        }

        return Environment.ExitCode;
    }
}
