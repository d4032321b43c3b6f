using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.ContactGuards;

/// <summary>May he be contacted now? A yes is a permit for a quarter of an hour; a no is recorded.</summary>
/// <param name="PermitId">Made by the caller; hearing the command again with it gives no second permit.</param>
/// <param name="PhoneId">The phone to be used, where the channel uses one.</param>
/// <param name="Now">The instant; the wall clock follows from the phone's zone or the campaign's.</param>
public sealed record RequestContact(Guid PermitId, ContactChannel Channel, Guid? PhoneId, Work Work, DateTimeOffset Now, ContactRules Rules);

public static class RequestContactHandler
{
    /// <summary>A permit holds for so long at most, and never beyond the hours of the day.</summary>
    public static readonly TimeSpan PermitLasts = TimeSpan.FromMinutes(15);

    /// <param name="guard">The guard of who is contacted, <see cref="ContactGuard.StreamOf"/>; <c>null</c> before his first contact.</param>
    /// <param name="debtor">The debtor it is about.</param>
    /// <param name="person">Who is contacted where it is not the debtor himself.</param>
    public static Decision Handle(RequestContact command, ContactGuard? guard, Debtor debtor, Debtor? person = null)
    {
        if (guard?.Permits.Any(permit => permit.Id == command.PermitId) is true) return Decision.AlreadySo;

        var contact = PlannedContact.To(debtor, person, guard, command.Channel, command.PhoneId, command.Work.AgentId, command.Rules);
        if (contact.Person.RefusalWhenMoved() is { } moved) return Decision.Refuse(moved);
        if (command.PhoneId is not null && contact.Phone is null) return Contacts.Unknown("collections.phone-unknown", "phone", "phoneId");

        var (now, moment) = (command.Now.ToUniversalTime(), contact.MomentAt(command.Now));
        if (PolicyCheck.At(now, contact) is { } objection) return Refuse(objection, command, contact, moment);

        var exception = PolicyCheck.NeedsException(now, contact) ? PolicyCheck.ExceptionAt(now, contact) : null;
        var closes = exception is null ? PolicyCheck.ClosesAt(now, contact) : exception.Until;
        var expires = closes < now + PermitLasts ? closes.Value : now + PermitLasts;
        return Decision.Append(new ContactPermitted(
            contact.Person.Id, command.PermitId, command.Channel, command.PhoneId, command.Work, moment, command.Rules.PolicyVersion, expires, exception?.Id));
    }

    private static Decision Refuse(Objection objection, RequestContact command, PlannedContact contact, BusinessMoment moment)
    {
        var next = PolicyCheck.NextAllowed(moment.At, contact);
        var refusal = objection.Refusal with
        {
            Figures = new Dictionary<string, object?>(objection.Refusal.Figures) { ["nextAllowedAt"] = next, ["policyVersion"] = command.Rules.PolicyVersion },
        };
        return Decision.RefuseAndRecord(refusal, new ContactRefusedByPolicy(
            contact.Person.Id, command.Channel, command.PhoneId, command.Work, moment, command.Rules.PolicyVersion, refusal.Code, refusal.Reason, next));
    }
}
