namespace Crm.Api.Files.Content;

/// <summary>What a content is by itself. Names and headers that callers send have no say.</summary>
public static class ContentSniffer
{
    /// <summary>Bytes at the beginning that are looked at.</summary>
    public const int HeadBytes = 4096;

    /// <summary>The kind; or, where it is none that could be taken, what it seems to be.</summary>
    /// <exception cref="FileRefusedException">It is of a kind that could be taken and is broken, carries programs, or unpacks to more than is taken.</exception>
    public static async Task<(FileKind? Kind, string What)> Look(Stream content, CancellationToken ct)
    {
        var head = new byte[HeadBytes];
        content.Position = 0;
        var read = await content.ReadAtLeastAsync(head, HeadBytes, throwOnEndOfStream: false, ct);
        content.Position = 0;
        if (read == 0) throw FileRefusals.Empty();

        if (BySignature(head.AsSpan(0, read)) is { } kind) return (kind, kind.MediaType);
        if (Starts(head, "PK\u0003\u0004"u8) || Starts(head, "PK\u0005\u0006"u8)) return await OfficeDocument.Look(content, ct) is { } office ? (office, office.MediaType) : (null, "an archive (zip)");
        return Known(head.AsSpan(0, read)) is { } other ? (null, other)
            : await PlainText.IsText(content, ct) ? PlainText.Look(head.AsSpan(0, read))
            : (null, "unknown");
    }

    private static FileKind? BySignature(ReadOnlySpan<byte> head) => head switch
    {
        _ when Starts(head, "%PDF-"u8) => FileKind.Pdf,
        _ when Starts(head, [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) => FileKind.Png,
        _ when Starts(head, [0xFF, 0xD8, 0xFF]) => FileKind.Jpeg,
        _ when Starts(head, "GIF87a"u8) || Starts(head, "GIF89a"u8) => FileKind.Gif,
        _ when Starts(head, "RIFF"u8) && At(head, 8, "WEBP"u8) => FileKind.WebP,
        _ when Starts(head, "RIFF"u8) && At(head, 8, "WAVE"u8) => FileKind.Wav,
        _ when Starts(head, "OggS"u8) => FileKind.Ogg,
        _ when At(head, 4, "ftypM4A"u8) => FileKind.M4a,
        _ when At(head, 4, "ftyp"u8) && Mp4Brand(head) => FileKind.Mp4,
        _ when Starts(head, "ID3"u8) || IsMpegAudio(head) => FileKind.Mp3,
        _ => null,
    };

    // What it is called when it is refused: people are told, and mistakes are found.
    private static string? Known(ReadOnlySpan<byte> head) => head switch
    {
        _ when Starts(head, "MZ"u8) || Starts(head, [0x7F, (byte)'E', (byte)'L', (byte)'F']) || Starts(head, "dex\n"u8) || Starts(head, [0xCA, 0xFE, 0xBA, 0xBE])
            || Starts(head, [0xFE, 0xED, 0xFA]) || Starts(head, [0xCE, 0xFA, 0xED, 0xFE]) || Starts(head, [0xCF, 0xFA, 0xED, 0xFE]) => "a program",
        _ when Starts(head, "#!"u8) => "a script",
        _ when Starts(head, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) => "an old Office document (.doc, .xls, .msg)",
        _ when Starts(head, [0x1F, 0x8B]) || Starts(head, "Rar!"u8) || Starts(head, [(byte)'7', (byte)'z', 0xBC, 0xAF]) || Starts(head, "BZh"u8) || Starts(head, [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'])
            => "an archive",
        _ => null,
    };

    private static bool Mp4Brand(ReadOnlySpan<byte> head)
    {
        foreach (var brand in (ReadOnlySpan<string>)["isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "MSNV", "dash", "3gp4", "3gp5", "qt  "])
            if (At(head, 8, System.Text.Encoding.ASCII.GetBytes(brand))) return true;
        return false;
    }

    // Frame sync, a known layer and bit rate; a second frame would be proof, but a scanner's opinion is asked for that.
    private static bool IsMpegAudio(ReadOnlySpan<byte> head) =>
        head.Length > 3 && head[0] == 0xFF && (head[1] & 0xE0) == 0xE0 && (head[1] & 0x18) != 0x08 && (head[1] & 0x06) == 0x02 && (head[2] & 0xF0) is not (0 or 0xF0) && (head[2] & 0x0C) != 0x0C;

    private static bool Starts(ReadOnlySpan<byte> head, ReadOnlySpan<byte> signature) => head.StartsWith(signature);

    private static bool At(ReadOnlySpan<byte> head, int offset, ReadOnlySpan<byte> signature) => head.Length >= offset + signature.Length && head[offset..].StartsWith(signature);
}
