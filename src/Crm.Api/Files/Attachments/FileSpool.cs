using System.Buffers;
using System.Security.Cryptography;

namespace Crm.Api.Files.Attachments;

/// <summary>Where a file lies while it is looked at: readable for the host's own user only, and gone when that is done, whatever came of it.</summary>
public sealed class FileSpool(string folder)
{
    /// <summary>Takes a file in, up to a size.</summary>
    /// <returns><c>null</c>: it is larger.</returns>
    public async Task<SpooledFile?> Take(Stream content, long maxBytes, CancellationToken ct)
    {
        var file = Make();
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            int read;
            while ((read = await content.ReadAsync(buffer, ct)) > 0)
            {
                if (file.Stream.Length + read > maxBytes)
                {
                    await file.DisposeAsync();
                    return null;
                }

                hash.AppendData(buffer, 0, read);
                await file.Stream.WriteAsync(buffer.AsMemory(0, read), ct);
            }

            await file.Stream.FlushAsync(ct);
            file.Sha256 = hash.GetHashAndReset();
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>An empty file to write to.</summary>
    public SpooledFile Make()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Read | FileShare.Delete, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(new FileStream(Path.Combine(folder, $"{Guid.CreateVersion7():N}.part"), options));
    }

    /// <summary>Deletes what a host that was killed left behind.</summary>
    public void ForgetUnfinished(DateTimeOffset before)
    {
        var left = new DirectoryInfo(folder);
        if (left.Exists) foreach (var part in left.EnumerateFiles("*.part").Where(file => file.LastWriteTimeUtc < before)) part.Delete();
    }
}

/// <summary>A file on disk for the time of a request.</summary>
public sealed class SpooledFile(FileStream stream) : IAsyncDisposable
{
    public FileStream Stream => stream;
    public string Path => stream.Name;

    /// <summary>Of the whole content.</summary>
    public byte[] Sha256 { get; internal set; } = [];

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        File.Delete(stream.Name);
    }
}
