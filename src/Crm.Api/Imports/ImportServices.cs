using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.EventStore.Serialization.Personal;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Crm.Api.Imports;

/// <summary>What the host adds for imports of every kind; a room adds its <see cref="IImportKind"/>.</summary>
public static class ImportServices
{
    /// <summary>Everything to import with; who serves also runs started imports in the background (<see cref="AddImportWorker"/>).</summary>
    public static IServiceCollection AddImports(this IServiceCollection services)
    {
        services.TryAddSingleton<RefusalTexts>();
        services.TryAddSingleton(provider => provider.GetService<IConfiguration>()?.GetSection("Crm:Imports").Get<ImportOptions>() ?? new());
        services.TryAddSingleton(provider => new UploadStore(
            provider.GetRequiredService<IConfiguration>()["Crm:Imports:Folder"] ?? Path.Combine(provider.GetRequiredService<Installation>().Folder, "uploads"),
            provider.GetRequiredService<ImportOptions>().MaxUploadBytes));
        services.TryAddSingleton(provider => new ProblemVault(provider.GetRequiredService<MasterKeys>()));
        services.TryAddSingleton<ImportReports>();
        services.TryAddSingleton<ImportJobs>();
        services.TryAddSingleton<WorkLocks>();
        services.TryAddSingleton<ImportRuns>();
        return services;
    }

    /// <summary>Runs started imports, also those of a host that was killed.</summary>
    public static IServiceCollection AddImportWorker(this IServiceCollection services) => services
        .AddSingleton<ImportWorker>()
        .AddHostedService(provider => provider.GetRequiredService<ImportWorker>());
}
