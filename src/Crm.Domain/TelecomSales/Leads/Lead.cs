using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;

namespace Crm.Domain.TelecomSales.Leads;

/// <summary>Somebody a campaign may sell to. Holds what a newer row is compared with.</summary>
/// <param name="Upgrade">What is known of a customer for an upgrade; <c>null</c>: a prepaid line, known by its phone alone.</param>
/// <param name="LastImport">The import that changed it last.</param>
public sealed record Lead(LeadId Id, LeadBaseId BaseId, CampaignId CampaignId, UpgradeDetails? Upgrade, bool Withdrawn, LeadMark LastImport) : IAggregate<Lead>
{
    /// <summary>Whose data was erased here last: of a prepaid line the lead's own id, else the person of the document.</summary>
    public Guid? ErasedPerson { get; init; }

    public static Lead? Evolve(Lead? lead, object @event) => @event switch
    {
        PrepaidLeadAdded e => new(e.LeadId, e.LeadBaseId, e.CampaignId, null, false, new(e.ImportId, LeadChange.Added)),
        UpgradeLeadAdded e => new(
            e.LeadId, e.LeadBaseId, e.CampaignId,
            new(e.PersonId, e.RegistrationNumber, e.FullName, e.DocumentType, e.DocumentNumber, e.Address, e.Neighborhood, e.Mobile, e.Phone1, e.Phone2, e.Phone3, e.Offer),
            false, new(e.ImportId, LeadChange.Added)),
        UpgradeLeadChanged e => lead! with
        {
            Upgrade = new(e.PersonId, e.RegistrationNumber, e.FullName, e.DocumentType, e.DocumentNumber, e.Address, e.Neighborhood, e.Mobile, e.Phone1, e.Phone2, e.Phone3, e.Offer),
            LastImport = new(e.ImportId, LeadChange.Changed),
        },
        // What a newer row of another person leaves open is not filled with what was erased.
        RecordTextErased e => lead! with { ErasedPerson = e.SubjectId, Upgrade = lead.Upgrade?.Bare() },
        LeadWithdrawn e => lead! with { Withdrawn = true, LastImport = new(e.ImportId, LeadChange.Withdrawn) },
        LeadRestored e => lead! with { Withdrawn = false, LastImport = new(e.ImportId, LeadChange.Changed) },
        _ => lead,
    };
}

/// <param name="Change">What that import did to it, so that a resumed one counts it as it was done.</param>
public sealed record LeadMark(ImportId ImportId, LeadChange Change);

public enum LeadChange { Added, Changed, Withdrawn }

/// <summary>A row of a base for upgrades, in canonical form.</summary>
public sealed record UpgradeDetails(
    CustomerId PersonId, string RegistrationNumber, string FullName, string DocumentType, string DocumentNumber, string? Address, string? Neighborhood, string? Mobile,
    string? Phone1, string? Phone2, string? Phone3, LeadOffer Offer)
{
    internal UpgradeDetails Bare() => this with { Address = null, Neighborhood = null, Mobile = null, Phone1 = null, Phone2 = null, Phone3 = null };

    /// <summary>What holds after a newer row: a blank cell says nothing, it does not erase.</summary>
    public UpgradeDetails UpdatedBy(UpgradeDetails row) => row with
    {
        Address = row.Address ?? Address,
        Neighborhood = row.Neighborhood ?? Neighborhood,
        Mobile = row.Mobile ?? Mobile,
        Phone1 = row.Phone1 ?? Phone1,
        Phone2 = row.Phone2 ?? Phone2,
        Phone3 = row.Phone3 ?? Phone3,
        Offer = new(
            row.Offer.BaseCode, row.Offer.CampaignLabel ?? Offer.CampaignLabel, row.Offer.CampaignGroup ?? Offer.CampaignGroup, row.Offer.Strategy ?? Offer.Strategy,
            row.Offer.Product ?? Offer.Product, row.Offer.PortsAvailable ?? Offer.PortsAvailable, row.Offer.AverageBill ?? Offer.AverageBill, row.Offer.Tenure ?? Offer.Tenure,
            row.Offer.Stratum ?? Offer.Stratum, row.Offer.Department ?? Offer.Department, row.Offer.City ?? Offer.City),
    };
}
