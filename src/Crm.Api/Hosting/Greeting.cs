using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Crm.Api.Hosting;

/// <summary>Says on the console what there is to open, once it can be opened.</summary>
internal static class Greeting
{
    public static async Task Say(WebApplication app, Installation installation, DatabaseServer server)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Crm.Api");
        try
        {
            await app.Services.GetRequiredService<DatabaseGate>().Opened(app.Lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (!app.Configuration.GetValue("Crm:Greeting", true)) return;

        // Without an address nobody can open anything: a test's server.
        if (app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is not { } url) return;

        if (installation.GeneratedSecrets && !app.Environment.IsDevelopment())
            logger.LogWarning("The master key and the installation's secret were generated and stand in {Folder}. Keep that folder, or configure Crm__MasterKey and Crm__InstallationSecret", installation.Folder);

        var text = new StringWriter(CultureInfo.InvariantCulture);
        text.WriteLine();
        text.WriteLine($"  Crm serves on {url}");
        text.WriteLine();
        text.WriteLine($"    {url}/              pages for the people who work");
        text.WriteLine($"    {url}/docs          the API, to try out");
        text.WriteLine($"    {url}/health/ready  database, projections, quarantine, dead letters");
        text.WriteLine($"    {url}/metrics       Prometheus");
        if (server.PrivateFolder is { } folder) text.WriteLine($"    PostgreSQL in {folder}, stopped with this program");
        if (app.Environment.IsDevelopment() && app.Configuration.GetValue("Crm:Demo", true))
        {
            text.WriteLine();
            text.WriteLine($"  Demo users, all with the password {DemoUsers.Password}");
            foreach (var (userName, fullName, role) in DemoUsers.All) text.WriteLine($"    {userName,-12} {role,-22} {fullName}");
        }

        text.WriteLine();
        text.WriteLine("  Ctrl+C stops all of it.");
        await Console.Out.WriteLineAsync(text.ToString());
    }
}
