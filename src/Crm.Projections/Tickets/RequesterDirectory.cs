using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.Tickets.Requesters;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections.Collections;

namespace Crm.Projections.Tickets;

/// <summary>Customers who ask and are neither users nor debtors. Personal as a whole; erasure redacts it.</summary>
public sealed class RequesterDirectory() : StreamProjection<RequesterEntry>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(RequesterRegistered), typeof(RequesterCorrected), typeof(SubjectErased)];

    public override RequesterEntry? Evolve(RequesterEntry? row, Recorded recorded) => recorded.Data switch
    {
        RequesterRegistered e => new(e.RequesterId, e.CampaignId, e.FullName, e.Email, e.Phone),
        _ when row is null => null,
        RequesterCorrected e => row with { FullName = e.FullName, Email = e.Email, Phone = e.Phone },
        SubjectErased => row with { FullName = Erasure.Placeholder, Email = null, Phone = null },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("name_search", "nameSearch").Search("name_search").Index(["name_search", "id"]);
}

/// <param name="Phone">E.164.</param>
public sealed record RequesterEntry(RequesterId RequesterId, CampaignId? CampaignId, string FullName, string? Email, string? Phone)
{
    // Nobody is found by having been erased.
    public string NameSearch => FullName == Erasure.Placeholder ? "" : $"{SearchText.OfName(FullName)} {Email} {Phone}".TrimEnd();
}
