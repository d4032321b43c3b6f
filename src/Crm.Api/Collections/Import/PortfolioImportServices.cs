using Crm.Api.Imports;

namespace Crm.Api.Collections.Import;

/// <summary>What the host adds for imports of portfolios.</summary>
public static class PortfolioImportServices
{
    public static IServiceCollection AddPortfolioImports(this IServiceCollection services) => services
        .AddImports()
        .AddSingleton<MissingAccounts>()
        .AddSingleton<ImportQueries.Reach>()
        .AddSingleton<PortfolioImporter>()
        .AddSingleton<IImportKind>(provider => provider.GetRequiredService<PortfolioImporter>())
        .AddSingleton<PortfolioImports>();
}
