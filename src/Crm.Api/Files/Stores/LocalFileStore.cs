using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Crm.Api.Files.Stores;

/// <summary>Contents in a folder of this machine, spread over <c>ab/cd/abcd…</c>. Readable for the host's own user only.</summary>
public sealed partial class LocalFileStore(string folder) : IFileStore
{
    private const string Unfinished = "unfinished";

    public string Place => folder;

    public async Task Put(BlobName name, Stream content, CancellationToken ct)
    {
        var temporary = Path.Combine(Make(Path.Combine(folder, Unfinished)), $"{Guid.CreateVersion7():N}.part");
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using (var file = new FileStream(temporary, Options()))
            {
                var buffer = new byte[1 << 16];
                content.Position = 0;
                int read;
                while ((read = await content.ReadAsync(buffer, ct)) > 0)
                {
                    hash.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), ct);
                }

                file.Flush(flushToDisk: true);
            }

            if (Convert.ToHexStringLower(hash.GetHashAndReset()) != name.Value) throw new IOException($"What was to be stored as {name} is something else.");
            var target = PathOf(name);
            var parent = Make(Path.GetDirectoryName(target)!);
            File.Move(temporary, target, overwrite: true);
            FlushFolder(parent);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public Task<StoredBlob?> Find(BlobName name, CancellationToken ct)
    {
        var file = new FileInfo(PathOf(name));
        return Task.FromResult(file.Exists ? Describe(name, file) : null);
    }

    public Task<Stream?> Open(BlobName name, long from, CancellationToken ct)
    {
        try
        {
            var file = new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
            file.Position = from;
            return Task.FromResult<Stream?>(file);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task Delete(BlobName name, CancellationToken ct)
    {
        if (File.Exists(PathOf(name))) File.Delete(PathOf(name));
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<StoredBlob> List([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        if (!Directory.Exists(folder)) yield break;

        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            ct.ThrowIfCancellationRequested();
            if (BlobName.TryOf(file.Name) is { } name) yield return Describe(name, file);
        }
    }

    public Task ForgetUnfinished(DateTimeOffset before, CancellationToken ct)
    {
        var unfinished = new DirectoryInfo(Path.Combine(folder, Unfinished));
        if (unfinished.Exists)
            foreach (var part in unfinished.EnumerateFiles("*.part").Where(file => file.LastWriteTimeUtc < before)) part.Delete();
        return Task.CompletedTask;
    }

    private static StoredBlob Describe(BlobName name, FileInfo file) => new(name, file.Length, new(file.LastWriteTimeUtc, TimeSpan.Zero));

    private string PathOf(BlobName name) => Path.Combine(folder, name.Value[..2], name.Value[2..4], name.Value);

    // A folder that is made is on disk before what is in it counts.
    private static string Make(string path)
    {
        if (Directory.Exists(path)) return path;
        if (Path.GetDirectoryName(path) is { Length: > 0 } parent && !Directory.Exists(parent)) Make(parent);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        FlushFolder(Path.GetDirectoryName(path)!);
        return path;
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    // On Unix a new name is on disk when its folder is; Windows flushes it with the file, and .NET opens no folders.
    private static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows()) return;

        var descriptor = OpenFolder(path, 0);
        if (descriptor < 0) throw new IOException($"The folder {path} cannot be opened to be flushed (error {Marshal.GetLastPInvokeError()}).");
        try
        {
            if (Flush(descriptor) != 0) throw new IOException($"The folder {path} cannot be flushed (error {Marshal.GetLastPInvokeError()}).");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
