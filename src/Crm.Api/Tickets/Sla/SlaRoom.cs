using Crm.Api.Hosting;
using Crm.Api.Tickets.Kpis;
using Crm.EventStore.Projecting;

namespace Crm.Api.Tickets.Sla;

/// <summary>What the host adds of clocks and promises.</summary>
internal static class SlaRoom
{
    public static IServiceCollection AddSla(this IServiceCollection services) => services
        .AddSingleton<SlaUnits>()
        .AddSingleton<SlaPolicies>()
        .AddSingleton<TicketKpis>()
        .AddSingleton<IDeadlines, SlaDeadlines>()
        .AddReaction<WhenTicketClockMoves>()
        .AddReaction<WhenSlaPolicyTakesEffect>();
}
