using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.Agents;

/// <param name="Work">The campaign and team he works for today.</param>
public sealed record ClockIn(Work Work, BusinessMoment Now);

public static class ClockInHandler
{
    /// <summary>Once a date. A day that was left open is closed first, as the night would have.</summary>
    public static Decision Handle(ClockIn command, Agent? agent, UserId user)
    {
        if (agent?.Day is { } open && open.Date == command.Now.Date) return Decision.AlreadySo;
        if (agent?.LastDate == command.Now.Date) return Decision.Refuse("identity.clocked-out-today", "He clocked out today; the day is over.");

        IReadOnlyList<IEvent> left = agent?.Day is null ? [] : DayEnd.Of(agent, BusinessMoment.Of(agent.Day.ClosesAt, agent.Day.Zone), WorkDayEnd.ClosedAtNight);
        return Decision.Append(
            [.. left,
             new WorkDayStarted(user, command.Work, command.Now.Date, WallClock.EndOf(command.Now.Date, command.Now.Zone), command.Now),
             new AgentBecameAvailable(user, command.Work, command.Now)]);
    }
}

public sealed record StartPause(PauseType Type, string? Reason, BusinessMoment Now);

public static class StartPauseHandler
{
    /// <summary>An open pause of another type ends where this one begins.</summary>
    public static Decision Handle(StartPause command, Agent agent)
    {
        if (agent.Day is not { } day) return DayEnd.NotClockedIn;
        if (day.Pause?.Type == command.Type) return Decision.AlreadySo;

        return Decision.Append(
            [.. DayEnd.Pause(agent, command.Now),
             new WorkPauseStarted(agent.Id, agent.Work, day.Date, command.Type, command.Reason, command.Now),
             new AgentTookBreak(agent.Id, agent.Work, command.Reason ?? command.Type.ToString().ToLowerInvariant(), command.Now)]);
    }
}

public sealed record EndPause(BusinessMoment Now);

public static class EndPauseHandler
{
    public static Decision Handle(EndPause command, Agent agent) =>
        agent.Day is null ? DayEnd.NotClockedIn
        : agent.Day.Pause is null ? Decision.AlreadySo
        : Decision.Append([.. DayEnd.Pause(agent, command.Now), new AgentBecameAvailable(agent.Id, agent.Work, command.Now)]);
}

public sealed record ClockOut(BusinessMoment Now);

public static class ClockOutHandler
{
    public static Decision Handle(ClockOut command, Agent agent) =>
        agent.Day is not null ? Decision.Append(DayEnd.Of(agent, command.Now, WorkDayEnd.ClockedOut))
        : agent.LastDate is null ? DayEnd.NotClockedIn
        : Decision.AlreadySo;
}

/// <summary>Given by the agenda when the date is over.</summary>
public sealed record CloseWorkDay(DateTimeOffset Now);

public static class CloseWorkDayHandler
{
    public static Decision Handle(CloseWorkDay command, Agent agent) =>
        agent.Day is { } day && command.Now >= day.ClosesAt
            ? Decision.Append(DayEnd.Of(agent, BusinessMoment.Of(day.ClosesAt, day.Zone), WorkDayEnd.ClosedAtNight))
            : Decision.AlreadySo;
}

internal static class DayEnd
{
    public static Decision NotClockedIn { get; } = Decision.Refuse("identity.not-clocked-in", "He has not clocked in.");

    /// <summary>The end of the open day, of its pause and of his presence.</summary>
    public static IReadOnlyList<IEvent> Of(Agent agent, BusinessMoment at, WorkDayEnd cause)
    {
        var day = agent.Day!;
        var pause = Pause(agent, at);
        var paused = day.PausedSeconds + pause.OfType<WorkPauseEnded>().Sum(ended => ended.Seconds);
        List<IEvent> events = [.. pause, new WorkDayEnded(agent.Id, agent.Work, day.Date, cause, Seconds(day.StartedAt, at.At), paused, at)];
        if (agent.Presence is not Presence.Offline)
            events.Add(new AgentWentOffline(agent.Id, agent.Work, cause is WorkDayEnd.ClockedOut ? OfflineCause.ClockedOut : OfflineCause.ClosedAtNight, at));
        return events;
    }

    public static IReadOnlyList<IEvent> Pause(Agent agent, BusinessMoment at) =>
        agent.Day is { Pause: { } pause } day ? [new WorkPauseEnded(agent.Id, agent.Work, day.Date, pause.Type, Seconds(pause.Since, at.At), at)] : [];

    // A clock that was set back makes nothing negative.
    private static long Seconds(DateTimeOffset from, DateTimeOffset until) => Math.Max(0, (long)(until - from).TotalSeconds);
}
