using Crm.Api.Hosting;

namespace Crm.Api.TelecomSales.Callbacks;

/// <summary>What the host adds for promised calls.</summary>
public static class CallbackServices
{
    public static IServiceCollection AddCallbacks(this IServiceCollection services) => services
        .AddSingleton<CallbackQueries>()
        .AddLiveCallbacks()
        .AddSingleton<IDeadlines, CallbackDeadlines>();
}
