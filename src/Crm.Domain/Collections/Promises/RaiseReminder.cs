using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Promises;

/// <summary>The agenda: the debtor is to be reminded of an open promise on one of its reminder dates.</summary>
public sealed record RaiseReminder(DateOnly On, BusinessMoment Now);

public static class RaiseReminderHandler
{
    public static Decision Handle(RaiseReminder command, PromiseToPay promise)
    {
        if (!promise.IsOpen || !promise.ReminderDates.Contains(command.On) || promise.Reminded.Contains(command.On)) return Decision.AlreadySo;
        return command.Now.Date < command.On
            ? Decision.Refuse("collections.reminder-not-due", $"The reminder is for {command.On:yyyy-MM-dd}.", nameof(command.On))
            : Decision.Append(new PromiseReminderRaised(
                promise.Id, promise.AccountId, promise.DebtorId, promise.Work, command.On, promise.DueOn, promise.Shortfall));
    }
}
