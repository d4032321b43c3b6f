namespace Crm.Api.Files;

/// <summary>A text for people in both languages of the product.</summary>
public sealed record Bilingual(string En, string Es)
{
    /// <summary>The text for an IETF tag; English for whatever is not Spanish.</summary>
    public string In(string language) => language.StartsWith("es", StringComparison.OrdinalIgnoreCase) ? Es : En;

    public override string ToString() => En;
}
