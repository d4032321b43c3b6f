using System.Buffers;
using System.Text;

namespace Crm.Api.Files.Content;

/// <summary>Text that people write: nothing that controls a terminal, nothing that a browser would run.</summary>
internal static class PlainText
{
    private static readonly SearchValues<byte> NeverInText = SearchValues.Create([.. Enumerable.Range(0, 32).Except([9, 10, 12, 13]).Select(code => (byte)code), 0x7F]);

    private static readonly string[] MailFields = ["From", "Received", "Return-Path", "Date", "Message-ID", "MIME-Version", "Subject"];

    /// <summary>Whether all of it is text in UTF-8, or in one of the eight-bit encodings that programs here still write.</summary>
    public static async Task<bool> IsText(Stream content, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            content.Position = 0;
            int read;
            while ((read = await content.ReadAsync(buffer, ct)) > 0)
                if (buffer.AsSpan(0, read).ContainsAny(NeverInText)) return false;
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            content.Position = 0;
        }
    }

    /// <summary>Which text it is; one that a browser would run is none that is taken.</summary>
    public static (FileKind? Kind, string What) Look(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head.StartsWith(Encoding.UTF8.Preamble) ? head[3..] : head).TrimStart();
        if (text.StartsWith('<')) return (null, "a page or a drawing that a browser runs (HTML, SVG or XML)");
        return IsMail(text) ? (FileKind.Mail, FileKind.Mail.MediaType) : (FileKind.Text, FileKind.Text.MediaType);
    }

    // It begins with lines that are fields, and one of them is of those that every message has.
    private static bool IsMail(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line is [' ' or '\t', ..]) continue;

            var colon = line.IndexOf(':');
            if (colon <= 0 || line[..colon].ContainsAnyExceptInRange('!', '~')) return false;
            foreach (var field in MailFields)
                if (line[..colon].Equals(field, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
