using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.Agents;

/// <summary>He says that he takes work: offline and breaks are over, and so is being busy by his own word.</summary>
public sealed record BecomeAvailable(BusinessMoment Now);

public static class BecomeAvailableHandler
{
    public static Decision Handle(BecomeAvailable command, Agent agent)
    {
        if (agent.Day is not { } day) return DayEnd.NotClockedIn;
        if (day.Pause is not null) return Decision.Refuse("identity.pause-open", "A pause is open; end it first.");

        List<IEvent> events = [];
        if (agent.BusyByHimself) events.Add(new AgentBecameFree(agent.Id, agent.Work, Automatic: false, command.Now));
        if (agent.Presence is not Presence.Present) events.Add(new AgentBecameAvailable(agent.Id, agent.Work, command.Now));
        return events.Count == 0 ? Decision.AlreadySo : Decision.Append(events);
    }
}

/// <param name="Automatic">He has all the work he can take; otherwise by his own word.</param>
public sealed record BecomeBusy(bool Automatic, BusinessMoment Now);

public static class BecomeBusyHandler
{
    public static Decision Handle(BecomeBusy command, Agent agent)
    {
        if (command.Automatic ? agent.BusyAutomatically : agent.BusyByHimself) return Decision.AlreadySo;
        if (!command.Automatic && agent.Presence is not Presence.Present) return Decision.Refuse("identity.agent-not-present", "He is offline or on a break.");

        return Decision.Append(new AgentBecameBusy(agent.Id, agent.Work, command.Automatic, command.Now));
    }
}

/// <param name="Automatic">Which of the two grounds is gone; the other stays.</param>
public sealed record BecomeFree(bool Automatic, BusinessMoment Now);

public static class BecomeFreeHandler
{
    public static Decision Handle(BecomeFree command, Agent agent) =>
        (command.Automatic ? agent.BusyAutomatically : agent.BusyByHimself)
            ? Decision.Append(new AgentBecameFree(agent.Id, agent.Work, command.Automatic, command.Now))
            : Decision.AlreadySo;
}

/// <summary>A break that is no pause of the working day: he is there, and takes no work for a reason.</summary>
public sealed record TakeBreak(string Reason, BusinessMoment Now);

public static class TakeBreakHandler
{
    public static Decision Handle(TakeBreak command, Agent agent) =>
        agent.Presence is Presence.OnBreak && agent.BreakReason == command.Reason ? Decision.AlreadySo
        : agent.Presence is Presence.Offline ? Decision.Refuse("identity.agent-not-present", "He is offline or on a break.")
        : Decision.Append(new AgentTookBreak(agent.Id, agent.Work, command.Reason, command.Now));
}

public sealed record GoOffline(BusinessMoment Now);

public static class GoOfflineHandler
{
    public static Decision Handle(GoOffline command, Agent agent) =>
        agent.Presence is Presence.Offline
            ? Decision.AlreadySo
            : Decision.Append(new AgentWentOffline(agent.Id, agent.Work, OfflineCause.Himself, command.Now));
}
