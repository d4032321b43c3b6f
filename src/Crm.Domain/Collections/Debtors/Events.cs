using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Debtors;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>A person or company that owes. The id is derived from country, document type and number.</summary>
public sealed record DebtorRegistered(
    DebtorId DebtorId, string Country, string DocumentType, [property: Personal("DebtorId")] string DocumentNumber,
    [property: Personal("DebtorId")] string FullName, CampaignId CampaignId, ImportId? ImportId = null) : IEvent;

public sealed record DebtorNameCorrected(
    DebtorId DebtorId, [property: Personal("DebtorId")] string OldName, [property: Personal("DebtorId")] string NewName) : IEvent;

/// <summary>The document was wrong: this key from now on points to the debtor with the right one.</summary>
public sealed record DebtorDocumentCorrected(DebtorId DebtorId, DebtorId CorrectDebtorId, string Reason) : IEvent;

/// <summary>Two records were one person; this one's accounts and history belong to the other from now on.</summary>
public sealed record DebtorMerged(DebtorId DebtorId, DebtorId IntoDebtorId, string Reason) : IEvent;

/// <param name="PhoneId">Derived from the number, so that adding a number twice is the same phone.</param>
/// <param name="Number">E.164: <c>+573001234567</c>.</param>
/// <param name="Zone">IANA zone of the phone where it is known to differ from the campaign's.</param>
public sealed record PhoneAdded(
    DebtorId DebtorId, Guid PhoneId, [property: Personal("DebtorId")] string Number, PhoneKind Kind, string Source, string? Zone = null) : IEvent;
public sealed record PhoneVerified(DebtorId DebtorId, Guid PhoneId) : IEvent;
public sealed record PhoneMarkedWrong(DebtorId DebtorId, Guid PhoneId, AttemptId? AttemptId) : IEvent;
public sealed record PhoneRefused(DebtorId DebtorId, Guid PhoneId, string Reason) : IEvent;

public sealed record EmailAdded(DebtorId DebtorId, Guid EmailId, [property: Personal("DebtorId")] string Email, string Source) : IEvent;
public sealed record EmailDiscarded(DebtorId DebtorId, Guid EmailId, string Reason) : IEvent;
public sealed record AddressAdded(
    DebtorId DebtorId, Guid AddressId, [property: Personal("DebtorId")] string Address, string? City, string Source) : IEvent;
public sealed record AddressDiscarded(DebtorId DebtorId, Guid AddressId, string Reason) : IEvent;

/// <param name="TextVersion">Version of the text that was consented to.</param>
public sealed record ConsentGiven(DebtorId DebtorId, string Purpose, string TextVersion, ContactChannel Channel) : IEvent;
public sealed record ConsentRevoked(DebtorId DebtorId, string Purpose, ContactChannel Channel) : IEvent;

public sealed record DoNotContactRequested(DebtorId DebtorId, string Reason, AttemptId? AttemptId) : IEvent;
public sealed record DoNotContactLifted(DebtorId DebtorId, string Reason) : IEvent;
public sealed record DebtorReportedDeceased(DebtorId DebtorId, string Source, AttemptId? AttemptId) : IEvent;
public sealed record DebtorDeathReportWithdrawn(DebtorId DebtorId, string Reason) : IEvent;

public sealed record PersonLinked(DebtorId DebtorId, DebtorId PersonId, LinkedRole Role) : IEvent;
public sealed record PersonUnlinked(DebtorId DebtorId, DebtorId PersonId, LinkedRole Role) : IEvent;

public enum PhoneKind { Mobile, Landline }
public enum LinkedRole { CoDebtor, Guarantor, Tenant, Reference }
public enum ContactChannel { Phone, WhatsApp, Sms, Email, Visit, Letter }
