using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Callbacks;

/// <summary>The prospect was called: he asks to be called again, or was not reached. Both have a new instant.</summary>
/// <param name="CallId">Of the call, made by the caller; hearing the command again with it defers no second time.</param>
/// <param name="Reached">Whether somebody answered.</param>
public sealed record CallAgain(Guid CallId, bool Reached, DateTimeOffset DueAt, string? Note, UserId By, bool BySupervisor, BusinessMoment Now);

/// <summary>The call became a sale.</summary>
/// <param name="SaleCampaignId">The campaign of that sale, as it was read.</param>
public sealed record WinCallback(SaleId SaleId, CampaignId SaleCampaignId, string? Note, UserId By, bool BySupervisor, BusinessMoment Now);

/// <summary>The prospect is not interested.</summary>
public sealed record DeclineCallback(string? Note, UserId By, bool BySupervisor, BusinessMoment Now);

public static class CallAgainHandler
{
    public static Decision Handle(CallAgain command, Callback callback)
    {
        if (callback.Calls.Contains(command.CallId)) return Decision.AlreadySo;

        var dueAt = CallbackChecks.Minute(command.DueAt);
        if ((callback.RefuseUnless(command.By, command.BySupervisor) ?? callback.RefuseWhenOver() ?? CallbackChecks.RefuseDue(dueAt, command.Now.At)
            ?? CallbackChecks.RefuseNote(command.Note)) is { } refusal) return Decision.Refuse(refusal);

        var (due, note) = (BusinessMoment.Of(dueAt, callback.Due.Zone), CallbackChecks.Trimmed(command.Note));
        var missedAfter = WallClock.EndOf(due.Date, due.Zone);
        return Decision.Append(command.Reached
            ? new CallbackDeferred(callback.Id, callback.Kind, callback.Work, command.CallId, callback.Due, due, missedAfter, note, command.By, command.Now)
            : new CallbackUnreached(callback.Id, callback.Kind, callback.Work, command.CallId, callback.Tries + 1, callback.Due, due, missedAfter, note, command.By, command.Now));
    }
}

public static class WinCallbackHandler
{
    public static Decision Handle(WinCallback command, Callback callback)
    {
        if (callback.Status is CallbackStatus.Won && callback.SaleId == command.SaleId) return Decision.AlreadySo;
        if (command.SaleCampaignId != callback.Work.CampaignId)
            return Decision.Refuse("telecom-sales.callback-of-another-campaign", "The sale is of another campaign than the callback.", "saleId");

        return (callback.RefuseUnless(command.By, command.BySupervisor) ?? callback.RefuseWhenOver() ?? CallbackChecks.RefuseNote(command.Note)) is { } refusal
            ? Decision.Refuse(refusal)
            : Decision.Append(new CallbackWon(callback.Id, callback.Kind, callback.Work, command.SaleId, CallbackChecks.Trimmed(command.Note), command.By, command.Now));
    }
}

public static class DeclineCallbackHandler
{
    public static Decision Handle(DeclineCallback command, Callback callback)
    {
        if (callback.RefuseUnless(command.By, command.BySupervisor) is { } another) return Decision.Refuse(another);
        if (callback.Status is CallbackStatus.Declined) return Decision.AlreadySo;
        return (callback.RefuseWhenOver() ?? CallbackChecks.RefuseNote(command.Note)) is { } refusal
            ? Decision.Refuse(refusal)
            : Decision.Append(new CallbackDeclined(callback.Id, callback.Kind, callback.Work, CallbackChecks.Trimmed(command.Note), command.By, command.Now));
    }
}
