namespace Crm.Domain.Kernel;

/// <summary>E-mail addresses in one form: trimmed and in small letters, as every provider of weight treats them.</summary>
public static class EmailAddress
{
    public static Normalized Normalize(string? text)
    {
        var address = (text ?? "").Trim().ToLowerInvariant();
        if (address.Length == 0) return Normalized.No("missing", "There is no address.");
        if (address.Length > 254) return Normalized.No("length", "An address has at most 254 characters.");
        if (address.Split('@') is not [{ Length: >= 1 and <= 64 } local, var domain]) return Malformed;
        if (!local.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+/=?^_`{|}~.-".Contains(c)) || !DotsSeparate(local)) return Malformed;

        var labels = domain.Split('.');
        return labels.Length >= 2 && labels.All(IsLabel) && labels[^1].Length >= 2 && labels[^1].Any(char.IsLetter) ? Normalized.As(address) : Malformed;
    }

    private static Normalized Malformed => Normalized.No("pattern", "An address is a name, an @ and a domain.");

    private static bool DotsSeparate(string local) => local.Split('.').All(part => part.Length > 0);

    private static bool IsLabel(string label) =>
        label.Length is >= 1 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsLetterOrDigit(c) || c == '-');
}
