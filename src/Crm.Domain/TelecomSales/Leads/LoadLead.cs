using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Leads;

/// <summary>A row of a file names a lead.</summary>
/// <param name="LeadId">Derived from the base and the phone or the registration number.</param>
/// <param name="Phone">E.164, of a prepaid line.</param>
/// <param name="Upgrade">What the row says of a customer for an upgrade.</param>
public sealed record LoadLead(
    LeadId LeadId, LeadBaseId LeadBaseId, CampaignId CampaignId, ImportId ImportId, string? Phone, UpgradeDetails? Upgrade, BusinessMoment Now)
{
    /// <summary>Whether the data of the person whom the row names was erased, in whatever base he stood.</summary>
    public bool PersonErased { get; init; }
}

/// <summary>A file that is the whole base does not name the lead.</summary>
public sealed record WithdrawLead(ImportId ImportId, BusinessMoment Now);

public static class LoadLeadHandler
{
    /// <param name="lead">The stream of the id: <c>null</c> unless an earlier row named it.</param>
    public static Decision Handle(LoadLead command, Lead? lead)
    {
        if (command.PersonErased || lead?.ErasedPerson is { } gone && gone == (command.Upgrade?.PersonId.Value ?? command.LeadId.Value))
            return Decision.Refuse("telecom-sales.lead-erased", "The person's data was erased: a list does not bring him back.");
        if (lead is null) return Decision.Append(Added(command));

        var events = new List<IEvent>();
        if (lead.Withdrawn) events.Add(new LeadRestored(lead.Id, lead.BaseId, lead.CampaignId, command.ImportId, command.Now));
        if (command.Upgrade is { } row && lead.Upgrade is { } known && known.UpdatedBy(row) is var updated && updated != known) events.Add(Changed(command, updated));
        return events.Count == 0 ? Decision.AlreadySo : Decision.Append([.. events]);
    }

    private static IEvent Added(LoadLead command) => command.Upgrade is { } row
        ? new UpgradeLeadAdded(
            command.LeadId, command.LeadBaseId, command.CampaignId, command.ImportId, row.PersonId, row.RegistrationNumber, row.FullName, row.DocumentType, row.DocumentNumber,
            row.Address, row.Neighborhood, row.Mobile, row.Phone1, row.Phone2, row.Phone3, row.Offer, command.Now)
        : new PrepaidLeadAdded(command.LeadId, command.LeadBaseId, command.CampaignId, command.ImportId, command.Phone!, command.Now);

    private static UpgradeLeadChanged Changed(LoadLead command, UpgradeDetails row) => new(
        command.LeadId, command.LeadBaseId, command.CampaignId, command.ImportId, row.PersonId, row.RegistrationNumber, row.FullName, row.DocumentType, row.DocumentNumber,
        row.Address, row.Neighborhood, row.Mobile, row.Phone1, row.Phone2, row.Phone3, row.Offer, command.Now);
}

public static class WithdrawLeadHandler
{
    public static Decision Handle(WithdrawLead command, Lead lead) =>
        lead.Withdrawn ? Decision.AlreadySo : Decision.Append(new LeadWithdrawn(lead.Id, lead.BaseId, lead.CampaignId, command.ImportId, command.Now));
}
