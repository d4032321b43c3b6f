using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.DebtAccounts;

/// <summary>Days past due stand still from today: dispute or hardship.</summary>
public sealed record PauseDaysPastDue(PauseReason Reason, string Note, BusinessMoment Now);

/// <summary>Days past due run again from today.</summary>
public sealed record ResumeDaysPastDue(BusinessMoment Now);

public static class PauseDaysPastDueHandler
{
    public static Decision Handle(PauseDaysPastDue command, DebtAccount account) =>
        account.Clock.PausedSince is not null ? Decision.AlreadySo
        : Standing.RefuseClosed(account) is { } refusal ? Decision.Refuse(refusal)
        : Decision.Append(new DaysPastDuePaused(account.Id, account.DebtorId, command.Now.Date, command.Reason, command.Note));
}

public static class ResumeDaysPastDueHandler
{
    public static Decision Handle(ResumeDaysPastDue command, DebtAccount account) => account.Clock.PausedSince is null
        ? Decision.AlreadySo
        : Decision.Append(new DaysPastDueResumed(account.Id, command.Now.Date));
}
