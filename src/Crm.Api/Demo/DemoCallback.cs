using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Callbacks;

namespace Crm.Api.Demo;

/// <summary>One call that was promised: missed, due in a while, some days ahead, or made and declined, as its number says.</summary>
internal sealed class DemoCallback(CommandRunner runner, NaturalKeys keys, DemoPlace place, DemoCrew crew, DemoTimes times, int seed, int number)
{
    private const int FirstPerson = 8_000_000;

    /// <summary>Lives it. Repeating it changes nothing.</summary>
    /// <returns>How many events it made.</returns>
    public async Task<int> Run(CancellationToken ct)
    {
        var id = new CallbackId(keys.Derive("demo-callback", place.Campaign.ToString(), $"{seed}", $"{number}"));
        var (agent, kind) = (crew.Agents[number % crew.Agents.Count], (SaleKind)(number % 4));
        var work = new Work(place.Campaign, place.Teams[number % crew.Agents.Count % place.Teams.Count], agent);
        var (scheduled, due) = (number % 4) switch
        {
            1 => (times.Now, times.Now.AddHours(1 + number % 3)),
            2 => (times.Now, times.Now.AddDays(1 + number % 5)),
            _ => (times.Opening, times.Opening.AddHours(3)),
        };
        var story = new DemoStory<Callback>(runner, id.Value);
        await story.Take("ScheduleCallback", agent, (_, state) => Task.FromResult(ScheduleCallbackHandler.Handle(
            new(id, kind, work, DemoPeople.Name(FirstPerson + number), DemoPeople.Phone(FirstPerson + number), "CO", due, "Pidió que lo llamaran", agent, BusinessMoment.Of(scheduled, place.Zone)),
            state)), ct);
        if (number % 4 == 3)
        {
            await story.Take("DeclineCallback", agent, callback => DeclineCallbackHandler.Handle(
                new("Ya tiene plan", agent, BySupervisor: false, BusinessMoment.Of(due.AddMinutes(5), place.Zone)), callback), ct);
        }

        return story.Events;
    }
}
