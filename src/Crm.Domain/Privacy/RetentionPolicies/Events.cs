using Crm.Domain.Kernel;

namespace Crm.Domain.Privacy.RetentionPolicies;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>For how long a campaign keeps what.</summary>
/// <param name="CampaignId"><c>null</c>: the installation's, for campaigns without one of their own and for users.</param>
public sealed record RetentionPolicySet(CampaignId? CampaignId, int Version, RetentionTerms Terms, UserId? SetBy) : IEvent;

/// <summary>Full years after the last date something happened to a record, by its kind.</summary>
/// <param name="Accounts">From the day an account was paid, closed or last moved.</param>
/// <param name="Payments">From a payment's value date: what the books need.</param>
/// <param name="Agreements">From the day an agreement was signed.</param>
/// <param name="Contacts">From a contact attempt's date.</param>
/// <param name="Staff">From the day a user's last event was written.</param>
/// <param name="Sales">From the day a sale ended or, where it was activated, from the last day on which it may be charged back.</param>
public sealed record RetentionTerms(int Accounts, int Payments, int Agreements, int Contacts, int Staff, int Sales = RetentionTerms.SalesYears)
{
    private const int SalesYears = 10;

    /// <summary>What holds where nobody set anything: long enough for commercial books and for most limitation periods.</summary>
    public static RetentionTerms Default { get; } = new(Accounts: 5, Payments: 10, Agreements: 10, Contacts: 2, Staff: 2);

    public int YearsOf(RecordKind kind) => kind switch
    {
        RecordKind.Account => Accounts,
        RecordKind.Payment => Payments,
        RecordKind.Agreement => Agreements,
        RecordKind.Contact => Contacts,
        RecordKind.Sale => Sales,
        _ => Staff,
    };
}

public enum RecordKind { Account, Payment, Agreement, Contact, Staff, Sale }
