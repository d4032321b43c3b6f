using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.ContactAttempts;

/// <summary>A contact or try that was logged. Holds only what a decision asks about.</summary>
/// <param name="PersonId">Who was contacted: the debtor or a linked person.</param>
/// <param name="Counted">What figures counted of it, to be taken back when it is voided.</param>
public sealed record ContactAttempt(AttemptId Id, DebtorId DebtorId, DebtorId PersonId, VoidedAttempt Counted) : IAggregate<ContactAttempt>
{
    public bool Voided { get; init; }

    public string Disposition => Counted.Disposition;
    public Work Work => Counted.Work;
    public IEnumerable<AccountId> Accounts => Counted.Accounts.Select(account => account.AccountId);

    public static ContactAttempt? Evolve(ContactAttempt? attempt, object @event) => @event switch
    {
        ContactAttempted e => new(
            e.AttemptId, e.DebtorId, e.PersonId ?? e.DebtorId,
            new(e.Accounts, e.Channel, e.Direction, e.Disposition, e.Flags, e.Work, e.Moment, e.OutsidePolicy)),
        AttemptVoided => attempt! with { Voided = true },
        _ => attempt,
    };
}
