using System.Text;

namespace Crm.EventStore;

/// <summary>Names of classes as names of the database.</summary>
public static class SnakeCase
{
    /// <summary><c>BrokenAgreementsTray</c> → <c>broken_agreements_tray</c>; <c>Debtor360</c> → <c>debtor360</c>.</summary>
    public static string Of(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])))) text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
