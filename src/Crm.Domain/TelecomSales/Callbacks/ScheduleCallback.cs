using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Callbacks;

/// <summary>Promise to call a prospect.</summary>
/// <param name="CallbackId">Made by the caller; hearing the command again with it schedules no second one.</param>
/// <param name="Work">Campaign, and team and person who is to call.</param>
/// <param name="Phone">As it was typed.</param>
/// <param name="Country">Of numbers that do not say theirs.</param>
/// <param name="Now">The instant with the campaign's wall clock; the call is due at that clock too.</param>
public sealed record ScheduleCallback(
    CallbackId CallbackId, SaleKind Kind, Work Work, string ProspectName, string Phone, string Country, DateTimeOffset DueAt, string? Note, UserId? By, BusinessMoment Now);

public static class ScheduleCallbackHandler
{
    /// <param name="callback">The stream of the new id: <c>null</c> unless the command was heard before.</param>
    public static Decision Handle(ScheduleCallback command, Callback? callback)
    {
        if (callback is not null) return Decision.AlreadySo;

        var (name, dueAt) = (command.ProspectName.Trim(), CallbackChecks.Minute(command.DueAt));
        if (name.Length is 0 or > CallbackChecks.MaxName)
        {
            return Decision.Refuse(Refusal.Of(
                "telecom-sales.prospect-name-missing", $"Say who is to be called, in {CallbackChecks.MaxName} characters at most.", ["prospectName"], ("most", CallbackChecks.MaxName)));
        }

        var phone = PhoneNumber.Parse(command.Country, command.Phone);
        if (!phone.IsValid) return Decision.Refuse(Refusal.Of("telecom-sales.phone-malformed", phone.Problem.Reason, ["phone"], ("problem", phone.Problem.Code)));
        if ((CallbackChecks.RefuseDue(dueAt, command.Now.At) ?? CallbackChecks.RefuseNote(command.Note)) is { } refusal) return Decision.Refuse(refusal);

        var due = BusinessMoment.Of(dueAt, command.Now.Zone);
        return Decision.Append(new CallbackScheduled(
            command.CallbackId, command.Kind, command.Work, name, phone.Number, due, WallClock.EndOf(due.Date, due.Zone), CallbackChecks.Trimmed(command.Note), command.By, command.Now));
    }
}
