using System.Text.Json;
using System.Text.Json.Serialization;
using Crm.Api.Audit;
using Crm.Api.Imports;
using Crm.Api.Files;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Identity.Access;
using Crm.Api.Live;
using Crm.Api.Pages;
using Crm.Api.Privacy;
using Crm.Api.TelecomSales.Commissions;
using Crm.EventStore;
using Crm.EventStore.Projecting;
using Crm.EventStore.Sealing;
using Crm.Projections;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Crm.Api.Hosting;

/// <summary>Puts the host together: what serves HTTP and what the command line runs on are the same services.</summary>
public static class CrmHost
{
    /// <summary>How events are written. Stored for ever: change nothing here without an upcaster.</summary>
    public static JsonSerializerOptions StoredJson { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>A builder whose content is the project's while developing, and the program's folder otherwise.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = ContentRoot(args) });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyLimit.Default;
        });
        if (string.IsNullOrEmpty(builder.Configuration["urls"]) && string.IsNullOrEmpty(builder.Configuration["http_ports"]))
            builder.WebHost.UseUrls("http://localhost:5080");
        return builder;
    }

    /// <summary>Everything that commands, queries and the command line need.</summary>
    public static void AddCore(this IHostApplicationBuilder builder, Installation installation, DatabaseServer server)
    {
        builder.AddCrmLogging();
        var services = builder.Services;
        services.AddSingleton(installation);
        services.AddSingleton(server);
        services.AddSingleton(new NaturalKeys(installation.Secret));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<BusinessClock>();
        services.AddSingleton<DatabaseGate>();
        services.AddMetrics();

        services.AddCrmEventStore(new(server.ConnectionString, DomainEvents.Types(), StoredJson, installation.MasterKey) { OwnerConnectionString = server.OwnerConnectionString, OtherMasterKeys = installation.OtherMasterKeys });
        services.AddCrmProjections(ReadModels.All);
        services.AddCrmSealing(SealingSetup.Options(installation, builder.Configuration, builder.Environment));
        services.AddSingleton<SealTrail>();
        services.AddSingleton<ISealKeyListener>(provider => provider.GetRequiredService<SealTrail>());
        services.AddSingleton<BusinessClockStore>();
        services.AddSingleton<CommandRunner>();
        services.AddSingleton<TokenKeys>();

        services.AddIdentity();
        services.AddRooms();
    }

    /// <summary>Everything that only a serving host needs.</summary>
    public static void AddServing(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddHostedService<PrivateServerKeeper>();
        services.AddHostedService<DatabaseStartup>();
        services.AddSingleton<IStartupTask, FirstTokenKey>();
        services.AddSingleton<IStartupTask, BusinessClockSync>();
        services.AddSingleton<IStartupTask, ReadModelTables>();
        services.AddHostedService<BusinessClockFollower>();
        if (builder.Environment.IsDevelopment())
        {
            services.AddSingleton<IStartupTask, DemoSeeding>();
            services.AddSingleton<IDemoSeed, DemoUsers>();
            services.AddSingleton<IDemoSeed, Demo.DemoSeed>();
            services.AddSingleton<IDemoSeed, Demo.DemoSalesSeed>();
            services.AddSingleton<IDemoSeed, Demo.DemoTicketsSeed>();
        }

        services.AddImportWorker();
        services.AddSettlementWorker();
        if (SealingSetup.Enabled(builder.Configuration)) services.AddCrmSealer();
        services.AddPrivacyServing();
        services.AddFilesServing();

        services.AddSingleton<Health>();
        services.AddSingleton<EngineMetrics>();

        services.AddSingleton<RefusalTexts>();
        services.AddSingleton<Problems>();
        services.AddSingleton<Commands>();
        services.AddValidators();
        services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddApiDescription();
        services.AddRateLimits(builder.Configuration);
        services.AddLive(builder.Configuration);
        services.AddSingleton<RequestMetrics>();
        services.AddSingleton<PrometheusMetrics>();
        services.AddHostedService(provider => provider.GetRequiredService<PrometheusMetrics>());

        services.AddPages(builder.Environment);
        AddSignIn(services);
    }

    /// <summary>The pipeline, from the outside in.</summary>
    public static void UseCrm(this WebApplication app)
    {
        app.UseTrustedProxies(app.Configuration);
        app.UseMiddleware<RequestLog>();
        app.UseRequestLanguage();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<DatabaseGateMiddleware>();
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "docs";
            options.SwaggerEndpoint("/openapi/v1.json", "Crm v1");
            options.DocumentTitle = "Crm API";
        });
        if (Directory.Exists(app.Environment.WebRootPath)) app.UseStaticFiles();
        app.UseRouting();
        app.UseMiddleware<BodyLimit>();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseMiddleware<CallerMiddleware>();
        app.UseMiddleware<CallerLanguage>();
        app.UseMiddleware<AddressMiddleware>();
        app.UseMiddleware<CallerLimitMiddleware>();
        app.UseAuthorization();
        app.UseMiddleware<IdempotencyKeys>();

        app.MapOpenApi().AllowAnonymous();
        app.MapOperations();
        app.MapRazorPages();
        var api = app.MapGroup("").AddEndpointFilterFactory(Validation.Filter);
        api.MapIdentity();
        api.MapStuckWork();
        api.MapRooms();
        if (app.Environment.IsDevelopment()) api.MapDevelopment();
    }

    private static void AddSignIn(IServiceCollection services)
    {
        services.AddIdentityServing();
        services.AddAuthentication().AddBearerToken(options => options.BearerTokenExpiration = TimeSpan.FromMinutes(15));
        services.AddAuthorization(options => options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());

        services.AddDataProtection().SetApplicationName("Crm");
        services.AddOptions<KeyManagementOptions>().Configure<TokenKeys, Installation>((options, keys, installation) =>
        {
            options.XmlRepository = keys;
            options.XmlEncryptor = new MasterKeyXmlEncryptor(installation.MasterKey);
        });

        // It would read the keys before the database is there; the first key is made by a startup task.
        services.Remove(services.Single(service => service.ImplementationType?.Name == "DataProtectionHostedService"));
    }

    // Tests say where the content is; otherwise it is the project's folder while there is one.
    private static string? ContentRoot(string[] args)
    {
        if (args.Any(argument => argument.StartsWith("--contentRoot", StringComparison.OrdinalIgnoreCase))) return null;

        var project = Path.Combine(Installation.RootFolder(AppContext.BaseDirectory), "src", "Crm.Api");
        return File.Exists(Path.Combine(project, "Crm.Api.csproj")) ? project : AppContext.BaseDirectory;
    }
}
