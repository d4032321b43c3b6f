using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.Agents;

/// <summary>A user at work: whether he takes work at this moment, and his day.</summary>
/// <param name="Work">The campaign and team of his latest day.</param>
/// <param name="Day">The day that is open; <c>null</c>: he has not clocked in, or has clocked out.</param>
/// <param name="LastDate">The date of his latest day.</param>
public sealed record Agent(
    UserId Id, Work Work, Presence Presence, bool BusyByHimself, bool BusyAutomatically, string? BreakReason, WorkDay? Day, DateOnly? LastDate) : IAggregate<Agent>
{
    public static Agent? Evolve(Agent? agent, object @event) => @event switch
    {
        WorkDayStarted e => (agent ?? New(e.UserId, e.Work)) with { Work = e.Work, Day = new(e.WorkDate, e.Moment.At, e.ClosesAt, e.Moment.Zone, 0, null), LastDate = e.WorkDate },
        WorkPauseStarted e => agent! with { Day = agent.Day! with { Pause = new(e.Type, e.Moment.At) } },
        WorkPauseEnded e => agent! with { Day = agent.Day! with { Pause = null, PausedSeconds = agent.Day.PausedSeconds + e.Seconds } },
        WorkDayEnded => agent! with { Day = null },
        AgentBecameAvailable e => (agent ?? New(e.UserId, e.Work)) with { Work = e.Work, Presence = Presence.Present, BreakReason = null },
        AgentBecameBusy { Automatic: true } => agent! with { BusyAutomatically = true },
        AgentBecameBusy => agent! with { BusyByHimself = true },
        AgentBecameFree { Automatic: true } => agent! with { BusyAutomatically = false },
        AgentBecameFree => agent! with { BusyByHimself = false },
        AgentTookBreak e => agent! with { Presence = Presence.OnBreak, BreakReason = e.Reason },
        AgentWentOffline => agent! with { Presence = Presence.Offline, BusyByHimself = false, BreakReason = null },
        _ => agent,
    };

    /// <summary>What others see.</summary>
    public AgentState State => Presence switch
    {
        Presence.Offline => AgentState.Offline,
        Presence.OnBreak => AgentState.Break,
        _ => BusyByHimself || BusyAutomatically ? AgentState.Busy : AgentState.Available,
    };

    private static Agent New(UserId user, Work work) => new(user, work, Presence.Offline, false, false, null, null, null);
}

/// <summary>Whether he is there, apart from how busy he is.</summary>
public enum Presence { Offline, Present, OnBreak }

public enum AgentState { Available, Busy, Break, Offline }

/// <summary>A day that is open.</summary>
public sealed record WorkDay(DateOnly Date, DateTimeOffset StartedAt, DateTimeOffset ClosesAt, string Zone, long PausedSeconds, OpenPause? Pause);

public sealed record OpenPause(PauseType Type, DateTimeOffset Since);
