using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.ContactGuards;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>An outbound contact was asked for and the campaign's policy allows it until the permit expires.</summary>
/// <param name="DebtorId">Who is contacted, and whose limits count: the debtor, or a person linked to him.</param>
/// <param name="Moment">At the wall clock of who is contacted.</param>
/// <param name="ExceptionId">The exception it rests on where the policy would have refused.</param>
public sealed record ContactPermitted(
    DebtorId DebtorId, Guid PermitId, ContactChannel Channel, Guid? PhoneId, Work Work, BusinessMoment Moment, int PolicyVersion,
    DateTimeOffset ExpiresAt, Guid? ExceptionId) : IEvent;

/// <summary>An outbound contact was asked for and the policy forbids it.</summary>
/// <param name="Code">Stable reason: <c>collections.contact-outside-hours</c>.</param>
/// <param name="NextAllowedAt">The next instant at which it would be allowed, if there is one.</param>
public sealed record ContactRefusedByPolicy(
    DebtorId DebtorId, ContactChannel Channel, Guid? PhoneId, Work Work, BusinessMoment Moment, int PolicyVersion,
    string Code, string Reason, DateTimeOffset? NextAllowedAt) : IEvent;

/// <summary>A manager allows what the policy forbids, on a ground: the debtor asked for it.</summary>
public sealed record ContactExceptionGranted(
    DebtorId DebtorId, Guid ExceptionId, string Ground, UserId GrantedBy, ContactChannel? Channel, DateTimeOffset From, DateTimeOffset Until) : IEvent;

/// <summary>An attempt was made; it counts against the limits of the day and the week.</summary>
/// <param name="DirectContact">The debtor, a co-debtor or a guarantor was reached.</param>
/// <param name="Moment">At the debtor's wall clock.</param>
/// <param name="PermitId">The permit it used up.</param>
public sealed record ContactCounted(
    DebtorId DebtorId, AttemptId AttemptId, ContactChannel Channel, ContactDirection Direction, bool DirectContact, BusinessMoment Moment,
    Guid? PermitId = null) : IEvent;

/// <summary>The attempt was voided: it counts no longer.</summary>
public sealed record ContactCountVoided(DebtorId DebtorId, AttemptId AttemptId) : IEvent;

public enum ContactDirection { Outbound, Inbound }
