namespace Crm.Api.Files.Content;

/// <summary>Which files are taken, and under what name. The content decides; the name has to agree with it or is put right.</summary>
/// <remarks>
/// The rule: a kind that is not taken is refused. An extension of the content's kind stays. No extension, or one of a kind of the same family (a PNG called
/// <c>.jpg</c>), becomes the kind's own. Any other extension is refused: a program called <c>.pdf</c>, a PDF called <c>.exe</c>.
/// </remarks>
public sealed class FileTypes(FilesOptions options)
{
    private readonly IReadOnlyList<FileKind> _taken = [.. FileKind.All.Where(kind => options.Allowed is not { Count: > 0 } allowed || kind.Extensions.Any(extension => allowed.Contains(extension, StringComparer.OrdinalIgnoreCase)))];

    /// <summary>The extensions that are taken.</summary>
    public IReadOnlyList<string> Extensions => [.. _taken.SelectMany(kind => kind.Extensions)];

    /// <summary>Looks at a content and its name.</summary>
    /// <exception cref="FileRefusedException">It is not taken.</exception>
    public async Task<(string Name, string MediaType)> Decide(string? name, Stream content, CancellationToken ct)
    {
        var (kind, what) = await ContentSniffer.Look(content, ct);
        var (stem, extension) = SafeFileName.Split(name);

        // Text is text: whether it is a table or a letter, only its name tells.
        if (kind is { IsText: true } && FileKind.All.FirstOrDefault(known => known.IsText && known.Has(extension)) is { } named && (named != FileKind.Mail || kind == FileKind.Mail)) kind = named;
        if (kind is null || !_taken.Contains(kind)) throw FileRefusals.TypeNotAllowed(what, Extensions);
        if (kind.Has(extension)) return (SafeFileName.Join(stem, extension), kind.MediaType);

        var slip = extension.Length == 0 || FileKind.All.Any(other => other.Family == kind.Family && !other.IsText && other.Has(extension));
        return slip ? (SafeFileName.Join(stem, kind.Extensions[0]), kind.MediaType) : throw FileRefusals.TypeMismatch(extension, kind.MediaType);
    }
}
