using Crm.EventStore.Projecting;

namespace Crm.Api.TelecomSales.Commissions;

/// <summary>What the host adds for commissions.</summary>
public static class CommissionServices
{
    public static IServiceCollection AddCommissions(this IServiceCollection services) => services
        .AddSingleton<CommissionLedger>()
        .AddSingleton<CommissionSettling>()
        .AddSingleton<CommissionQueries>()
        .AddSingleton<StatementAudit>()
        .AddReaction<WhenSaleEarned>();

    /// <summary>Runs started settlements, also those of a host that was killed.</summary>
    public static IServiceCollection AddSettlementWorker(this IServiceCollection services) => services
        .AddSingleton<SettlementWorker>()
        .AddHostedService(provider => provider.GetRequiredService<SettlementWorker>());
}
