using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;

namespace Crm.Domain.Collections.Debtors;

/// <summary>A person or company that owes, and how he may be reached. Holds only what a decision asks about.</summary>
public sealed record Debtor(DebtorId Id, string Country, string DocumentType, string FullName, CampaignId CampaignId) : IAggregate<Debtor>
{
    /// <summary>The record that took this one's place: its document was wrong, or both were one person.</summary>
    public DebtorId? MovedTo { get; init; }
    public bool DoNotContact { get; init; }
    public bool Deceased { get; init; }

    /// <summary>His data was erased: nothing new is recorded about his person.</summary>
    public bool Erased { get; init; }
    public IReadOnlyList<DebtorPhone> Phones { get; init; } = [];
    public IReadOnlyList<DebtorEmail> Emails { get; init; } = [];
    public IReadOnlyList<DebtorAddress> Addresses { get; init; } = [];
    public IReadOnlyList<Consent> Consents { get; init; } = [];
    public IReadOnlyList<Link> Links { get; init; } = [];

    public DebtorPhone? Phone(Guid id) => Phones.FirstOrDefault(phone => phone.Id == id);
    public DebtorEmail? Email(Guid id) => Emails.FirstOrDefault(email => email.Id == id);

    /// <summary>Whether he consented to that purpose over that channel and did not take it back.</summary>
    public bool Consented(string purpose, ContactChannel channel) => Consents.Any(consent => consent.Is(purpose, channel));

    internal Refusal? RefusalWhenMoved() =>
        MovedTo is { } to ? Refusals.Of("collections.debtor-moved", "Another record has taken this one's place.", [], ("movedTo", to))
        : Erased ? Refusals.Of("collections.debtor-erased", "His personal data was erased; nothing new is recorded about his person.", [])
        : null;

    public static Debtor? Evolve(Debtor? debtor, object @event) => @event switch
    {
        DebtorRegistered e => new(e.DebtorId, e.Country, e.DocumentType, e.FullName, e.CampaignId),
        DebtorNameCorrected e => debtor! with { FullName = e.NewName },
        DebtorDocumentCorrected e => debtor! with { MovedTo = e.CorrectDebtorId },
        DebtorMerged e => debtor! with { MovedTo = e.IntoDebtorId },
        PhoneAdded e => debtor! with { Phones = [.. debtor.Phones, new(e.PhoneId, e.Number, e.Kind, e.Zone, PhoneState.Unverified)] },
        PhoneVerified e => debtor!.WithPhone(e.PhoneId, PhoneState.Verified),
        PhoneMarkedWrong e => debtor!.WithPhone(e.PhoneId, PhoneState.Wrong),
        PhoneRefused e => debtor!.WithPhone(e.PhoneId, PhoneState.Refused),
        EmailAdded e => debtor! with { Emails = [.. debtor.Emails.Where(email => email.Id != e.EmailId), new(e.EmailId, e.Email, Discarded: false)] },
        EmailDiscarded e => debtor! with { Emails = [.. debtor.Emails.Select(email => email.Id == e.EmailId ? email with { Discarded = true } : email)] },
        AddressAdded e => debtor! with
        {
            Addresses = [.. debtor.Addresses.Where(address => address.Id != e.AddressId), new(e.AddressId, e.Address, e.City, Discarded: false)],
        },
        AddressDiscarded e => debtor! with
        {
            Addresses = [.. debtor.Addresses.Select(address => address.Id == e.AddressId ? address with { Discarded = true } : address)],
        },
        ConsentGiven e => debtor! with
        {
            Consents = [.. debtor.Consents.Where(consent => !consent.Is(e.Purpose, e.Channel)), new(e.Purpose, e.TextVersion, e.Channel)],
        },
        ConsentRevoked e => debtor! with { Consents = [.. debtor.Consents.Where(consent => !consent.Is(e.Purpose, e.Channel))] },
        DoNotContactRequested => debtor! with { DoNotContact = true },
        DoNotContactLifted => debtor! with { DoNotContact = false },
        DebtorReportedDeceased => debtor! with { Deceased = true },
        DebtorDeathReportWithdrawn => debtor! with { Deceased = false },
        PersonLinked e => debtor! with { Links = [.. debtor.Links, new(e.PersonId, e.Role)] },
        PersonUnlinked e => debtor! with { Links = [.. debtor.Links.Where(link => link != new Link(e.PersonId, e.Role))] },
        SubjectErased => debtor! with { Erased = true, FullName = Erasure.Placeholder, Phones = [], Emails = [], Addresses = [] },
        _ => debtor,
    };

    private Debtor WithPhone(Guid id, PhoneState state) =>
        this with { Phones = [.. Phones.Select(phone => phone.Id == id ? phone with { State = state } : phone)] };
}

/// <summary>Wrong: it is not his. Refused: he does not want to be reached there.</summary>
public enum PhoneState { Unverified, Verified, Wrong, Refused }

/// <param name="Zone">IANA zone, where it is known to differ from the campaign's.</param>
public sealed record DebtorPhone(Guid Id, string Number, PhoneKind Kind, string? Zone, PhoneState State);
public sealed record DebtorEmail(Guid Id, string Email, bool Discarded);
public sealed record DebtorAddress(Guid Id, string Address, string? City, bool Discarded);

public sealed record Consent(string Purpose, string TextVersion, ContactChannel Channel)
{
    internal bool Is(string purpose, ContactChannel channel) => Purpose == purpose && Channel == channel;
}

/// <summary>Another person of the debt.</summary>
public sealed record Link(DebtorId PersonId, LinkedRole Role);
