namespace Crm.Api.Identity;

/// <summary>What outsiders say of themselves, made fit to be kept: one line, no control characters, not too long.</summary>
internal static class Texts
{
    public static string Short(string text, int length)
    {
        var clean = new string([.. text.Where(character => !char.IsControl(character) && !char.IsSurrogate(character)).Take(length)]);
        return clean.Trim();
    }
}

/// <summary>Enums in an address, written as everywhere else: camelCase.</summary>
internal static class EnumText
{
    /// <summary>Nothing where nothing was asked for; <c>false</c> for what is no name.</summary>
    public static bool TryRead<TEnum>(string? text, out TEnum? value) where TEnum : struct, Enum
    {
        value = null;
        if (text is null) return true;
        if (text.Length == 0 || !char.IsAsciiLetter(text[0]) || !Enum.TryParse<TEnum>(text, ignoreCase: true, out var parsed)) return false;

        value = parsed;
        return true;
    }

    public static string Names<TEnum>() where TEnum : struct, Enum => string.Join(", ", Enum.GetNames<TEnum>().Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName));
}
