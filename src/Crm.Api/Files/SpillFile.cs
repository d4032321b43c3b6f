namespace Crm.Api.Files;

/// <summary>A temporary file that is written once from its beginning and then read anywhere, through one page in memory.</summary>
internal sealed class SpillFile : IDisposable
{
    private const int PageSize = 1 << 16;

    private readonly FileStream _file = Open();

    private readonly byte[] _page = new byte[PageSize];
    private long _pageAt = -1;

    public long Length { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _file.Write(bytes);
        Length += bytes.Length;
    }

    public void Flush() => _file.Flush();

    public void Read(long offset, Span<byte> into)
    {
        while (into.Length > 0)
        {
            var page = offset / PageSize * PageSize;
            if (page != _pageAt)
            {
                var length = (int)Math.Min(PageSize, Length - page);
                for (var read = 0; read < length;) read += RandomAccess.Read(_file.SafeFileHandle, _page.AsSpan(read, length - read), page + read);
                _pageAt = page;
            }

            var part = Math.Min(into.Length, PageSize - (int)(offset - page));
            _page.AsSpan((int)(offset - page), part).CopyTo(into);
            into = into[part..];
            offset += part;
        }
    }

    /// <summary>Only this user may read it: it holds personal data until it is deleted on closing.</summary>
    private static FileStream Open()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose,
            BufferSize = PageSize,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
    }

    public void Dispose() => _file.Dispose();
}
