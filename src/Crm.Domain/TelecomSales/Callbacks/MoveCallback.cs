using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Callbacks;

/// <summary>Another instant without having called, and why. A missed one is awaited again.</summary>
public sealed record MoveCallback(DateTimeOffset DueAt, string Reason, UserId By, bool BySupervisor, BusinessMoment Now);

/// <summary>Somebody else is to call.</summary>
/// <param name="Work">The same campaign, with the new person and team.</param>
public sealed record ReassignCallback(Work Work, string Reason, UserId By, BusinessMoment Now);

/// <summary>It is not needed any more.</summary>
public sealed record CancelCallback(string Reason, UserId By, bool BySupervisor, BusinessMoment Now);

public static class MoveCallbackHandler
{
    public static Decision Handle(MoveCallback command, Callback callback)
    {
        var dueAt = CallbackChecks.Minute(command.DueAt);
        if ((callback.RefuseUnless(command.By, command.BySupervisor) ?? callback.RefuseWhenOver()) is { } no) return Decision.Refuse(no);
        if (callback.Status is CallbackStatus.Scheduled && callback.Due.At == dueAt) return Decision.AlreadySo;
        if ((CallbackChecks.RefuseDue(dueAt, command.Now.At) ?? CallbackChecks.RefuseReason(command.Reason)) is { } refusal) return Decision.Refuse(refusal);

        var due = BusinessMoment.Of(dueAt, callback.Due.Zone);
        return Decision.Append(new CallbackMoved(
            callback.Id, callback.Kind, callback.Work, callback.Due, due, WallClock.EndOf(due.Date, due.Zone), command.Reason.Trim(), command.By, command.Now));
    }
}

public static class ReassignCallbackHandler
{
    public static Decision Handle(ReassignCallback command, Callback callback)
    {
        if (callback.RefuseWhenOver() is { } over) return Decision.Refuse(over);
        if (callback.Work == command.Work) return Decision.AlreadySo;
        if (command.Work.CampaignId != callback.Work.CampaignId)
            return Decision.Refuse("telecom-sales.callback-of-another-campaign", "A callback stays in its campaign.", "agentId");

        return CallbackChecks.RefuseReason(command.Reason) is { } refusal
            ? Decision.Refuse(refusal)
            : Decision.Append(new CallbackReassigned(callback.Id, callback.Kind, command.Work, callback.Work, command.Reason.Trim(), command.By, command.Now));
    }
}

public static class CancelCallbackHandler
{
    public static Decision Handle(CancelCallback command, Callback callback)
    {
        if (callback.RefuseUnless(command.By, command.BySupervisor) is { } another) return Decision.Refuse(another);
        if (callback.Status is CallbackStatus.Cancelled) return Decision.AlreadySo;
        return (callback.RefuseWhenOver() ?? CallbackChecks.RefuseReason(command.Reason)) is { } refusal
            ? Decision.Refuse(refusal)
            : Decision.Append(new CallbackCancelled(callback.Id, callback.Kind, callback.Work, command.Reason.Trim(), command.By, command.Now));
    }
}
