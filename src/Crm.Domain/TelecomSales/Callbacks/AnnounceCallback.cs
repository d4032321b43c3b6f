using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Callbacks;

/// <summary>The agenda says that a call's instant has come.</summary>
public sealed record AnnounceCallback(BusinessMoment Now);

/// <summary>The agenda says that the day a call was due on is over.</summary>
public sealed record MissCallback(BusinessMoment Now);

public static class AnnounceCallbackHandler
{
    public static Decision Handle(AnnounceCallback command, Callback callback)
    {
        if (callback.Announced || callback.Status is not CallbackStatus.Scheduled) return Decision.AlreadySo;
        return command.Now.At < callback.Due.At
            ? Decision.Refuse(Refusal.Of("telecom-sales.callback-not-due", "Its instant has not come.", [], ("due", callback.Due.At)))
            : Decision.Append(new CallbackDue(callback.Id, callback.Kind, callback.Work, callback.Due, command.Now));
    }
}

public static class MissCallbackHandler
{
    public static Decision Handle(MissCallback command, Callback callback)
    {
        if (callback.Status is not CallbackStatus.Scheduled) return Decision.AlreadySo;
        return command.Now.At < callback.MissedAfter
            ? Decision.Refuse(Refusal.Of("telecom-sales.callback-day-not-over", $"The day it is due on, {callback.Due.Date:yyyy-MM-dd}, is not over.", [], ("due", callback.Due.Date)))
            : Decision.Append(new CallbackMissed(callback.Id, callback.Kind, callback.Work, callback.Due, command.Now));
    }
}
