using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Collections;

/// <summary>
/// Everything about a person that is not about an account: names, phones, e-mails, addresses, consents, people around him. Personal as a whole.
/// His accounts, attempts, promises, agreements and payments are asked from their own views by <c>debtor_id</c>.
/// </summary>
public sealed class DebtorFile() : StreamProjection<DebtorRecord>(version: 2)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(DebtorRegistered), typeof(DebtorNameCorrected), typeof(DebtorDocumentCorrected), typeof(DebtorMerged), typeof(PhoneAdded), typeof(PhoneVerified),
        typeof(PhoneMarkedWrong), typeof(PhoneRefused), typeof(EmailAdded), typeof(EmailDiscarded), typeof(AddressAdded), typeof(AddressDiscarded),
        typeof(ConsentGiven), typeof(ConsentRevoked), typeof(DoNotContactRequested), typeof(DoNotContactLifted), typeof(DebtorReportedDeceased),
        typeof(DebtorDeathReportWithdrawn), typeof(PersonLinked), typeof(PersonUnlinked), typeof(SubjectErased),
    ];

    public override DebtorRecord? Evolve(DebtorRecord? file, Recorded recorded) => recorded.Data switch
    {
        DebtorRegistered e => new(e.DebtorId, e.Country, e.DocumentType, e.DocumentNumber, e.FullName, e.CampaignId, recorded.Timestamp),
        _ when file is null => null,
        DebtorNameCorrected e => file with { FullName = e.NewName, FormerNames = [.. file.FormerNames, e.OldName] },
        DebtorDocumentCorrected e => file with { PointsTo = e.CorrectDebtorId, WhyPointed = e.Reason },
        DebtorMerged e => file with { PointsTo = e.IntoDebtorId, WhyPointed = e.Reason },
        PhoneAdded e => file with { Phones = [.. file.Phones.Where(p => p.PhoneId != e.PhoneId), new(e.PhoneId, e.Number, e.Kind, e.Source, e.Zone, PhoneState.Unverified, Why: null)] },
        PhoneVerified e => file.WithPhone(e.PhoneId, PhoneState.Verified, why: null),
        PhoneMarkedWrong e => file.WithPhone(e.PhoneId, PhoneState.Wrong, why: null),
        PhoneRefused e => file.WithPhone(e.PhoneId, PhoneState.Refused, e.Reason),
        EmailAdded e => file with { Emails = [.. file.Emails.Where(m => m.EmailId != e.EmailId), new(e.EmailId, e.Email, e.Source, WhyDiscarded: null)] },
        EmailDiscarded e => file with { Emails = [.. file.Emails.Select(m => m.EmailId == e.EmailId ? m with { WhyDiscarded = e.Reason } : m)] },
        AddressAdded e => file with { Addresses = [.. file.Addresses.Where(a => a.AddressId != e.AddressId), new(e.AddressId, e.Address, e.City, e.Source, WhyDiscarded: null)] },
        AddressDiscarded e => file with { Addresses = [.. file.Addresses.Select(a => a.AddressId == e.AddressId ? a with { WhyDiscarded = e.Reason } : a)] },
        ConsentGiven e => file with { Consents = [.. file.ConsentsBut(e.Purpose, e.Channel), new(e.Purpose, e.Channel, e.TextVersion, recorded.Timestamp, RevokedAt: null)] },
        ConsentRevoked e => file with
        {
            Consents = [.. file.Consents.Select(c => c.Purpose == e.Purpose && c.Channel == e.Channel ? c with { RevokedAt = recorded.Timestamp } : c)],
        },
        DoNotContactRequested e => file with { DoNotContact = e.Reason },
        DoNotContactLifted => file with { DoNotContact = null },
        DebtorReportedDeceased e => file with { Deceased = e.Source },
        DebtorDeathReportWithdrawn => file with { Deceased = null },
        PersonLinked e => file with { People = [.. file.PeopleBut(e.PersonId, e.Role), new(e.PersonId, e.Role)] },
        PersonUnlinked e => file with { People = [.. file.PeopleBut(e.PersonId, e.Role)] },
        SubjectErased => file with { FullName = Erasure.Placeholder, DocumentNumber = Erasure.Placeholder, FormerNames = [], Phones = [], Emails = [], Addresses = [] },
        _ => file,
    };

    public override void Describe(DocumentColumns columns) => columns.Text("answered_for_by", "answeredForBy").Search("answered_for_by");
}

/// <param name="CampaignId">The campaign that registered him.</param>
public sealed record DebtorRecord(
    DebtorId DebtorId, string Country, string DocumentType, string DocumentNumber, string FullName, CampaignId CampaignId, DateTimeOffset RegisteredAt)
{
    public IReadOnlyList<string> FormerNames { get; init; } = [];
    public IReadOnlyList<FilePhone> Phones { get; init; } = [];
    public IReadOnlyList<FileEmail> Emails { get; init; } = [];
    public IReadOnlyList<FileAddress> Addresses { get; init; } = [];
    public IReadOnlyList<FileConsent> Consents { get; init; } = [];
    public IReadOnlyList<FilePerson> People { get; init; } = [];

    /// <summary>Who answers for his debts as co-debtor or guarantor, by id.</summary>
    public string AnsweredForBy => string.Join(' ', People.Where(person => person.Role is LinkedRole.CoDebtor or LinkedRole.Guarantor).Select(person => person.PersonId).Distinct());

    /// <summary>Why he is not to be contacted; <c>null</c>: he may be.</summary>
    public string? DoNotContact { get; init; }

    /// <summary>Who reported his death; <c>null</c>: nobody did.</summary>
    public string? Deceased { get; init; }

    /// <summary>The record that took this one's place: merged, or with the right document.</summary>
    public DebtorId? PointsTo { get; init; }
    public string? WhyPointed { get; init; }

    public DebtorRecord WithPhone(Guid id, PhoneState state, string? why) =>
        this with { Phones = [.. Phones.Select(phone => phone.PhoneId == id ? phone with { State = state, Why = why } : phone)] };

    public IEnumerable<FileConsent> ConsentsBut(string purpose, ContactChannel channel) =>
        Consents.Where(consent => consent.Purpose != purpose || consent.Channel != channel);

    public IEnumerable<FilePerson> PeopleBut(DebtorId id, LinkedRole role) => People.Where(person => person.PersonId != id || person.Role != role);
}

/// <param name="Number">E.164.</param>
/// <param name="Zone">IANA zone where it is known to differ from the campaign's.</param>
/// <param name="Why">Why it was refused.</param>
public sealed record FilePhone(Guid PhoneId, string Number, PhoneKind Kind, string Source, string? Zone, PhoneState State, string? Why);

/// <param name="WhyDiscarded"><c>null</c>: in use.</param>
public sealed record FileEmail(Guid EmailId, string Email, string Source, string? WhyDiscarded);

/// <param name="WhyDiscarded"><c>null</c>: in use.</param>
public sealed record FileAddress(Guid AddressId, string Address, string? City, string Source, string? WhyDiscarded);

/// <param name="RevokedAt"><c>null</c>: it stands.</param>
public sealed record FileConsent(string Purpose, ContactChannel Channel, string TextVersion, DateTimeOffset GivenAt, DateTimeOffset? RevokedAt);

public sealed record FilePerson(DebtorId PersonId, LinkedRole Role);
