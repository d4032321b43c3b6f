using System.Globalization;
using System.Text;

namespace Crm.Api.Files.Content;

/// <summary>A name as it is shown and handed out: nothing in it can be a path, hide its ending, or mean something to a shell or a browser.</summary>
public static class SafeFileName
{
    private const int MaxLength = 120;
    private const string Unnamed = "file";
    private static readonly string[] Devices = ["con", "prn", "aux", "nul", "conin$", "conout$", .. Enumerable.Range(0, 10).SelectMany(n => (string[])[$"com{n}", $"lpt{n}"])];
    private static readonly HashSet<string> Programs = new(
        ["exe", "com", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf", "wsh", "msi", "msp", "scr", "pif", "cpl", "hta", "jar", "lnk", "reg", "dll", "sh", "py", "php", "asp", "aspx", "jsp",
            "html", "htm", "svg", "xhtml", "docm", "xlsm", "apk", "iso", "url"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Stem and extension, without the dot; the extension is empty where there is none.</summary>
    public static (string Stem, string Extension) Split(string? name)
    {
        var clean = Clean(name);
        var dot = clean.LastIndexOf('.');
        return dot <= 0 || dot == clean.Length - 1 || clean.Length - dot > 12 ? (clean, "") : (clean[..dot], clean[(dot + 1)..]);
    }

    /// <summary>The name with an extension that was decided. Endings of programs further in front lose their dot: <c>bill.exe.pdf</c> is <c>bill_exe.pdf</c>.</summary>
    public static string Join(string stem, string extension)
    {
        var parts = stem.Split('.');
        var made = new StringBuilder(parts[0]);
        foreach (var part in parts[1..]) made.Append(Programs.Contains(part.Trim()) ? '_' : '.').Append(part);

        var room = MaxLength - extension.Length - 1;
        var text = made.ToString().Trim(' ', '.');
        if (text.Length > room) text = Cut(text, room).Trim(' ', '.');
        if (text.Length == 0) text = Unnamed;
        return $"{(Devices.Contains(text.Split('.')[0].TrimEnd().ToLowerInvariant()) ? "_" : "")}{text}.{extension.ToLowerInvariant()}";
    }

    // What is behind the last separator, whatever system it is of; what cannot be seen or is reserved somewhere goes.
    private static string Clean(string? name)
    {
        var last = (name ?? "").Split('/', '\\')[^1];
        var clean = new StringBuilder(last.Length);
        foreach (var rune in last.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned || rune == Rune.ReplacementChar) continue;
            clean.Append(rune.IsAscii && "<>:\"|?*%;`$&".Contains((char)rune.Value, StringComparison.Ordinal) ? "_" : rune.ToString());
        }

        return clean.ToString().Normalize(NormalizationForm.FormC).Trim(' ', '.');
    }

    private static string Cut(string text, int length) => text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
