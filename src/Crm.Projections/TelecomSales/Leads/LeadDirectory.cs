using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.TelecomSales.LeadBases;
using Crm.Domain.TelecomSales.Leads;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections.Collections;

namespace Crm.Projections.TelecomSales.Leads;

/// <summary>
/// Finds a lead by registration number, document, phone or name. What is searched is normalised by <see cref="SearchText"/>. The whole row is
/// personal: lists mask it for those who may not see it, and erasure redacts it.
/// </summary>
public sealed class LeadDirectory() : StreamProjection<LeadRow>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
        [typeof(PrepaidLeadAdded), typeof(UpgradeLeadAdded), typeof(UpgradeLeadChanged), typeof(LeadWithdrawn), typeof(LeadRestored), typeof(RecordTextErased)];

    public override LeadRow? Evolve(LeadRow? row, Recorded recorded) => recorded.Data switch
    {
        PrepaidLeadAdded e => new(e.LeadId, e.LeadBaseId, e.CampaignId, LeadKind.Prepaid, e.LeadId.Value, [e.Phone], e.ImportId, e.Moment.At, e.Moment.At),
        UpgradeLeadAdded e => new(e.LeadId, e.LeadBaseId, e.CampaignId, LeadKind.Upgrade, e.PersonId.Value, Phones(e.Mobile, e.Phone1, e.Phone2, e.Phone3), e.ImportId, e.Moment.At, e.Moment.At)
        {
            RegistrationNumber = e.RegistrationNumber,
            FullName = e.FullName,
            DocumentType = e.DocumentType,
            DocumentNumber = e.DocumentNumber,
            Address = e.Address,
            Neighborhood = e.Neighborhood,
            Offer = e.Offer,
        },
        _ when row is null => null,
        UpgradeLeadChanged e => row with
        {
            PersonId = e.PersonId.Value,
            Phones = Phones(e.Mobile, e.Phone1, e.Phone2, e.Phone3),
            ImportId = e.ImportId,
            ChangedAt = e.Moment.At,
            RegistrationNumber = e.RegistrationNumber,
            FullName = e.FullName,
            DocumentType = e.DocumentType,
            DocumentNumber = e.DocumentNumber,
            Address = e.Address,
            Neighborhood = e.Neighborhood,
            Offer = e.Offer,
        },
        LeadWithdrawn e => row with { WithdrawnAt = e.Moment.At, ImportId = e.ImportId, ChangedAt = e.Moment.At },
        LeadRestored e => row with { WithdrawnAt = null, ImportId = e.ImportId, ChangedAt = e.Moment.At },
        RecordTextErased => row with
        {
            Phones = [],
            RegistrationNumber = Erased(row.RegistrationNumber),
            FullName = Erasure.Placeholder,
            DocumentNumber = Erased(row.DocumentNumber),
            Address = Erased(row.Address),
            Neighborhood = Erased(row.Neighborhood),
        },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("base_id", "baseId").Text("kind", "kind").Text("person_id", "personId").Text("import_id", "importId").Boolean("live", "live")
        .Instant("changed_at", "changedAt").Text("registration_search", "registrationSearch").Text("document_search", "documentSearch").Text("name_search", "nameSearch").Text("phone_search", "phoneSearch")
        .Search("name_search").Search("phone_search")
        .Index(["base_id", "live", "id"]).Index(["registration_search"]).Index(["document_search"]).Index(["person_id"]).Index(["campaign_id", "changed_at desc", "id"]);

    private static List<string> Phones(params ReadOnlySpan<string?> numbers)
    {
        var phones = new List<string>();
        foreach (var number in numbers) if (number is not null && !phones.Contains(number)) phones.Add(number);
        return phones;
    }

    private static string? Erased(string? text) => text is null ? null : Erasure.Placeholder;
}

/// <summary>Somebody a campaign may sell to.</summary>
/// <param name="PersonId">Whose data it is: of a prepaid line the lead itself, else the person of the document.</param>
/// <param name="Phones">E.164.</param>
/// <param name="ImportId">The import that changed it last.</param>
public sealed record LeadRow(
    LeadId LeadId, LeadBaseId BaseId, CampaignId CampaignId, LeadKind Kind, Guid PersonId, IReadOnlyList<string> Phones, ImportId ImportId, DateTimeOffset AddedAt,
    DateTimeOffset ChangedAt)
{
    public string? RegistrationNumber { get; init; }
    public string? FullName { get; init; }
    public string? DocumentType { get; init; }
    public string? DocumentNumber { get; init; }
    public string? Address { get; init; }
    public string? Neighborhood { get; init; }
    public LeadOffer? Offer { get; init; }

    /// <summary>When a newer file did not name it any more; <c>null</c>: it is in its base.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }

    public bool Live => WithdrawnAt is null;

    // Nobody is found by having been erased.
    public string RegistrationSearch => RegistrationNumber is null or Erasure.Placeholder ? "" : SearchText.OfCode(RegistrationNumber);
    public string DocumentSearch => DocumentNumber is null or Erasure.Placeholder ? "" : SearchText.OfCode(DocumentNumber);
    public string NameSearch => FullName is null or Erasure.Placeholder ? "" : SearchText.OfName(FullName);
    public string PhoneSearch => string.Join(' ', Phones.Select(SearchText.OfCode));
}
