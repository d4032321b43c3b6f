using Crm.Domain.Kernel;
using Crm.Projections.Kpis;

namespace Crm.Api.Kpis;

/// <summary>A figure with everything that is needed to compute it again: definition, period, parts, what was left out, and as of when.</summary>
/// <param name="Version">Of the definition: a changed meaning is a new one.</param>
/// <param name="CampaignId"><c>null</c>: it is of what belongs to the whole installation.</param>
/// <param name="Zone">IANA zone of the campaign, in which its days and hours are meant.</param>
/// <param name="From">First business date.</param>
/// <param name="To">Last business date, included.</param>
/// <param name="Total">Over all groups; computed by itself, because what is distinct in two groups may be the same.</param>
/// <param name="Excluded">What was left out, in words; the figures of it are among the parts.</param>
/// <param name="Position">Exact as of this position: every event up to it is in, none behind it.</param>
public sealed record KpiAnswer(
    string Name, int Version, string Label, KpiUnit Unit, string NumeratorText, string DenominatorText, string Excluded,
    CampaignId? CampaignId, string Zone, DateOnly From, DateOnly To, KpiGroup? GroupBy, KpiRow Total, IReadOnlyList<KpiRow> Rows, long Position);

/// <param name="Group">The value grouped by: an id, an ISO date, an hour of two digits, a channel; <c>null</c> for the total.</param>
/// <param name="Currency">Of figures in money.</param>
/// <param name="Denominator"><c>null</c>: the figure is no ratio.</param>
/// <param name="N">How many items stand behind the denominator, or behind the numerator where there is none.</param>
/// <param name="Parts">The sums and counts the figure is made of, and those that were left out.</param>
public sealed record KpiRow(
    string? Group, Currency? Currency, decimal Numerator, decimal? Denominator, long N, IReadOnlyDictionary<string, decimal> Parts)
{
    /// <summary>Numerator by denominator, to six decimals; <c>null</c> when there is nothing to divide by.</summary>
    public decimal? Ratio => Denominator is { } by && by != 0 ? Math.Round(Numerator / by, 6, MidpointRounding.ToEven) : null;
}

/// <summary>What rows of a figure are by.</summary>
public enum KpiGroup { Agent, Team, Day, Hour, Channel, Portfolio, Vintage, Bucket, Plan, Kind, Reason, Tray, Step, Queue, Type, Priority }
