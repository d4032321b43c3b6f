using System.Collections.Concurrent;

namespace Crm.Projections.Audit;

/// <summary>Values of enums as people say them: on reports and lists.</summary>
public static class EnumWords
{
    private static readonly ConcurrentDictionary<(Enum Value, bool Spanish), string> Known = new();

    /// <summary>The word in Spanish or English; the value's name where it has none.</summary>
    public static string Of(Enum value, bool spanish) => Known.GetOrAdd((value, spanish), static key => FactTexts.WordOf(key.Value, key.Spanish));
}
