using System.Buffers;
using System.Security.Cryptography;
using Crm.Api.Files;

namespace Crm.Api.Imports;

/// <summary>Files that were sent to be imported, kept under their content's hash until their import has ended.</summary>
/// <remarks>They are full of personal data: only this user may read them, and names from outside never become paths.</remarks>
public sealed class UploadStore(string folder, long maxBytes)
{
    /// <summary>Streams a file to disk. Sending the same one again stores nothing.</summary>
    /// <exception cref="UnreadableFileException">It is empty or larger than what is taken.</exception>
    public async Task<Upload> Keep(Stream content, CancellationToken ct)
    {
        CreateFolder();
        var unfinished = Path.Combine(folder, $"{Guid.CreateVersion7():N}.part");
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var bytes = 0L;
            var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
            await using (var file = new FileStream(unfinished, Options()))
            {
                try
                {
                    int read;
                    while ((read = await content.ReadAsync(buffer, ct)) > 0)
                    {
                        bytes += read;
                        if (bytes > maxBytes) throw new UnreadableFileException("file.too-large", 0, new($"The file has more than {maxBytes} bytes.", $"El archivo tiene más de {maxBytes} bytes."));
                        hash.AppendData(buffer, 0, read);
                        await file.WriteAsync(buffer.AsMemory(0, read), ct);
                    }
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }

                file.Flush(flushToDisk: true);
            }

            if (bytes == 0) throw new UnreadableFileException("file.empty", 0, new("The file is empty.", "El archivo está vacío."));
            var upload = new Upload(Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);
            File.Move(unfinished, PathOf(upload.Hash), overwrite: true);
            return upload;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>The stored file of a hash; <c>null</c> when there is none.</summary>
    public string? Find(string hash) => IsHash(hash) && File.Exists(PathOf(hash)) ? PathOf(hash) : null;

    public Upload? Describe(string hash) => Find(hash) is { } path ? new(hash, new FileInfo(path).Length) : null;

    public void Forget(string hash)
    {
        if (IsHash(hash)) File.Delete(PathOf(hash));
    }

    /// <summary>Everything that is kept here.</summary>
    public IReadOnlyList<StoredUpload> Stored() => !Directory.Exists(folder) ? [] :
    [
        .. new DirectoryInfo(folder).EnumerateFiles().Where(file => IsHash(file.Name)).Select(file => new StoredUpload(file.Name, new(file.LastWriteTimeUtc, TimeSpan.Zero))),
    ];

    /// <summary>Deletes what was left of files whose sending was broken off with the host.</summary>
    public void ForgetUnfinished(TimeSpan olderThan)
    {
        var before = TimeProvider.System.GetUtcNow() - olderThan;
        foreach (var part in new DirectoryInfo(folder).EnumerateFiles("*.part").Where(file => file.LastWriteTimeUtc < before)) part.Delete();
    }

    private static bool IsHash(string hash) => hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower);

    private string PathOf(string hash) => Path.Combine(folder, hash);

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}

/// <param name="Hash">SHA-256 of the content, hexadecimal.</param>
public sealed record Upload(string Hash, long Bytes);

/// <param name="SentAt">When it was sent last.</param>
public sealed record StoredUpload(string Hash, DateTimeOffset SentAt);
