using System.Buffers;
using System.Text;

namespace Crm.Api.Files;

/// <summary>Finds out how the bytes of a text file are to be read, by looking at all of them once.</summary>
/// <remarks>
/// A sample is not enough: a portfolio may be plain ASCII for a hundred thousand rows before the first "Muñoz". UTF-8 is
/// taken when every byte fits it; Windows-1252 when no sequence at all is UTF-8; a mixture is refused with its line.
/// </remarks>
internal static class TextScan
{
    static TextScan() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The encoding by name as a caller states it. Throws when the name is unknown.</summary>
    public static Encoding Named(string name)
    {
        try
        {
            return Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            throw UnreadableFileException.Of("file.encoding-unknown", 0,
                $"There is no encoding '{name}'. Use utf-8, utf-16 or windows-1252.", $"No existe la codificación '{name}'. Use utf-8, utf-16 o windows-1252.");
        }
    }

    public static Encoding Detect(Stream file)
    {
        Span<byte> head = stackalloc byte[4096];
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]) || head.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]))
            throw UnreadableFileException.Of("file.encoding-unsupported", 0, "The file is UTF-32. Save it as UTF-8.", "El archivo está en UTF-32. Guárdelo como UTF-8.");
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return Named("utf-16");
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return Named("utf-16BE");
        if (WideWithoutMark(head) is { } wide) return wide;

        var marked = head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]);
        return ByContent(file, marked);
    }

    /// <summary>UTF-16 without a mark: most characters of a table are ASCII, so every other byte is zero.</summary>
    private static Encoding? WideWithoutMark(ReadOnlySpan<byte> head)
    {
        int even = 0, odd = 0;
        for (var i = 0; i + 1 < head.Length; i += 2)
        {
            if (head[i] == 0) even++;
            if (head[i + 1] == 0) odd++;
        }

        var pairs = head.Length / 2;
        if (pairs < 4) return null;
        if (odd * 10 >= pairs * 7 && even == 0) return Named("utf-16");
        return even * 10 >= pairs * 7 && odd == 0 ? Named("utf-16BE") : null;
    }

    private static Encoding ByContent(Stream file, bool marked)
    {
        var buffer = new byte[1 << 16];
        int line = 1, firstBroken = 0, kept = 0, read;
        bool sequences = false, undefined = false;
        do
        {
            read = file.ReadAtLeast(buffer.AsSpan(kept), buffer.Length - kept, throwOnEndOfStream: false);
            ReadOnlySpan<byte> bytes = buffer.AsSpan(0, kept + read);
            var last = read == 0 || file.Position == file.Length;
            var at = 0;
            while (at < bytes.Length)
            {
                var rest = bytes[at..];
                var ascii = rest.IndexOfAnyExceptInRange((byte)1, (byte)0x7F);
                var plain = ascii < 0 ? rest : rest[..ascii];
                line += plain.Count((byte)'\n');
                at += plain.Length;
                if (ascii < 0) break;

                if (rest[ascii] == 0) throw Binary(line);
                var status = Rune.DecodeFromUtf8(bytes[at..], out _, out var length);
                if (status is OperationStatus.NeedMoreData && !last) break;
                if (status is OperationStatus.Done)
                {
                    sequences = true;
                }
                else
                {
                    if (status is OperationStatus.NeedMoreData && (sequences || marked)) throw CutInACharacter(line);
                    if (firstBroken == 0) firstBroken = line;
                    // The only bytes that Windows-1252 leaves without a character.
                    undefined |= bytes.Slice(at, length).ContainsAny<byte>([0x81, 0x8D, 0x8F, 0x90, 0x9D]);
                }

                at += length;
            }

            kept = bytes.Length - at;
            bytes[at..].CopyTo(buffer);
        }
        while (read > 0);

        file.Position = 0;
        if (firstBroken == 0) return Named("utf-8");
        if (marked)
            throw UnreadableFileException.Of("file.encoding-broken", firstBroken,
                $"The file says it is UTF-8, but bytes on line {firstBroken} are not.", $"El archivo dice ser UTF-8, pero hay bytes en la línea {firstBroken} que no lo son.");
        if (!sequences && !undefined) return Named("windows-1252");
        throw UnreadableFileException.Of("file.encoding-undecidable", firstBroken,
            $"Line {firstBroken} has bytes that are neither UTF-8 nor, with the rest of the file, Windows-1252. Save the file as UTF-8 or state its encoding.",
            $"La línea {firstBroken} tiene bytes que no son UTF-8 ni, con el resto del archivo, Windows-1252. Guarde el archivo como UTF-8 o indique su codificación.");
    }

    private static UnreadableFileException Binary(int line) => UnreadableFileException.Of("file.null-byte", line,
        $"Line {line} holds a NUL byte: the file is damaged or not a text file.", $"La línea {line} contiene un byte nulo: el archivo está dañado o no es de texto.");

    internal static UnreadableFileException CutInACharacter(int line) => UnreadableFileException.Of("file.truncated", line,
        $"The file ends in the middle of a character on line {line}: it was cut off.", $"El archivo termina en medio de un carácter en la línea {line}: está incompleto.");
}
