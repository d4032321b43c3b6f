using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.LeadBases;
using Crm.Domain.TelecomSales.LeadImports;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.TelecomSales.Leads;

/// <summary>The bases of a campaign and what was loaded into them.</summary>
public sealed class LeadBaseList() : StreamProjection<LeadBaseCard>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(LeadBaseOpened), typeof(LeadBaseLoadBegun), typeof(LeadBaseLoaded), typeof(LeadBaseLoadFailed), typeof(LeadBaseClosed), typeof(LeadBaseReopened),
    ];

    public override LeadBaseCard? Evolve(LeadBaseCard? card, Recorded recorded) => recorded.Data switch
    {
        LeadBaseOpened e => new(e.LeadBaseId, e.CampaignId, e.Kind, e.Country, e.Name, e.Moment.At, Closed: false, Loads: 0),
        _ when card is null => null,
        LeadBaseLoadBegun e => card with { Loading = e.ImportId },
        LeadBaseLoaded e => card with { Loading = null, Loads = card.Loads + 1, Last = new(e.ImportId, e.Moment.At, e.Counts, e.Withdrawn) },
        LeadBaseLoadFailed => card with { Loading = null },
        LeadBaseClosed => card with { Closed = true },
        LeadBaseReopened => card with { Closed = false },
        _ => card,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("kind", "kind").Text("name", "name").Boolean("closed", "closed").Index(["campaign_id", "name", "id"]);
}

/// <param name="Loads">How many files were loaded to their end.</param>
public sealed record LeadBaseCard(LeadBaseId LeadBaseId, CampaignId CampaignId, LeadKind Kind, string Country, string Name, DateTimeOffset OpenedAt, bool Closed, int Loads)
{
    /// <summary>The import that runs.</summary>
    public ImportId? Loading { get; init; }
    public LoadedFile? Last { get; init; }
}

/// <param name="Withdrawn">Leads that the file did not name any more.</param>
public sealed record LoadedFile(ImportId ImportId, DateTimeOffset At, LeadCounts Counts, int Withdrawn);
