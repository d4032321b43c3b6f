using System.IO.Compression;
using System.Text;

namespace Crm.Api.Tests.Files.Content;

/// <summary>Files as people and attackers send them, made here.</summary>
internal static class Samples
{
    public static byte[] Pdf => [.. "%PDF-1.7\n%\u00E2\u00E3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"u8];
    public static byte[] Png => [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0];
    public static byte[] Jpeg => [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF"u8, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0];
    public static byte[] WebP => [.. "RIFF"u8, 26, 0, 0, 0, .. "WEBPVP8L"u8, 13, 0, 0, 0, 47, 0, 0, 0];
    public static byte[] Mp3 => [.. "ID3"u8, 4, 0, 0, 0, 0, 0, 0];
    public static byte[] Ogg => [.. "OggS"u8, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0];
    public static byte[] Mp4 => [0, 0, 0, 24, .. "ftypmp42"u8, 0, 0, 0, 0, .. "mp42isom"u8];
    public static byte[] Exe => [.. "MZ"u8, 0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0xFF, 0xFF, 0, 0];
    public static byte[] Elf => [0x7F, .. "ELF"u8, 2, 1, 1, 0];
    public static byte[] Mail => "Received: by mail.example.com\r\nFrom: ana@example.com\r\nSubject: Recibo\r\n\r\nAdjunto.\r\n"u8.ToArray();
    public static byte[] Csv => Encoding.Latin1.GetBytes("nombre;valor\r\nMaría;1.000\r\n");

    public static byte[] Word(params (string Name, byte[] Content)[] more) => Zip(
        [("[Content_Types].xml", "<Types/>"u8.ToArray()), ("word/document.xml", "<document>Hola</document>"u8.ToArray()), .. more]);

    public static byte[] Excel(params (string Name, byte[] Content)[] more) => Zip(
        [("[Content_Types].xml", "<Types/>"u8.ToArray()), ("xl/workbook.xml", "<workbook/>"u8.ToArray()), .. more]);

    public static byte[] Zip(params (string Name, byte[] Content)[] parts)
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in parts)
            {
                using var part = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                part.Write(content);
            }
        }

        return zip.ToArray();
    }

    /// <summary>A document with a part of so many zeros, written without ever having them.</summary>
    public static byte[] Bomb(long zeros)
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in (string[])["[Content_Types].xml", "word/document.xml"])
            {
                using var part = archive.CreateEntry(name).Open();
                part.Write("<x/>"u8);
            }

            using var bomb = archive.CreateEntry("word/media/image1.png", CompressionLevel.SmallestSize).Open();
            var block = new byte[1 << 20];
            for (var left = zeros; left > 0; left -= block.Length) bomb.Write(block, 0, (int)Math.Min(left, block.Length));
        }

        return zip.ToArray();
    }
}
