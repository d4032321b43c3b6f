using System.Globalization;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Callbacks;

namespace Crm.Projections.Tests.Kit;

/// <summary>Agents who plan calls and make them, by the domain's own decisions; the agenda speaks up when it should. What is refused did not happen.</summary>
public static class SalesFloor
{
    /// <returns>The history, and what each call came to.</returns>
    public static (History History, IReadOnlyList<Callback> Callbacks) Living(int seed)
    {
        var (random, history, states, now) = (new Random(seed), new History(), new Dictionary<Guid, Callback>(), Known.At(6, 1, 8));
        for (var step = 0; step < 60; step++)
        {
            now = BusinessMoment.Of(now.At.AddMinutes(1 + random.Next(600)), now.Zone);
            foreach (var known in states.Values.ToList())
            {
                Decide(known.Id.Value, AnnounceCallbackHandler.Handle(new(now), known));
                Decide(known.Id.Value, MissCallbackHandler.Handle(new(now), states[known.Id.Value]));
            }

            var id = Known.Id("cb" + random.Next(6).ToString("x2", CultureInfo.InvariantCulture));
            var agent = random.Next(2) == 0 ? Known.Agent : Known.OtherAgent;
            var later = now.At.AddMinutes(random.Next(4_000));
            if (!states.TryGetValue(id, out var callback))
            {
                Decide(id, ScheduleCallbackHandler.Handle(
                    new(new(id), (SaleKind)random.Next(4), new(Known.Campaign, Known.Team, agent), "Ana Peña", "3001234567", "CO", later, "Note", agent, now), null));
                continue;
            }

            Decide(id, random.Next(12) switch
            {
                < 5 => CallAgainHandler.Handle(new(Known.Id("ca" + step.ToString("x4", CultureInfo.InvariantCulture)), random.Next(2) == 0, later, "Again", agent, true, now), callback),
                < 7 => MoveCallbackHandler.Handle(new(later, "Moved", agent, true, now), callback),
                < 9 => ReassignCallbackHandler.Handle(new(new(Known.Campaign, Known.Team, agent), "Given", Known.Supervisor, now), callback),
                9 => WinCallbackHandler.Handle(new(new(Known.Id("5a01")), Known.Campaign, null, agent, true, now), callback),
                10 => DeclineCallbackHandler.Handle(new("No", agent, true, now), callback),
                _ => CancelCallbackHandler.Handle(new("Off", agent, true, now), callback),
            });
        }

        return (history, [.. states.Values]);

        void Decide(Guid stream, Decision decision)
        {
            foreach (var @event in decision.Events)
            {
                history.Append(stream, @event, now.At);
                states[stream] = Callback.Evolve(states.GetValueOrDefault(stream), @event)!;
            }
        }
    }
}
