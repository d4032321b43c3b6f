using System.Globalization;
using System.Text;

namespace Crm.Api.Imports;

/// <summary>Headers as they are compared: people retype them.</summary>
public static class HeaderName
{
    /// <summary><c> Años Mora </c> and <c>AÑOS_MORA</c> are the same: trimmed, lower case, no accents, no per cent sign, blanks as underscores.</summary>
    public static string Normalize(string header)
    {
        var name = new StringBuilder(header.Length);
        foreach (var character in header.Normalize(NormalizationForm.FormD))
        {
            var category = char.GetUnicodeCategory(character);
            if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format or UnicodeCategory.Control && character is not ('\t' or '\n' or '\r') || character == '%') continue;
            if (char.IsWhiteSpace(character) || character is '_')
            {
                if (name.Length > 0 && name[^1] != '_') name.Append('_');
            }
            else
            {
                name.Append(char.ToLowerInvariant(character));
            }
        }

        return name.ToString().TrimEnd('_');
    }
}
