using System.Text;

namespace Crm.Api.Files;

/// <summary>Files in the old container of Office: workbooks before 2007 and workbooks with a password.</summary>
internal static class CompoundFile
{
    /// <summary>Says which of the two it is: an encrypted workbook names its package in the container's directory.</summary>
    public static UnreadableFileException Refusal(string path)
    {
        var marker = Encoding.Unicode.GetBytes("EncryptedPackage");
        using var file = File.OpenRead(path);
        var buffer = new byte[1 << 16];
        int kept = 0, read;
        while ((read = file.ReadAtLeast(buffer.AsSpan(kept), buffer.Length - kept, throwOnEndOfStream: false)) > 0)
        {
            var filled = buffer.AsSpan(0, kept + read);
            if (filled.IndexOf(marker) >= 0)
                return UnreadableFileException.Of("file.encrypted", 0,
                    "The workbook is protected by a password. Save it without one.", "El libro está protegido con contraseña. Guárdelo sin ella.");
            kept = Math.Min(marker.Length - 1, filled.Length);
            filled[^kept..].CopyTo(buffer);
        }

        return UnreadableFileException.Of("file.legacy-workbook", 0,
            "The file is an Excel workbook of before 2007 (.xls). Save it as .xlsx or CSV.",
            "El archivo es un libro de Excel anterior a 2007 (.xls). Guárdelo como .xlsx o CSV.");
    }
}
