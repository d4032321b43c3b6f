using System.Globalization;

namespace Crm.Api.Http;

/// <summary>A stream's version as an entity tag: <c>"7"</c>. Only strong tags name a version.</summary>
public readonly record struct EntityTag(long Version)
{
    /// <summary>Reads one strong tag of ours; lists, <c>*</c> and weak tags name no version and are refused.</summary>
    public static bool TryParse(string? text, out EntityTag tag)
    {
        tag = default;
        if (text is not ['"', .. var digits, '"'] || digits.Length is 0 or > 18) return false;
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version)) return false;

        tag = new(version);
        return true;
    }

    public override string ToString() => $"\"{Version.ToString(CultureInfo.InvariantCulture)}\"";
}
