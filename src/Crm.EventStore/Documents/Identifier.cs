namespace Crm.EventStore.Documents;

/// <summary>Names of the database in quotes.</summary>
public static class Identifier
{
    /// <summary>PostgreSQL cuts names silently after this many bytes.</summary>
    public const int MaxLength = 63;

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Quote(string? schema, string name) => schema is null ? Quote(name) : $"{Quote(schema)}.{Quote(name)}";

    internal static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
