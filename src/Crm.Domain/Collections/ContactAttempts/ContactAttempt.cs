using Crm.Domain.Collections.ContactGuards;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.ContactAttempts;

/// <summary>A contact or try that was logged. Holds only what a decision asks about.</summary>
/// <param name="PersonId">Who was contacted: the debtor or a linked person.</param>
public sealed record ContactAttempt(
    AttemptId Id, DebtorId DebtorId, DebtorId PersonId, IReadOnlyList<AccountId> Accounts, string Disposition, ContactDirection Direction, Work Work)
    : IAggregate<ContactAttempt>
{
    public bool Voided { get; init; }

    /// <summary>What figures counted of it, to be taken back when it is voided.</summary>
    public VoidedAttempt? Counted { get; init; }

    public static ContactAttempt? Evolve(ContactAttempt? attempt, object @event) => @event switch
    {
        ContactAttempted e => new(
            e.AttemptId, e.DebtorId, e.PersonId ?? e.DebtorId, [.. e.Accounts.Select(account => account.AccountId)], e.Disposition, e.Direction, e.Work)
        {
            Counted = new(e.Accounts, e.Channel, e.Direction, e.Disposition, e.Flags, e.Work, e.Moment, e.OutsidePolicy),
        },
        AttemptVoided => attempt! with { Voided = true },
        _ => attempt,
    };
}
