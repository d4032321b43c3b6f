using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.LeadBases;

/// <summary>People that a campaign may sell to, loaded from files. Holds only what a decision asks about.</summary>
/// <param name="Kind">By what its leads are known.</param>
public sealed record LeadBase(LeadBaseId Id, CampaignId CampaignId, LeadKind Kind, string Country, string Name) : IAggregate<LeadBase>
{
    public bool Closed { get; init; }

    /// <summary>The import that runs; <c>null</c>: none.</summary>
    public ImportId? Loading { get; init; }

    /// <summary>How many files were loaded to their end.</summary>
    public int Loads { get; init; }

    /// <summary>The last one of them: loading it again is already so.</summary>
    public LastLoad? Last { get; init; }

    /// <summary>The last import that was the whole base, and those after it: between them they name every lead that is there.</summary>
    public IReadOnlyList<ImportId> Since { get; init; } = [];

    public static LeadBase? Evolve(LeadBase? @base, object @event) => @event switch
    {
        LeadBaseOpened e => new(e.LeadBaseId, e.CampaignId, e.Kind, e.Country, e.Name),
        LeadBaseLoadBegun e => @base! with { Loading = e.ImportId },
        LeadBaseLoaded e => @base! with { Loading = null, Loads = @base.Loads + 1, Last = new(e.ImportId, e.FileKey), Since = e.Complete ? [e.ImportId] : @base.With(e.ImportId) },
        LeadBaseLoadFailed e => @base! with { Loading = null, Since = @base.With(e.ImportId) },
        LeadBaseClosed => @base! with { Closed = true },
        LeadBaseReopened => @base! with { Closed = false },
        _ => @base,
    };

    private IReadOnlyList<ImportId> With(ImportId import) => [.. Since.Where(other => other != import), import];
}

public sealed record LastLoad(ImportId ImportId, string FileKey);

/// <summary>Prepaid lines are known by their phone, customers for an upgrade by the operator's registration number.</summary>
public enum LeadKind { Prepaid, Upgrade }
