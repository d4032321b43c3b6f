using Crm.Domain.Kernel;

namespace Crm.Domain.Campaigns;

/// <summary>A client's operation: its zone, calendar, policies, outcomes and teams. Holds only what a decision asks about.</summary>
/// <param name="Zone">IANA zone in which its days begin and end.</param>
public sealed record Campaign(
    CampaignId Id, string Code, string Name, string Country, Currency Currency, string Zone, string Language) : IAggregate<Campaign>
{
    public CampaignStatus Status { get; init; } = CampaignStatus.Active;

    /// <summary>What holds today, each with the version that events applied under it are stamped with.</summary>
    public Versioned<BusinessCalendar> Calendar { get; init; } = new(0, BusinessCalendar.MondayToFriday);
    public Versioned<ContactPolicy> ContactPolicy { get; init; } = new(0, Campaigns.ContactPolicy.Permissive);
    public Versioned<CollectionPolicy> CollectionPolicy { get; init; } = new(0, Campaigns.CollectionPolicy.Default);
    public Versioned<IReadOnlyList<Disposition>> Dispositions { get; init; } = new(0, []);
    public IReadOnlyList<Team> Teams { get; init; } = [];

    /// <summary>The last business day that was opened; <c>null</c> before the first.</summary>
    public DateOnly? BusinessDate { get; init; }

    /// <summary>The instant at which the next business day is to be opened; <c>null</c> when none is awaited.</summary>
    public DateTimeOffset? NextDayOpensAt =>
        Status is not CampaignStatus.Closed && BusinessDate is { } date ? WallClock.EndOf(date, Zone) : null;

    /// <summary>The campaign's date and time of day at an instant.</summary>
    public BusinessMoment MomentAt(DateTimeOffset now) => BusinessMoment.Of(now, Zone);

    /// <summary>The outcome of that code in today's catalogue, or <c>null</c>.</summary>
    public Disposition? Disposition(string code) => Dispositions.Value.FirstOrDefault(disposition => disposition.Code == code);

    internal Decision? RefusalWhenClosed() => Status is CampaignStatus.Closed
        ? Decision.Refuse("campaigns.campaign-closed", $"The campaign {Code} is closed.")
        : null;

    public static Campaign? Evolve(Campaign? campaign, object @event) => @event switch
    {
        CampaignOpened e => new(e.CampaignId, e.Code, e.Name, e.Country, e.Currency, e.Zone, e.Language),
        CampaignPaused => campaign! with { Status = CampaignStatus.Paused },
        CampaignResumed => campaign! with { Status = CampaignStatus.Active },
        CampaignClosed => campaign! with { Status = CampaignStatus.Closed },
        CampaignCalendarSet e => campaign! with { Calendar = new(e.Version, e.Calendar) },
        ContactPolicySet e => campaign! with { ContactPolicy = new(e.Version, e.Policy) },
        CollectionPolicySet e => campaign! with { CollectionPolicy = new(e.Version, e.Policy) },
        DispositionCatalogueSet e => campaign! with { Dispositions = new(e.Version, e.Dispositions) },
        TeamFormed e => campaign! with { Teams = [.. campaign.Teams, new(e.TeamId, e.Name, Dissolved: false)] },
        TeamDissolved e => campaign! with { Teams = [.. campaign.Teams.Select(team => team.Id == e.TeamId ? team with { Dissolved = true } : team)] },
        BusinessDayOpened e => campaign! with { BusinessDate = e.Date },
        _ => campaign,
    };
}

public enum CampaignStatus { Active, Paused, Closed }

/// <summary>A value and the version it came with.</summary>
public sealed record Versioned<T>(int Version, T Value);

public sealed record Team(TeamId Id, string Name, bool Dissolved);
