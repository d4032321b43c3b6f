using System.Net;
using Crm.Api.Hosting;
using Crm.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Pages.Kit;

/// <summary>The host as a browser meets it: on a port of its own, with the demo's people and debtors.</summary>
public sealed class PagesHost : WebApplicationFactory<Program>
{
    private readonly string _connectionString;

    public PagesHost(string connectionString)
    {
        _connectionString = connectionString;
        UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
    }

    public Uri Address => ClientOptions.BaseAddress;

    /// <summary>Starts serving and waits until the demo is there. Starting blocks, so it is done away from the test runner's few threads.</summary>
    public async Task Ready()
    {
        await Task.Run(StartServer);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await Services.GetRequiredService<DatabaseGate>().Opened(limit.Token);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("ConnectionStrings:Crm", _connectionString);
        builder.UseSetting("Crm:MasterKey", Convert.ToBase64String(PostgresFixture.MasterKey));
        builder.UseSetting("Crm:InstallationSecret", Convert.ToBase64String([.. Enumerable.Range(51, 32).Select(i => (byte)i)]));
        builder.UseSetting("Crm:SignInsPerMinute", "10000");
        builder.UseSetting("Crm:RequestsPerMinute:User", "1000000");
        builder.UseSetting("Crm:RequestsPerMinute:Address", "1000000");
        builder.UseSetting("Serilog:MinimumLevel", "Fatal");
        // The hash is slow on purpose; tests need not wait for that.
        builder.ConfigureServices(services => services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1000));
    }
}
