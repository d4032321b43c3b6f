namespace Crm.Domain.Campaigns;

/// <summary>An outcome of a contact attempt, as data of the campaign.</summary>
/// <param name="Code">Upper snake case, unique in the catalogue: <c>PROMISE_TO_PAY</c>.</param>
/// <param name="LabelEs">Spanish label.</param>
/// <param name="LabelEn">English label.</param>
/// <param name="Flags">What the outcome means for rules and KPIs.</param>
/// <param name="Requires">What an attempt with this outcome must carry.</param>
/// <param name="Active">Whether it may still be used; retired outcomes stay for the history.</param>
public sealed record Disposition(
    string Code, string LabelEs, string LabelEn, DispositionFlags Flags, DispositionRequirements Requires, bool Active = true);

/// <summary>What an outcome means.</summary>
[Flags]
public enum DispositionFlags
{
    None = 0,

    /// <summary>Somebody answered.</summary>
    Contact = 1,

    /// <summary>The debtor himself, a co-debtor or a guarantor was reached.</summary>
    RightParty = 2,
    Promise = 4,
    Agreement = 8,
    Refusal = 16,
    WrongNumber = 32,
    Callback = 64,
    DoNotContact = 128,
    Deceased = 256,
    Claim = 512,
    Lawyer = 1024,
}

/// <summary>What an attempt with an outcome must carry.</summary>
[Flags]
public enum DispositionRequirements { None = 0, Account = 1, Amount = 2, Date = 4, Note = 8 }
