using System.Diagnostics;
using Crm.Domain.Kernel;

namespace Crm.Api.Demo;

/// <summary>A day in all rooms of a contact centre of any size: most of it collects, a part sells, and help desks answer.</summary>
public sealed class DemoCentre(DemoDay day, DemoSales sales, DemoTickets tickets, DemoCampaign campaigns, DemoStaff staff)
{
    private const int CollectionsPerCent = 70, SalesPerCent = 20, TicketsPerCent = 10;

    /// <summary>Lives the day. The same seed and size are the same day; repeating it changes nothing.</summary>
    /// <param name="events">About how many events to make, those of reactions not counted.</param>
    public async Task<DemoCentreResult> Run(string code, int seed, int events, DemoTimes times, IProgress<int>? progress, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var (sold, asked) = (Math.Max(1, Share(events, SalesPerCent) / DemoSales.EventsOfASale), Math.Max(1, Share(events, TicketsPerCent) / DemoTickets.EventsOfATicket));
        var collected = await day.Run(code, seed, Share(events, CollectionsPerCent), times.Opening, [], progress, ct);
        var place = await campaigns.Begin(code, $"Demo {code}", times.Opening, ct);
        var crew = staff.Nobody(code);
        var made = collected.Events + await sales.Run(place, seed, sold, times, crew, ct);
        progress?.Report(made);
        made += await tickets.Run(place, seed, asked, times, crew, ct);
        progress?.Report(made);
        return new(place, tickets.QueuesOf(code), collected.Debtors, sold, asked, made, Stopwatch.GetElapsedTime(started));
    }

    private static int Share(int events, int perCent) => (int)((long)events * perCent / 100);
}

/// <param name="Events">Made by this run; none when the day was lived before.</param>
public sealed record DemoCentreResult(DemoPlace Place, IReadOnlyList<QueueId> Queues, int Debtors, int Sales, int Tickets, int Events, TimeSpan Elapsed);
