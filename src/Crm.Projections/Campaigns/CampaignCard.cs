using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Campaigns;

/// <summary>The campaigns: what lists, forms and labels need to know, and the business day that is open in each.</summary>
public sealed class CampaignCard() : StreamProjection<CampaignInfo>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(CampaignOpened), typeof(CampaignPaused), typeof(CampaignResumed), typeof(CampaignClosed), typeof(CampaignCalendarSet), typeof(ContactPolicySet),
        typeof(CollectionPolicySet), typeof(DispositionCatalogueSet), typeof(TeamFormed), typeof(TeamDissolved), typeof(BusinessDayOpened),
    ];

    public override CampaignInfo? Evolve(CampaignInfo? row, Recorded recorded) => recorded.Data switch
    {
        CampaignOpened e => new(e.CampaignId, e.Code, e.Name, e.Country, e.Currency, e.Zone, e.Language, CampaignState.Open),
        _ when row is null => null,
        CampaignPaused => row with { State = CampaignState.Paused },
        CampaignResumed => row with { State = CampaignState.Open },
        CampaignClosed => row with { State = CampaignState.Closed },
        CampaignCalendarSet e => row with { Calendar = new(e.Version, e.Calendar) },
        ContactPolicySet e => row with { ContactPolicy = new(e.Version, e.Policy) },
        CollectionPolicySet e => row with { CollectionPolicy = new(e.Version, e.Policy) },
        DispositionCatalogueSet e => row with { Dispositions = new(e.Version, e.Dispositions) },
        TeamFormed e => row with { Teams = [.. row.Teams.Where(team => team.TeamId != e.TeamId), new(e.TeamId, e.Name, Dissolved: false)] },
        TeamDissolved e => row with { Teams = [.. row.Teams.Select(team => team.TeamId == e.TeamId ? team with { Dissolved = true } : team)] },
        BusinessDayOpened e => row with { BusinessDate = e.Date },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns.Text("code", "code").Text("state", "state").Index(["code"]);
}

public sealed record CampaignInfo(
    CampaignId CampaignId, string Code, string Name, string Country, Currency Currency, string Zone, string Language, CampaignState State)
{
    /// <summary>The business day that was opened last: trays that are sorted by priority are of this date.</summary>
    public DateOnly? BusinessDate { get; init; }
    public Versioned<BusinessCalendar>? Calendar { get; init; }
    public Versioned<ContactPolicy>? ContactPolicy { get; init; }
    public Versioned<CollectionPolicy>? CollectionPolicy { get; init; }
    public Versioned<IReadOnlyList<Disposition>>? Dispositions { get; init; }
    public IReadOnlyList<CampaignTeam> Teams { get; init; } = [];
}

/// <summary>A setting with the version that events name when they applied it.</summary>
public sealed record Versioned<T>(int Version, T Value);

/// <param name="Dissolved">It stays for the labels of its history.</param>
public sealed record CampaignTeam(TeamId TeamId, string Name, bool Dissolved);

public enum CampaignState { Open, Paused, Closed }
