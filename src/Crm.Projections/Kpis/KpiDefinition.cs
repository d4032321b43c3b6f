namespace Crm.Projections.Kpis;

/// <summary>What a figure is, in words that go out with every answer. A changed meaning is a new version.</summary>
/// <param name="Name">Stable, camelCase: <c>rightPartyContactRate</c>.</param>
/// <param name="Unit">What numerator and denominator count.</param>
/// <param name="Source">The read model it is computed from.</param>
public sealed record KpiDefinition(
    string Name, int Version, KpiUnit Unit, string Source, KpiText Label, KpiText Numerator, KpiText Denominator, KpiText Excluded);

/// <summary>A text in Spanish and English.</summary>
public sealed record KpiText(string Es, string En)
{
    /// <param name="language"><c>es</c> or <c>en</c>; anything else reads as English.</param>
    public string In(string language) => language == "es" ? Es : En;
}

/// <summary>What numerators and denominators count.</summary>
public enum KpiUnit { Attempts, Accounts, Promises, Money, Sales, Seconds, Tickets }
