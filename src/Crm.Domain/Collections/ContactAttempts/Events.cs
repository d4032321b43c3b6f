using Crm.Domain.Campaigns;
using Crm.Domain.Collections.ContactGuards;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.ContactAttempts;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>A contact or try happened and was logged, with its outcome as the campaign's catalogue evaluated it then.</summary>
/// <param name="Accounts">The accounts it was about, each with its portfolio; never empty.</param>
/// <param name="Flags">The outcome's flags at the time.</param>
/// <param name="OutsidePolicy">Made without a permit where the policy would have refused it. A call that was made is a fact.</param>
/// <param name="DurationSeconds">Handling time in seconds.</param>
/// <param name="PersonId">Who was contacted where it was not the debtor himself: a linked person.</param>
/// <param name="Amount">The amount spoken of, where the outcome asks for one. A promise or agreement is a fact of its own.</param>
/// <param name="Date">The date spoken of, the same.</param>
public sealed record ContactAttempted(
    AttemptId AttemptId, DebtorId DebtorId, IReadOnlyList<AttemptedAccount> Accounts, ContactChannel Channel, ContactDirection Direction,
    Guid? PhoneId, Guid? EmailId, string Disposition, DispositionFlags Flags, int CatalogueVersion, Work Work, BusinessMoment Moment,
    [property: Personal("DebtorId")] string? Notes, int? DurationSeconds, string? RecordingReference, Guid? PermitId, bool OutsidePolicy,
    DebtorId? PersonId = null, Money? Amount = null, DateOnly? Date = null) : IEvent;

/// <param name="Attempt">What was counted and is not any more, so that every figure can take back exactly what it added.</param>
public sealed record AttemptVoided(AttemptId AttemptId, DebtorId DebtorId, string Reason, UserId VoidedBy, VoidedAttempt? Attempt = null) : IEvent;

/// <summary>An account an attempt was about.</summary>
public sealed record AttemptedAccount(AccountId AccountId, PortfolioId PortfolioId);

/// <summary>The figures of an attempt that was voided, as they stand in its <see cref="ContactAttempted"/>.</summary>
public sealed record VoidedAttempt(
    IReadOnlyList<AttemptedAccount> Accounts, ContactChannel Channel, ContactDirection Direction, string Disposition, DispositionFlags Flags,
    Work Work, BusinessMoment Moment, bool OutsidePolicy);
