namespace Crm.Api.Files.Content;

/// <summary>A kind of file that may be taken: what it is called and by what its content is known.</summary>
/// <param name="Extensions">Without the dot; the first is given to files that have none.</param>
/// <param name="Family">Kinds of one family take each other's extension for a slip, and the right one is put in its place.</param>
/// <param name="IsText">Known by having nothing that is no text; then the extension tells which kind it is.</param>
public sealed record FileKind(string MediaType, IReadOnlyList<string> Extensions, FileFamily Family, bool IsText = false)
{
    public static readonly FileKind
        Pdf = new("application/pdf", ["pdf"], FileFamily.Document),
        Png = new("image/png", ["png"], FileFamily.Image),
        Jpeg = new("image/jpeg", ["jpg", "jpeg"], FileFamily.Image),
        WebP = new("image/webp", ["webp"], FileFamily.Image),
        Gif = new("image/gif", ["gif"], FileFamily.Image),
        Word = new("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ["docx"], FileFamily.Office),
        Excel = new("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ["xlsx"], FileFamily.Office),
        Mp3 = new("audio/mpeg", ["mp3"], FileFamily.Recording),
        Ogg = new("audio/ogg", ["ogg", "oga", "opus"], FileFamily.Recording),
        Wav = new("audio/wav", ["wav"], FileFamily.Recording),
        Mp4 = new("video/mp4", ["mp4", "m4v"], FileFamily.Recording),
        M4a = new("audio/mp4", ["m4a"], FileFamily.Recording),
        Text = new("text/plain", ["txt", "log"], FileFamily.Text, IsText: true),
        Csv = new("text/csv", ["csv", "tsv"], FileFamily.Text, IsText: true),
        Mail = new("message/rfc822", ["eml"], FileFamily.Text, IsText: true);

    /// <summary>Every kind that this program can tell from others.</summary>
    public static IReadOnlyList<FileKind> All { get; } = [Pdf, Png, Jpeg, WebP, Gif, Word, Excel, Mp3, Ogg, Wav, Mp4, M4a, Text, Csv, Mail];

    public bool Has(string extension) => Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase);
}

public enum FileFamily { Document, Image, Office, Recording, Text }
