namespace Crm.Api.Files;

/// <summary>A file cannot be read, or not beyond a line: truncated, wrong encoding, not what its name says.</summary>
/// <remarks>Expected of files that come from outside: the edge answers it with its code, it is no bug.</remarks>
public sealed class UnreadableFileException(string code, int line, Bilingual reason) : Exception(reason.En)
{
    /// <summary>Stable: <c>file.truncated</c>.</summary>
    public string Code { get; } = code;

    /// <summary>The line the trouble begins at, from 1; 0 when it is about the file as a whole.</summary>
    public int Line { get; } = line;

    public Bilingual Reason { get; } = reason;

    internal static UnreadableFileException Of(string code, int line, string en, string es) => new(code, line, new(en, es));
}
