using Crm.Domain.Kernel;

namespace Crm.Api.Files.Content;

/// <summary>A file is not taken; the refusal says why.</summary>
public sealed class FileRefusedException(Refusal refusal) : Exception(refusal.Reason)
{
    public Refusal Refusal => refusal;
}

/// <summary>Why files are not taken.</summary>
internal static class FileRefusals
{
    public static FileRefusedException Empty() => Of("files.empty", "The file has no content.");

    /// <param name="what">What the content is, as far as it can be told.</param>
    public static FileRefusedException TypeNotAllowed(string what, IEnumerable<string> allowed) => Of(
        "files.type-not-allowed", $"By its content the file is {what}, which is not taken. Taken are {string.Join(", ", allowed)}.", ("what", what), ("allowed", string.Join(", ", allowed)));

    public static FileRefusedException TypeMismatch(string extension, string mediaType) => Of(
        "files.type-mismatch", $"The name ends in .{extension}, but by its content the file is {mediaType}.", ("extension", extension), ("mediaType", mediaType));

    public static FileRefusedException Macros() => Of("files.macros", "The document carries programs (macros), which are not taken.");

    public static FileRefusedException Bomb(string why) => Of("files.archive-too-large", $"Unpacked the document is larger than what is taken: {why}.", ("why", why));

    public static FileRefusedException Broken(string mediaType) => Of("files.broken", $"The file begins like {mediaType} and is not whole.", ("mediaType", mediaType));

    private static FileRefusedException Of(string code, string reason, params IReadOnlyList<(string Name, object? Value)> figures) =>
        new(new(code, reason, ["file"]) { Figures = figures.ToDictionary(figure => figure.Name, figure => figure.Value) });
}
