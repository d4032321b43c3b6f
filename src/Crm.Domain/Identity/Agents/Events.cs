using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.Agents;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>He takes work again: he came, his break is over, or he says so.</summary>
public sealed record AgentBecameAvailable(UserId UserId, Work Work, BusinessMoment Moment) : IEvent;

/// <param name="Automatic">He has all the work he can take; otherwise he said so himself. The two are remembered apart.</param>
public sealed record AgentBecameBusy(UserId UserId, Work Work, bool Automatic, BusinessMoment Moment) : IEvent;

/// <summary>One of the two grounds of being busy is gone.</summary>
public sealed record AgentBecameFree(UserId UserId, Work Work, bool Automatic, BusinessMoment Moment) : IEvent;

public sealed record AgentTookBreak(UserId UserId, Work Work, string Reason, BusinessMoment Moment) : IEvent;

public sealed record AgentWentOffline(UserId UserId, Work Work, OfflineCause Cause, BusinessMoment Moment) : IEvent;

/// <param name="WorkDate">The campaign's date on which the day began; everything of the day counts for it.</param>
/// <param name="ClosesAt">When it is closed for him if he does not.</param>
public sealed record WorkDayStarted(UserId UserId, Work Work, DateOnly WorkDate, DateTimeOffset ClosesAt, BusinessMoment Moment) : IEvent;

public sealed record WorkPauseStarted(UserId UserId, Work Work, DateOnly WorkDate, PauseType Type, string? Reason, BusinessMoment Moment) : IEvent;

public sealed record WorkPauseEnded(UserId UserId, Work Work, DateOnly WorkDate, PauseType Type, long Seconds, BusinessMoment Moment) : IEvent;

/// <param name="PresentSeconds">From clock-in to clock-out.</param>
/// <param name="PausedSeconds">Of these, in pauses. The rest is staffed.</param>
public sealed record WorkDayEnded(
    UserId UserId, Work Work, DateOnly WorkDate, WorkDayEnd Cause, long PresentSeconds, long PausedSeconds, BusinessMoment Moment) : IEvent;

public enum PauseType { Lunch, Break, Bathroom, Meeting, Other }

public enum WorkDayEnd { ClockedOut, ClosedAtNight }

public enum OfflineCause { Himself, ClockedOut, ClosedAtNight }
