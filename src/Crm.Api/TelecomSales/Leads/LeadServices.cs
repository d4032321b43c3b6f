using Crm.Api.Imports;

namespace Crm.Api.TelecomSales.Leads;

/// <summary>What the host adds for lead bases and their files.</summary>
public static class LeadServices
{
    public static IServiceCollection AddLeads(this IServiceCollection services) => services
        .AddImports()
        .AddSingleton<LeadQueries>()
        .AddSingleton<LeadWithdrawals>()
        .AddSingleton<LeadImporter>()
        .AddSingleton<IImportKind>(provider => provider.GetRequiredService<LeadImporter>())
        .AddSingleton<LeadFiles>();

    public static void MapLeads(this IEndpointRouteBuilder routes)
    {
        routes.MapLeadBases();
        routes.MapLeadImports();
    }
}
